/** The track at a moment between its rows. */
import { lonDifferenceDeg } from "@creance/core";

/** The columns a position needs. */
export interface TrackColumns {
  readonly elapsedMs: readonly number[];
  readonly latDeg: readonly (number | null)[];
  readonly lonDeg: readonly (number | null)[];
  readonly yawDeg: readonly (number | null)[];
}

/** Where the aircraft was. */
export interface TrackPoint {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly yawDeg: number | null;
}

/** Index of the last row at or before a time; 0 before the first row. */
export function rowAt(elapsedMs: readonly number[], timeMs: number): number {
  let low = 0;
  let high = elapsedMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((elapsedMs[middle] as number) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The position at a time, between two known rows in a straight line; `null` where it is not known. */
export function positionAt(track: TrackColumns, timeMs: number): TrackPoint | null {
  const row = rowAt(track.elapsedMs, timeMs);
  const latDeg = track.latDeg[row] ?? null;
  const lonDeg = track.lonDeg[row] ?? null;
  if (latDeg === null || lonDeg === null) return null;
  const yawDeg = track.yawDeg[row] ?? null;
  const nextLatDeg = track.latDeg[row + 1] ?? null;
  const nextLonDeg = track.lonDeg[row + 1] ?? null;
  if (nextLatDeg === null || nextLonDeg === null) return { latDeg, lonDeg, yawDeg };
  const start = track.elapsedMs[row] as number;
  const span = (track.elapsedMs[row + 1] as number) - start;
  const part = span > 0 ? Math.max(0, Math.min(1, (timeMs - start) / span)) : 0;
  return {
    latDeg: latDeg + (nextLatDeg - latDeg) * part,
    lonDeg: lonDifferenceDeg(0, lonDeg + lonDifferenceDeg(lonDeg, nextLonDeg) * part),
    yawDeg,
  };
}

/** Time of the row one step before or after a time. */
export function steppedMs(elapsedMs: readonly number[], timeMs: number, step: 1 | -1): number {
  const row = rowAt(elapsedMs, timeMs);
  const current = elapsedMs[row] ?? 0;
  if (step === 1) return elapsedMs[Math.min(elapsedMs.length - 1, row + 1)] ?? current;
  return current < timeMs ? current : (elapsedMs[Math.max(0, row - 1)] ?? current);
}
