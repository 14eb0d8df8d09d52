/** When something was sent, seen from a flight. */
import type { AuditFlight, Finding } from "../types.ts";

/** A moment is told from a flight that is at most this far away. */
const NEAR_US = 24 * 3_600_000_000;

/** Times of a flight, looked at once. */
export interface FlightTimes {
  readonly flight: AuditFlight;
  /** First and last time known, NaN without a clock. */
  readonly startUs: number;
  readonly endUs: number;
  /** Last moment in the air, NaN where the record does not say. */
  readonly landedUs: number;
}

/** Reads the times of a flight. */
export function flightTimes(flight: AuditFlight): FlightTimes {
  let startUs = Number.NaN;
  let endUs = Number.NaN;
  let landedUs = Number.NaN;
  for (let at = 0; at < flight.timeUs.length; at++) {
    const timeUs = flight.timeUs[at] as number;
    if (Number.isNaN(timeUs)) continue;
    if (Number.isNaN(startUs)) startUs = timeUs;
    endUs = timeUs;
    if (flight.inAir[at] === 1) landedUs = timeUs;
  }
  return { flight, startUs, endUs, landedUs };
}

/** The flight that is nearest to a moment, at most a day away; `null` for none. `offsetS`: by how much a flight's clock is ahead. */
export function nearestFlight(flights: readonly FlightTimes[], sentUs: number, offsetS: (label: string) => number): FlightTimes | null {
  let best: FlightTimes | null = null;
  let bestUs = NEAR_US;
  for (const times of flights) {
    const timeUs = sentUs + offsetS(times.flight.label) * 1e6;
    const away = timeUs < times.startUs ? times.startUs - timeUs : timeUs > times.endUs ? timeUs - times.endUs : 0;
    if (!Number.isNaN(away) && away < bestUs && !Number.isNaN(times.startUs)) {
      best = times;
      bestUs = away;
    }
  }
  return best;
}

/** The phase at a moment of the flight's own clock; `null` without a clock, or where the record does not say whether it flew. */
export function flightPhase(times: FlightTimes, timeUs: number): Finding["phase"] {
  if (Number.isNaN(times.startUs) || Number.isNaN(timeUs)) return null;
  if (timeUs < times.startUs) return "before";
  if (timeUs > times.endUs) return "afterLanding";
  const inAir = times.flight.inAir[lastAt(times.flight.timeUs, timeUs)];
  if (inAir === undefined || Number.isNaN(inAir)) return null;
  if (inAir === 1) return "inAir";
  return timeUs > times.landedUs ? "afterLanding" : "onGround";
}

/** The last row at or before a moment; rows without a time are passed over. */
function lastAt(timesUs: Float64Array, timeUs: number): number {
  let low = 0;
  let high = timesUs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    let known = middle;
    while (known > low && Number.isNaN(timesUs[known])) known--;
    if ((timesUs[known] as number) <= timeUs) low = middle;
    else high = middle - 1;
  }
  return low;
}
