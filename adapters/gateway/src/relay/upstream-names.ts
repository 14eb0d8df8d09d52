/** Addresses of services, asked of the policy's resolver alone. Only exact names of the policy are ever asked. */
import { Resolver } from "node:dns";
import { addressObjection, type Ipv4Network } from "@creance/hold";

/** Finds addresses. */
export interface UpstreamNames {
  /** Addresses that may be connected to, the best first; empty: there is none. Never rejects. */
  addresses(name: string): Promise<readonly string[]>;
  /** The address did not answer: others come first as long as this answer is kept. */
  failed(name: string, ip: string): void;
  close(): void;
}

/** Where names are asked. */
export interface UpstreamNamesOptions {
  /** IPv4 address, `:port` may follow; `null`: nothing is asked, no name has an address. */
  readonly resolver: string | null;
  /** The own address outside, `undefined` without one. */
  readonly localIp: () => string | undefined;
  /** Networks of this machine: no service lies in them. */
  readonly ownNetworks: () => readonly Ipv4Network[];
  /** Milliseconds of a clock that only runs forward. */
  readonly nowMs?: () => number;
}

/** An answer is kept for its own time, within these bounds; none is kept for a short one. */
const MIN_KEPT_MS = 30_000;
const MAX_KEPT_MS = 300_000;
const NONE_KEPT_MS = 3_000;
const MAX_ADDRESSES = 8;
/** c-ares waits longer at each try: about 6 s in all. */
const QUESTION = { timeout: 2_000, tries: 2 };

interface Kept {
  addresses: readonly string[];
  untilMs: number;
}

/** Opens it. */
export function openUpstreamNames(options: UpstreamNamesOptions): UpstreamNames {
  const { resolver: server, localIp, ownNetworks, nowMs = () => performance.now() } = options;
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<readonly string[]>>();
  const resolver = new Resolver(QUESTION);
  if (server !== null) resolver.setServers([server]);

  const ask = (name: string): Promise<readonly string[]> =>
    new Promise((resolve) => {
      const settle = (addresses: readonly string[], keptMs: number): void => {
        kept.set(name, { addresses, untilMs: nowMs() + keptMs });
        asking.delete(name);
        resolve(addresses);
      };
      const local = localIp();
      // Whoever asks again before this is heard shares it: an answer is never settled before it is being asked for.
      if (server === null || local === undefined) {
        queueMicrotask(() => settle([], 0));
        return;
      }
      resolver.setLocalAddress(local);
      resolver.resolve4(name, { ttl: true }, (error, records) => {
        if (error !== null) {
          settle([], NONE_KEPT_MS);
          return;
        }
        const own = ownNetworks();
        const usable = records.filter(({ address }) => addressObjection(address, own) === null).slice(0, MAX_ADDRESSES);
        const lifeMs = Math.min(...usable.map(({ ttl }) => ttl * 1000));
        const addresses = [...new Set(usable.map(({ address }) => address))];
        settle(addresses, addresses.length === 0 ? NONE_KEPT_MS : Math.min(MAX_KEPT_MS, Math.max(MIN_KEPT_MS, lifeMs)));
      });
    });

  return {
    addresses(name) {
      const known = kept.get(name);
      if (known !== undefined && nowMs() < known.untilMs) return Promise.resolve(known.addresses);
      let answer = asking.get(name);
      if (answer === undefined) {
        answer = ask(name);
        asking.set(name, answer);
      }
      return answer;
    },
    failed(name, ip) {
      const known = kept.get(name);
      if (known === undefined || !known.addresses.includes(ip)) return;
      known.addresses = [...known.addresses.filter((each) => each !== ip), ip];
    },
    close: () => resolver.cancel(),
  };
}
