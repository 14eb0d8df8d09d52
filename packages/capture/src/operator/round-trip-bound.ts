/** How far away an answering machine can be at most, by the shortest round trip to it. It can exclude a place, never prove one. */

/** Kilometres that light goes in a millisecond: in fibre (about two thirds of its speed), and in any medium. */
const FIBRE_KM_PER_MS = 200;
const ANY_MEDIUM_KM_PER_MS = 299.792458;

/** Largest distances that a round trip allows. */
export interface RoundTripBound {
  /** When the way is fibre. */
  readonly fibreM: number;
  /** Whatever the way is. */
  readonly anyMediumM: number;
}

/**
 * Bounds from the shortest time between SYN and SYN-ACK, in microseconds. `undefined` for a time that is not above zero. Only for captures taken
 * on the internet's side of everything that answers for the server: never for VPN-mode captures, proxies, accelerators or our own relay.
 */
export function roundTripBound(shortestRttUs: number): RoundTripBound | undefined {
  if (!(shortestRttUs > 0) || !Number.isFinite(shortestRttUs)) return undefined;
  const oneWayMs = shortestRttUs / 2_000;
  return { fibreM: oneWayMs * FIBRE_KM_PER_MS * 1_000, anyMediumM: oneWayMs * ANY_MEDIUM_KM_PER_MS * 1_000 };
}
