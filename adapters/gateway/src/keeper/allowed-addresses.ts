/** Which outside addresses the relay may reach now, and for which services: the keeper's side of the rules' set `upstream4`. */

/** An address with port. */
export interface Upstream {
  readonly ip: string;
  readonly port: number;
}

/** The table. */
export interface AllowedAddresses {
  /** A service needs it. False: too many are open already. */
  allow(name: string, upstream: Upstream): boolean;
  /** No connection to it is open any more. True: it was allowed, so it must be forbidden. */
  release(upstream: Upstream): boolean;
  /** The service is closed: what no other service needs must be forbidden, and is returned. */
  close(name: string): readonly Upstream[];
  readonly size: number;
}

/** As many as the set in the rules holds. */
const MAX_ADDRESSES = 4096;

/** Makes it, empty. */
export function createAllowedAddresses(): AllowedAddresses {
  const users = new Map<string, { readonly upstream: Upstream; readonly names: Set<string> }>();
  const key = ({ ip, port }: Upstream): string => `${ip} ${port}`;
  return {
    allow(name, upstream) {
      const found = users.get(key(upstream));
      if (found === undefined && users.size >= MAX_ADDRESSES) return false;
      if (found === undefined) users.set(key(upstream), { upstream, names: new Set([name]) });
      else found.names.add(name);
      return true;
    },
    release: (upstream) => users.delete(key(upstream)),
    close(name) {
      const gone: Upstream[] = [];
      for (const [at, { upstream, names }] of users) {
        if (!names.delete(name) || names.size > 0) continue;
        users.delete(at);
        gone.push(upstream);
      }
      return gone;
    },
    get size() {
      return users.size;
    },
  };
}
