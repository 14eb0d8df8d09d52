/** The solved clock of a record: steady time, and where it stands on the world's clock. */
import { isPlausibleEpochUs } from "@creance/core";
import { anchorClock, type ClockStep } from "./clock-anchor.ts";
import { cleanStamps } from "./clock-stamps.ts";
import { steadyTime } from "./steady-time.ts";
import type { FlightClock } from "./types.ts";

/** What the clock is solved from. */
export interface ClockInput {
  /** Fly time of each OSD row, seconds (0.1 s resolution). */
  readonly flyTimeS: ArrayLike<number>;
  /** OSD row that each stamp of the app follows, and the stamp in ms since 1970-01-01 UTC. */
  readonly stampRow: ArrayLike<number>;
  readonly stampMs: ArrayLike<number>;
  /** The header's start time, ms, used only where there are no stamps; `null` when it cannot be trusted. */
  readonly headerStartMs: number | null;
}

/** A solved clock. Both columns never decrease. */
export interface SolvedClock {
  readonly method: FlightClock["method"];
  readonly residualP95Ms: number | null;
  /** Milliseconds since the first row. */
  readonly elapsedMs: Float64Array<ArrayBuffer>;
  /** Microseconds since 1970-01-01 UTC; all NaN when `method` is `none`. */
  readonly timeUs: Float64Array<ArrayBuffer>;
  /** 1 where a row's time was repaired. */
  readonly repaired: Uint8Array<ArrayBuffer>;
  /** Rows at which the fly time started anew. */
  readonly resets: readonly number[];
  /** Lasting steps of the app's clock. */
  readonly steps: readonly ClockStep[];
}

/** Solves the clock (docs/decisions: a flight's time). Cost: a few passes over the rows and one sort of the stamps. */
export function solveClock(input: ClockInput): SolvedClock {
  const rows = input.flyTimeS.length;
  const stamps = cleanStamps(input.stampRow, input.stampMs, rows);
  const { elapsedMs, repaired, resets } = steadyTime(input.flyTimeS, stamps);
  const anchor = anchorClock(elapsedMs, stamps);
  const headerStartMs = input.headerStartMs !== null && isPlausibleEpochUs(input.headerStartMs * 1000) ? input.headerStartMs : null;
  const startMs = anchor?.startMs ?? headerStartMs;
  for (const [start, end] of anchor?.stepRows ?? []) repaired.fill(1, start, end);
  const timeUs = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1)
    timeUs[row] = startMs === null ? Number.NaN : Math.round((startMs + (elapsedMs[row] as number)) * 1000);
  return {
    method: anchor !== null ? "wallClock" : startMs !== null ? "header" : "none",
    residualP95Ms: anchor?.residualP95Ms ?? null,
    elapsedMs,
    timeUs,
    repaired,
    resets,
    steps: anchor?.steps ?? [],
  };
}
