/**
 * The set of addresses that the relay may reach (`upstream4`), changed in order. While one change is on its way to the kernel the next ones
 * gather, and go together in one transaction: 5,000 at once cost a few, one alone costs one.
 */

import { ipv4Number, MAX_UPSTREAM, RELAY_MARK } from "@creance/hold";
import { runTool, type ToolOptions, type ToolRun, toolWords } from "../machine/run-tool.ts";

/** What became of a change. */
export interface SetChange {
  readonly ok: boolean;
  /** Why not; empty when it went well. */
  readonly detail: string;
}

/** The set, as the rules process changes it. */
export interface UpstreamSet {
  allow(ip: string, port: number): Promise<SetChange>;
  forbid(ip: string, port: number): Promise<SetChange>;
  /** Empties it, and forgets the connections tracked to what was in it. */
  forbidAll(): Promise<SetChange>;
}

/** Runs a program; handed in so that a test can count. */
export type Run = (command: readonly string[], options?: ToolOptions) => Promise<ToolRun>;

interface Waiting {
  readonly text: string;
  readonly key: string | null;
  readonly isIn: boolean;
  readonly settle: (change: SetChange) => void;
}

/** Changes in one transaction. */
const MAX_BATCH = 512;

/** Opens it; the kernel's set is taken to be empty. */
export function openUpstreamSet(run: Run = runTool): UpstreamSet {
  const waiting: Waiting[] = [];
  const inside = new Set<string>();
  let isBusy = false;

  function change(ip: string, port: number, isIn: boolean): Promise<SetChange> {
    if (ipv4Number(ip) === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) {
      return Promise.resolve({
        ok: false,
        detail: `${String(ip).slice(0, 60)} port ${String(port).slice(0, 20)} is no IPv4 address and port.`,
      });
    }
    const key = `${ip} . ${port}`;
    // Removing needs it to be there: adding first never fails for that.
    const add = `add element inet hold upstream4 { ${key} }\n`;
    const text = isIn ? add : `${add}delete element inet hold upstream4 { ${key} }\n`;
    return queued({ text, key, isIn });
  }

  function queued(entry: Omit<Waiting, "settle">): Promise<SetChange> {
    return new Promise((settle) => {
      waiting.push({ ...entry, settle });
      if (!isBusy) void work();
    });
  }

  async function work(): Promise<void> {
    isBusy = true;
    while (waiting.length > 0) await oneBatch(waiting.splice(0, MAX_BATCH));
    isBusy = false;
  }

  async function oneBatch(batch: readonly Waiting[]): Promise<void> {
    const result = await run(["nft", "-f", "-"], { input: batch.map(({ text }) => text).join("") });
    if (result.status !== 0 && batch.length > 1) {
      // One of them is at fault: each alone, so that the others are not refused with it.
      for (const entry of batch) await oneBatch([entry]);
      return;
    }
    const ok = result.status === 0;
    for (const { key, isIn, settle } of batch) {
      if (ok && key === null) inside.clear();
      else if (ok && key !== null && isIn) inside.add(key);
      else if (ok && key !== null) inside.delete(key);
      settle({ ok, detail: ok ? "" : toolWords(result) });
    }
  }

  return {
    allow(ip, port) {
      if (inside.size + waiting.length >= MAX_UPSTREAM && !inside.has(`${ip} . ${port}`)) {
        return Promise.resolve({ ok: false, detail: `${MAX_UPSTREAM} addresses are open already.` });
      }
      return change(ip, port, true);
    },
    forbid: (ip, port) => change(ip, port, false),
    async forbidAll() {
      const flushed = await queued({ text: "flush set inet hold upstream4\n", key: null, isIn: false });
      // The rules cut the connections already; without conntrack the kernel forgets them by itself, later.
      if (flushed.ok) await run(["conntrack", "-D", "-f", "ipv4", "--mark", String(RELAY_MARK)]);
      return flushed;
    },
  };
}
