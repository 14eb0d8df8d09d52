/** Series with their own rows, brought to common times for one plot. */

/** A series as the server gives it. */
export interface OwnRows {
  readonly elapsedMs: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Values at a common time: `undefined` = this series has no row there (the line goes on), `null` = not known (a gap). */
export type AlignedValues = (number | null | undefined)[];

/** Common ascending times in seconds, and each series at them. Rows whose time is not ascending are left out. */
export function alignSeries(series: readonly OwnRows[], convert: (value: number) => number): { timesS: number[]; values: AlignedValues[] } {
  const known = series.map(ascending);
  const times = [...new Set(known.flatMap((each) => each.map(([ms]) => ms)))].sort((a, b) => a - b);
  const values = known.map((rows) => {
    const column: AlignedValues = [];
    let at = 0;
    for (const time of times) {
      const row = rows[at];
      if (row !== undefined && row[0] === time) {
        column.push(row[1] === null ? null : convert(row[1]));
        at += 1;
      } else column.push(undefined);
    }
    return column;
  });
  return { timesS: times.map((ms) => ms / 1000), values };
}

function ascending(series: OwnRows): (readonly [number, number | null])[] {
  const rows: (readonly [number, number | null])[] = [];
  let last = Number.NEGATIVE_INFINITY;
  series.elapsedMs.forEach((ms, at) => {
    if (ms > last) {
      rows.push([ms, series.values[at] ?? null]);
      last = ms;
    }
  });
  return rows;
}

/** True when the series knows at least one value. */
export function hasValues(series: OwnRows | undefined): series is OwnRows {
  return series?.values.some((value) => value !== null) ?? false;
}

/** The value at a time: that of the last row at or before it. */
export function valueAt(series: OwnRows, timeMs: number): number | null {
  let low = 0;
  let high = series.elapsedMs.length - 1;
  if (high < 0 || timeMs < (series.elapsedMs[0] as number)) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((series.elapsedMs[middle] as number) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return series.values[low] ?? null;
}
