/** What else on the machine meddles with packets: rule tables that are not ours, traffic-control filters. */
import type { ForeignTable } from "@creance/hold";
import { objectsIn } from "./read-interfaces.ts";
import { runTool, type ToolRun, toolWords } from "./run-tool.ts";

/** The second: the lock that systemd puts in at boot (packaging/systemd/hold-lock.nft). */
const ourTables = ["hold", "hold_lock"];

/** What a look found, and what it could not look at, in words. */
export interface Seen<Found> {
  readonly found: readonly Found[];
  readonly unread: readonly string[];
}

/** Every nftables table but ours, with the hooks its chains hang in. */
export async function readForeignTables(): Promise<Seen<ForeignTable>> {
  const run = await runTool(["nft", "-j", "list", "chains"]);
  if (run.status !== 0) return { found: [], unread: unreadOf("the rule tables", run) };
  const { stdout } = run;
  const unread: string[] = [];
  const tables = new Map<string, { family: string; name: string; hooks: Set<string>; devices: Set<string> }>();
  for (const { chain } of listing(stdout)) {
    const { family, table, hook } = (chain ?? {}) as Record<string, unknown>;
    if (typeof family !== "string" || typeof table !== "string" || (family === "inet" && ourTables.includes(table))) continue;
    const key = `${family} ${table}`;
    const found = tables.get(key) ?? { family, name: table, hooks: new Set<string>(), devices: new Set<string>() };
    tables.set(key, found);
    if (typeof hook === "string") found.hooks.add(hook);
  }
  for (const found of tables.values()) {
    // The JSON listing of nft 1.0.6 leaves the devices out; the text has them.
    if (!found.hooks.has("ingress") && !found.hooks.has("egress")) continue;
    const table = await runTool(["nft", "list", "table", found.family, found.name]);
    if (table.status !== 0) unread.push(...unreadOf(`the rule table ${found.family} ${found.name}`, table));
    for (const device of devicesIn(table.stdout)) found.devices.add(device);
  }
  const foreign = [...tables.values()].map(({ family, name, hooks, devices }) => ({
    family,
    name,
    hooks: [...hooks],
    devices: [...devices],
  }));
  return { found: foreign, unread };
}

/**
 * Interfaces with a place for filters before the rules (`clsact`, `ingress`), whether a filter is listed there or not. Filters that newer
 * kernels take without such a place (TCX) are not seen.
 */
export async function readTcFilters(): Promise<Seen<string>> {
  const run = await runTool(["tc", "-j", "qdisc", "show"]);
  if (run.status !== 0) return { found: [], unread: unreadOf("the filters of traffic control", run) };
  const queues = objectsIn(run.stdout);
  const found = queues.flatMap(({ kind, dev }) => ((kind === "clsact" || kind === "ingress") && typeof dev === "string" ? [dev] : []));
  return { found, unread: [] };
}

/** A program that is not there or may not look, and a kernel that knows none, say nothing about what is there: other objections are made of that. */
function unreadOf(what: string, run: ToolRun): readonly string[] {
  const isNone = run.isMissing || /not permitted|permission denied|not supported/i.test(run.stderr);
  return isNone ? [] : [`${what}: ${toolWords({ ...run, stdout: "" })}`];
}

/** Device names of `type filter hook ingress device "lan" priority 0` and `devices = { lan, "wan" }`. */
export function devicesIn(text: string): string[] {
  const found: string[] = [];
  for (const [, one, many] of text.matchAll(/hook (?:ingress|egress) (?:device "?([^"\s]+)"?|devices = \{([^}]*)\})/g)) {
    if (one !== undefined) found.push(one);
    for (const name of (many ?? "").split(",")) {
      const bare = name.replaceAll('"', "").trim();
      if (bare !== "") found.push(bare);
    }
  }
  return found;
}

function listing(json: string): Record<string, unknown>[] {
  try {
    const parsed = JSON.parse(json) as { readonly nftables?: unknown };
    return objectsIn(JSON.stringify(parsed.nftables ?? []));
  } catch {
    return [];
  }
}
