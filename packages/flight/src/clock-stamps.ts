/** The app's clock stamps, cleaned: one for each OSD row at most, repeats and implausible stamps left out. */
import { isPlausibleEpochUs } from "@creance/core";

/** Stamps in file order: strictly ascending rows. */
export interface ClockStamps {
  readonly count: number;
  /** OSD row that the stamp follows. */
  readonly row: Int32Array<ArrayBuffer>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ms: Float64Array<ArrayBuffer>;
}

/**
 * Keeps the first stamp of each row: when the radio link stalls, stamps pile up behind one row, and only the first of them
 * tells when that row arrived. A stamp equal to the one before says nothing new and is skipped.
 */
export function cleanStamps(osdRow: ArrayLike<number>, wallClockMs: ArrayLike<number>, rows: number): ClockStamps {
  const row = new Int32Array(Math.min(osdRow.length, rows));
  const ms = new Float64Array(row.length);
  let count = 0;
  let lastRow = -1;
  let lastMs = Number.NaN;
  for (let at = 0; at < osdRow.length; at += 1) {
    const stampRow = Math.max(0, osdRow[at] as number);
    const stampMs = wallClockMs[at] as number;
    if (stampRow <= lastRow || stampRow >= rows || stampMs === lastMs || !isPlausibleEpochUs(stampMs * 1000)) continue;
    row[count] = stampRow;
    ms[count] = stampMs;
    count += 1;
    lastRow = stampRow;
    lastMs = stampMs;
  }
  return { count, row, ms };
}
