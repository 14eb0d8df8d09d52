/**
 * Addresses outside to which packets pass: asked of the keeper before the first connection to one, given back some time after the last has
 * ended, so that the kernel can end it in order.
 */

/** Asks, keeps and gives back. */
export interface UpstreamLeases {
  /** Settles true when packets to the address pass. Each call that settles true is followed by one `drop`. */
  hold(lease: UpstreamLease): Promise<boolean>;
  drop(lease: UpstreamLease): void;
  /** The keeper's answer. */
  answered(id: number, ok: boolean): void;
  /** The keeper has closed this service, and its addresses with it: the next `hold` asks again. */
  forget(name: string): void;
  /** Services that hold an address. */
  names(): ReadonlySet<string>;
  close(): void;
}

/** An address of a service. */
export interface UpstreamLease {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
}

/** How the leases reach the keeper. */
export interface LeaseOptions {
  readonly ask: (id: number, lease: UpstreamLease) => void;
  readonly release: (ip: string, port: number) => void;
  /** The keeper's longest silence. */
  readonly patienceMs: number;
  /** Time that an address stays open behind its last connection. Default 15 s: a few repeats of a last packet. */
  readonly lingerMs?: number;
}

interface Held {
  readonly ip: string;
  readonly port: number;
  /** Services for which it was asked. */
  readonly names: Map<string, Promise<boolean>>;
  holders: number;
  linger: NodeJS.Timeout | undefined;
}

/** Makes them. */
export function createUpstreamLeases({ ask, release, patienceMs, lingerMs = 15_000 }: LeaseOptions): UpstreamLeases {
  const held = new Map<string, Held>();
  const waiting = new Map<number, (ok: boolean) => void>();
  let nextId = 1;

  const asked = (lease: UpstreamLease): Promise<boolean> => {
    const id = nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(false), patienceMs);
      const settle = (ok: boolean): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(ok);
      };
      waiting.set(id, settle);
      ask(id, lease);
    });
  };
  const giveBack = (entry: Held): void => {
    clearTimeout(entry.linger);
    held.delete(`${entry.ip}:${entry.port}`);
    release(entry.ip, entry.port);
  };

  return {
    async hold(lease) {
      const key = `${lease.ip}:${lease.port}`;
      let entry = held.get(key);
      if (entry === undefined) {
        entry = { ip: lease.ip, port: lease.port, names: new Map(), holders: 0, linger: undefined };
        held.set(key, entry);
      }
      clearTimeout(entry.linger);
      entry.holders++;
      let answer = entry.names.get(lease.name);
      if (answer === undefined) {
        answer = asked(lease);
        entry.names.set(lease.name, answer);
      }
      const ok = await answer;
      if (ok) return true;
      if (entry.names.get(lease.name) === answer) entry.names.delete(lease.name);
      this.drop(lease);
      return false;
    },
    drop({ ip, port }) {
      const entry = held.get(`${ip}:${port}`);
      if (entry === undefined) return;
      entry.holders--;
      if (entry.holders > 0) return;
      if (entry.names.size === 0) giveBack(entry);
      else entry.linger = setTimeout(() => giveBack(entry), lingerMs);
    },
    answered: (id, ok) => waiting.get(id)?.(ok),
    forget(name) {
      for (const entry of [...held.values()]) {
        if (entry.names.delete(name) && entry.names.size === 0 && entry.holders === 0) giveBack(entry);
      }
    },
    names: () => new Set([...held.values()].flatMap(({ names }) => [...names.keys()])),
    close() {
      for (const { linger } of held.values()) clearTimeout(linger);
      for (const settle of [...waiting.values()]) settle(false);
    },
  };
}
