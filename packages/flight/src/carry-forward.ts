/** Carries the values of a slower stream forward along the rows of the track. */

/**
 * Writes `values[k]` to the rows from `osdRow[k]` (a value written before the first row counts from row 0) until the next value.
 * Rows before the first value keep what they hold. A record belongs to the tick of the OSD row before it, so a value can be up
 * to one tick (0.1 s) younger than its row. Out-of-order or out-of-range rows are skipped. Cost: rows + values.
 */
export function carryForward(
  target: Float32Array | Float64Array,
  osdRow: ArrayLike<number>,
  values: ArrayLike<number>,
  skipUnknown: "keepUnknown" | "skipUnknown" = "keepUnknown",
): void {
  let filledTo = 0;
  let current = Number.NaN;
  let any = false;
  for (let at = 0; at < osdRow.length; at += 1) {
    const value = values[at] as number;
    if (skipUnknown === "skipUnknown" && Number.isNaN(value)) continue;
    const row = Math.max(0, osdRow[at] as number);
    if (row >= target.length) break;
    if (row < filledTo) continue;
    if (any) fillSpan(target, current, filledTo, row);
    filledTo = row;
    current = value;
    any = true;
  }
  if (any) target.fill(current, filledTo);
}

/** `fill` for long spans; most spans of a 10 Hz stream are one row, where a call of `fill` costs more than the write. */
function fillSpan(target: Float32Array | Float64Array, value: number, start: number, end: number): void {
  if (end - start > 32) target.fill(value, start, end);
  else for (let row = start; row < end; row += 1) target[row] = value;
}
