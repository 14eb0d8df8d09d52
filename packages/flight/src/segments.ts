/** The flights of a record: one file can hold several when the app was not closed between them. */
import type { Track } from "./types.ts";

/** Rows `start` to `end` (exclusive) of one flight. */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

/** Motors must stand still this long between two flights. */
const MOTORS_OFF_MS = 3000;
/** Flights of a record at most; the rest stays in the last one. */
const MAX_SEGMENTS = 200;

/**
 * Splits where the fly time starts anew, or where the aircraft stood with its motors stopped and then took off again. Every part
 * but an only one has been in the air: rows before the first take-off belong to the first flight, rows after a landing to the
 * flight that landed, until the motors start again.
 */
export function findSegments({
  track,
  clock,
}: {
  readonly track: Track;
  /** Rows at which the fly time started anew. */
  readonly clock: { readonly resets: readonly number[] };
}): Segment[] {
  const { inAir, motorUp, elapsedMs, flyTimeS } = track.columns;
  if (track.rows === 0) return [];
  const cuts: number[] = [];
  let flown = false;
  let offSinceMs = Number.NaN;
  let pending = -1;
  let reset = 0;
  for (let row = 0; row < track.rows; row += 1) {
    const motors = motorUp[row] === 1;
    const air = inAir[row] === 1 && motors;
    while (reset < clock.resets.length && (clock.resets[reset] as number) < row) reset += 1;
    const restarts = clock.resets[reset] === row && row > 0 && (flyTimeS[row - 1] as number) < 6500;
    if (flown && pending < 0) {
      if (restarts) pending = row;
      else if (!motors) {
        if (Number.isNaN(offSinceMs)) offSinceMs = elapsedMs[row] as number;
      } else {
        if ((elapsedMs[row] as number) - offSinceMs >= MOTORS_OFF_MS) pending = row;
        offSinceMs = Number.NaN;
      }
    }
    if (!air) continue;
    if (pending >= 0 && cuts.length < MAX_SEGMENTS - 1) cuts.push(pending);
    pending = -1;
    offSinceMs = Number.NaN;
    flown = true;
  }
  const starts = [0, ...cuts];
  return starts.map((start, at) => ({ start, end: starts[at + 1] ?? track.rows }));
}
