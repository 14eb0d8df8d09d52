/**
 * Picks rows for a chart so that no peak is lost: each bucket keeps the rows of its smallest and largest value.
 */

/**
 * Row indices, ascending and unique, to draw for one series: the first and last row, and in each of `buckets` equal spans of
 * rows the row of the smallest and of the largest known value. A bucket without a known value keeps its first row, so a gap
 * stays a gap. At most `2 * buckets + 2` indices; all rows when there are no more than that.
 */
export function minMaxRows(values: ArrayLike<number>, buckets: number): Uint32Array<ArrayBuffer> {
  const rows = values.length;
  if (rows <= 2 * buckets + 2) return Uint32Array.from({ length: rows }, (_, row) => row);
  const picked: number[] = [0];
  const take = (row: number): void => {
    if (row > (picked[picked.length - 1] as number)) picked.push(row);
  };
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = Math.floor((bucket * rows) / buckets);
    const end = Math.floor(((bucket + 1) * rows) / buckets);
    let low = -1;
    let high = -1;
    for (let row = start; row < end; row += 1) {
      const value = values[row] as number;
      if (Number.isNaN(value)) continue;
      if (low < 0 || value < (values[low] as number)) low = row;
      if (high < 0 || value > (values[high] as number)) high = row;
    }
    if (low < 0) take(start);
    else {
      take(Math.min(low, high));
      take(Math.max(low, high));
    }
  }
  take(rows - 1);
  return Uint32Array.from(picked);
}
