/** The clock of an export: the world's time that it writes, along the elapsed time that it writes, or one of the two alone. */
import { isPlausibleEpochUs } from "@creance/core";
import type { FlightClock } from "../types.ts";
import type { TrackBuilder } from "./track-builder.ts";

/** Stamps in UTC beside rows, in file order. */
export interface LogStamps {
  readonly rows: number[];
  readonly timeUs: number[];
}

/** Stamps that stray further than this from a steady clock are taken as they are. */
const STRAY_MS = 2000;

/**
 * Sets `timeUs` (and `elapsedMs`, where the file has none, or one that begins anew) of every row. Stamps of whole seconds are met by a steady clock that lies inside
 * each of those seconds, where elapsed times are known; otherwise every row has the time of its own stamp and is not made finer.
 */
export function setLogTimes(builder: TrackBuilder, stamps: LogStamps): FlightClock {
  const elapsedMs = builder.column("elapsedMs");
  const usable = stamps.timeUs
    .map((timeUs, at) => ({ timeUs, row: stamps.rows[at] as number }))
    .filter(({ timeUs }) => isPlausibleEpochUs(timeUs));
  if (usable.length === 0) return { method: "none", residualP95Ms: null, repairedRows: 0 };
  const steady = elapsedMs === undefined ? undefined : steadyStart(elapsedMs, usable);
  if (elapsedMs !== undefined && steady !== undefined) {
    for (let row = 0; row < builder.rows; row += 1)
      builder.set("timeUs", row, Math.round(steady.startUs + (elapsedMs[row] as number) * 1000));
    return { method: "wallClock", residualP95Ms: steady.residualP95Ms, repairedRows: 0 };
  }
  const isTold = elapsedMs !== undefined && !goesBack(elapsedMs);
  const firstUs = (usable[0] as { readonly timeUs: number }).timeUs;
  let next = 0;
  let timeUs = Number.NaN;
  for (let row = 0; row < builder.rows; row += 1) {
    while (next < usable.length && (usable[next] as { readonly row: number }).row <= row) {
      timeUs = (usable[next] as { readonly timeUs: number }).timeUs;
      next += 1;
    }
    builder.set("timeUs", row, timeUs);
    if (!isTold) builder.set("elapsedMs", row, (timeUs - firstUs) / 1000);
  }
  return { method: "wallClock", residualP95Ms: null, repairedRows: 0 };
}

/** The instant of elapsed time 0; `undefined` when the stamps do not lie along the elapsed times. */
function steadyStart(
  elapsedMs: Float64Array,
  stamps: readonly { readonly timeUs: number; readonly row: number }[],
): { readonly startUs: number; readonly residualP95Ms: number } | undefined {
  const starts = stamps
    .map(({ timeUs, row }) => timeUs - (elapsedMs[row] as number) * 1000)
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  if (starts.length === 0) return undefined;
  const wholeSeconds = stamps.every(({ timeUs }) => timeUs % 1e6 === 0);
  const startUs = wholeSeconds ? (starts[starts.length - 1] as number) : (starts[Math.floor(starts.length / 2)] as number);
  const strays = starts
    .map((value) => (wholeSeconds ? Math.max(0, startUs - value - 1e6) : Math.abs(startUs - value)) / 1000)
    .sort((a, b) => a - b);
  const residualP95Ms = strays[Math.floor((strays.length - 1) * 0.95)] as number;
  return residualP95Ms <= STRAY_MS ? { startUs, residualP95Ms } : undefined;
}

function goesBack(elapsedMs: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const value of elapsedMs) {
    if (value < last) return true;
    if (!Number.isNaN(value)) last = value;
  }
  return false;
}
