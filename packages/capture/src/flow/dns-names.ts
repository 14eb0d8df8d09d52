/** Names that DNS answers gave to addresses, for the client that asked; bounded, the oldest pair leaves first. */
import type { DnsAnswers } from "../analyzer.ts";
import type { FlowLimits } from "./flow-limits.table.ts";

interface SeenName {
  readonly name: string;
  readonly timeUs: number;
}

/** What DNS answered so far. */
export class DnsNames implements DnsAnswers {
  readonly #pairs = new Map<string, SeenName[]>();
  readonly #limits: FlowLimits;
  /** Pairs that had to leave. */
  forgotten = 0;

  constructor(limits: FlowLimits) {
    this.#limits = limits;
  }

  answer(client: string, name: string, address: string, timeUs: number, _ttlS: number): void {
    const { maxNameLength, maxDnsNamesPerPair, maxDnsPairs } = this.#limits;
    if (name === "" || name.length > maxNameLength || address.length > maxNameLength || client.length > maxNameLength) return;
    const key = `${client} ${address}`;
    const names = this.#pairs.get(key);
    if (names === undefined) {
      if (this.#pairs.size >= maxDnsPairs) {
        for (const oldest of this.#pairs.keys()) {
          this.#pairs.delete(oldest);
          this.forgotten++;
          break;
        }
      }
      this.#pairs.set(key, [{ name, timeUs }]);
      return;
    }
    // A repeated answer keeps its first time: flows opened since then were told this name.
    if (names.at(-1)?.name === name) return;
    if (names.length >= maxDnsNamesPerPair) names.shift();
    names.push({ name, timeUs });
  }

  /** The name that the client was told last before it opened the flow; `null` when there was none. */
  nameFor(client: string, address: string, openedUs: number): string | null {
    const names = this.#pairs.get(`${client} ${address}`);
    if (names === undefined) return null;
    for (let at = names.length - 1; at >= 0; at--) {
      const seen = names[at] as SeenName;
      if (seen.timeUs <= openedUs) return seen.name;
    }
    return null;
  }
}
