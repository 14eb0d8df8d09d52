/** Statistics of one flight, recomputed from its rows. */
import { boundsOf } from "@creance/core";
import type { Segment } from "./segments.ts";
import type { Steps } from "./steps.ts";
import type { FlightStats, Track } from "./types.ts";

/** Recomputes statistics over the rows of a flight. Values outside a column's valid range are not counted. */
export function flightStats(
  { track, stepM, jumps }: Steps & { readonly track: Track },
  { start, end }: Segment,
  photos: number | null,
): FlightStats {
  const columns = track.columns;
  const { elapsedMs, latDeg, lonDeg, inAir, motorUp } = columns;
  const height = new Range(-1000, 10_000);
  const speed = new Range(0, 100);
  const climb = new Range(-100, 100);
  const away = new Range(0, 1_000_000);
  const satellites = new Range(0, 254);
  let airborneMs = 0;
  let pathM = 0;
  let last = -1;
  let batteryStartPct: number | null = null;
  let batteryEndPct: number | null = null;
  for (let row = start; row < end; row += 1) {
    height.add(columns.altHomeM[row] as number);
    speed.add(columns.groundSpeedMps[row] as number);
    climb.add(columns.climbMps[row] as number);
    away.add(columns.distanceHomeM[row] as number);
    const airborne = inAir[row] === 1 && motorUp[row] === 1;
    if (airborne) {
      satellites.add(columns.satellites[row] as number);
      if (row > start && inAir[row - 1] === 1 && motorUp[row - 1] === 1)
        airborneMs += (elapsedMs[row] as number) - (elapsedMs[row - 1] as number);
    }
    const battery = columns.batteryPct[row] as number;
    if (battery > 0) {
      batteryStartPct ??= battery;
      batteryEndPct = battery;
    }
    if (Number.isNaN(latDeg[row] as number)) continue;
    if (last >= 0 && jumps[row] === 0) pathM += stepM[row] as number;
    last = row;
  }
  return {
    durationUs: end > start ? Math.round(((elapsedMs[end - 1] as number) - (elapsedMs[start] as number)) * 1000) : 0,
    airborneUs: Math.round(airborneMs * 1000),
    distanceM: last < 0 ? null : pathM,
    maxAltHomeM: height.greatest(),
    minAltHomeM: height.least(),
    maxGroundSpeedMps: speed.greatest(),
    maxClimbMps: atLeastZero(climb.greatest()),
    maxDescentMps: atLeastZero(negated(climb.least())),
    maxDistanceHomeM: away.greatest(),
    batteryStartPct,
    batteryEndPct,
    minSatellites: satellites.least(),
    photos,
    bounds: boundsOf(latDeg.subarray(start, end), lonDeg.subarray(start, end)),
  };
}

/** Least and greatest of the values inside a plausible range. */
class Range {
  readonly #low: number;
  readonly #high: number;
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;
  constructor(low: number, high: number) {
    this.#low = low;
    this.#high = high;
  }
  add(value: number): void {
    if (!(value >= this.#low && value <= this.#high)) return;
    if (value < this.#least) this.#least = value;
    if (value > this.#greatest) this.#greatest = value;
  }
  least(): number | null {
    return this.#least === Number.POSITIVE_INFINITY ? null : this.#least;
  }
  greatest(): number | null {
    return this.#greatest === Number.NEGATIVE_INFINITY ? null : this.#greatest;
  }
}

function atLeastZero(value: number | null): number | null {
  return value === null ? null : Math.max(0, value);
}

function negated(value: number | null): number | null {
  return value === null ? null : 0 - value;
}
