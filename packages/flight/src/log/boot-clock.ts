/** The clock of a log that counts from boot: the satellite receiver says what instant it was. */
import { isPlausibleEpochUs } from "@creance/core";
import type { FlightClock } from "../types.ts";

/** The instant of boot. */
export interface BootClock {
  /** UTC of boot time 0, µs; NaN when nothing says it. */
  readonly bootIsUs: number;
  readonly clock: FlightClock;
}

/** The clock from pairs of boot time and UTC (NaN where a pair has none): the median of their differences, never a single pair. */
export function bootClock(bootUs: ArrayLike<number>, utcUs: ArrayLike<number>): BootClock {
  const differences: number[] = [];
  for (let at = 0; at < bootUs.length; at += 1) {
    const utc = utcUs[at] as number;
    if (isPlausibleEpochUs(utc)) differences.push(utc - (bootUs[at] as number));
  }
  if (differences.length === 0) return { bootIsUs: Number.NaN, clock: { method: "none", residualP95Ms: null, repairedRows: 0 } };
  const sorted = Float64Array.from(differences).sort();
  const bootIsUs = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  const strays = sorted.map((value) => Math.abs(value - bootIsUs)).sort();
  const residualP95Ms = (strays[Math.floor((strays.length - 1) * 0.95)] as number) / 1000;
  return { bootIsUs, clock: { method: "wallClock", residualP95Ms, repairedRows: 0 } };
}
