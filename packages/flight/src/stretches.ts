/** Stretches of rows on which something holds, with short gaps bridged and short stretches dropped. */

/** Rows `start` to `end` (exclusive). */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** From its first row to the row after its last one, or to the last row of the track. */
  readonly durationMs: number;
}

/** How stretches are cleaned. */
export interface StretchOptions {
  readonly start: number;
  readonly end: number;
  readonly elapsedMs: ArrayLike<number>;
  /** Stretches closer than this become one. */
  readonly mergeMs: number;
  /** Shorter stretches are dropped. */
  readonly minMs: number;
}

/** Finds the stretches on which `isOn` holds. One pass. */
export function findStretches(isOn: (row: number) => boolean, options: StretchOptions): Stretch[] {
  const { start, end, elapsedMs, mergeMs, minMs } = options;
  const timeAt = (row: number): number => elapsedMs[Math.min(row, end - 1)] as number;
  const found: { start: number; end: number }[] = [];
  for (let row = start; row < end; row += 1) {
    if (!isOn(row)) continue;
    const last = found[found.length - 1];
    if (last !== undefined && (last.end === row || timeAt(row) - timeAt(last.end) < mergeMs)) last.end = row + 1;
    else {
      if (last !== undefined && timeAt(last.end) - timeAt(last.start) < minMs) found.pop();
      found.push({ start: row, end: row + 1 });
    }
  }
  return found
    .map((stretch) => ({ ...stretch, durationMs: timeAt(stretch.end) - timeAt(stretch.start) }))
    .filter((stretch) => stretch.durationMs >= minMs);
}
