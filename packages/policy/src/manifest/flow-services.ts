/** The gateway's allow list and an audit's rules out of a manifest: a service for each host that flows name. */
import { quoted } from "../problem.ts";
import type { DataKind, Service } from "../types.ts";
import { dataClassTable } from "../vocabulary/data-classes.table.ts";
import type { DataFlow, PrivacyManifest } from "./types.ts";

/** Longest opening of a host that opens on request. */
const OPEN_FOR_US = 600e6;

type Tell = (path: readonly (string | number)[], sentence: string) => void;

/** A service for each host, in the file's order. `tell` hears of hosts that stand under `services` too. */
export function flowServices(manifest: PrivacyManifest, services: readonly (Service | null)[], tell: Tell): readonly Service[] {
  const named = new Map(services.flatMap((service) => (service === null ? [] : [[service.name, service.line] as const])));
  const made = new Map<string, Service>();
  for (const [index, flow] of manifest.flows.entries()) {
    for (const [at, host] of flow.hosts.entries()) {
      const line = named.get(host);
      if (line !== undefined) {
        tell(
          ["privacy", "flows", index, "hosts", at],
          `${quoted(host)} stands under services too (line ${line}): a flow opens its hosts itself. Keep one.`,
        );
        continue;
      }
      // A flow that never opens is a problem of its own.
      if (flow.open !== "never") made.set(host, joined(made.get(host), flow, host));
    }
  }
  return [...made.values()];
}

/** The kinds of findings of an audit that a flow allows. */
function kindsOf(flow: DataFlow): readonly DataKind[] {
  return flow.data.flatMap((each) => dataClassTable[each].auditKinds);
}

function joined(before: Service | undefined, flow: DataFlow, host: string): Service {
  const reason = `${flow.id}: ${flow.why}`;
  const open = before?.open === "always" ? "always" : (flow.open ?? "on-request");
  return {
    name: host,
    reason: before === undefined ? reason : `${before.reason} ${reason}`,
    open,
    ports: [443],
    limit: null,
    openForUs: open === "on-request" ? OPEN_FOR_US : null,
    data: [...new Set([...(before?.data ?? []), ...kindsOf(flow)])],
    line: before?.line ?? flow.line,
    flows: [...(before?.flows ?? []), flow.id],
  };
}
