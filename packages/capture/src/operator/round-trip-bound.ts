/** How far away an answering machine can be at most, by the shortest round trip to it. It can exclude a place, never prove one. */

/** Metres that light goes in a microsecond: in fibre (about two thirds of its speed), and in any medium. */
const FIBRE_M_PER_US = 200;
const ANY_MEDIUM_M_PER_US = 299.792458;

/** Largest distances that a round trip allows, in whole metres: rounded up, so that the bound stays true. */
export interface RoundTripBound {
  /** When the way is fibre. */
  readonly fibreM: number;
  /** Whatever the way is. */
  readonly anyMediumM: number;
}

/**
 * Bounds from the shortest time between SYN and SYN-ACK, in microseconds. `undefined` for a time that is not above zero. Only for captures taken
 * on the internet's side of everything that answers for the server: never for VPN-mode captures, proxies, accelerators or our own relay. The
 * kind of address does not matter: a private one may stand in another country, behind a tunnel.
 */
export function roundTripBound(shortestRttUs: number): RoundTripBound | undefined {
  if (!(shortestRttUs > 0) || !Number.isFinite(shortestRttUs)) return undefined;
  return { fibreM: Math.ceil((shortestRttUs * FIBRE_M_PER_US) / 2), anyMediumM: Math.ceil((shortestRttUs * ANY_MEDIUM_M_PER_US) / 2) };
}

/** A measured round trip with what it bounds; `null` where none was measured, or the time bounds nothing. */
export function roundTripOf(rttUs: number | null): (RoundTripBound & { readonly rttUs: number }) | null {
  const bound = rttUs === null ? undefined : roundTripBound(rttUs);
  return rttUs === null || bound === undefined ? null : { rttUs, ...bound };
}
