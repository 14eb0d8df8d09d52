/** The track of an autopilot log: one row for each position, every other series carried forward to it. */
import { type Columns, isPlausiblePosition, newColumns } from "@creance/core";
import { trackColumns } from "../track-columns.table.ts";
import type { Track } from "../types.ts";
import type { TimedSeries } from "./timed-series.ts";

/** Rows closer than this are one: 10 Hz, with room for jitter. */
const MIN_STEP_US = 90_000;
/** Where positions are missing for longer, rows come from the other series. */
const GAP_US = 1_000_000;
const MAX_ROWS = 4_000_000;
/** A value older than this is not carried to a row; what holds until it is changed (a mode, a home point) is. */
const MAX_AGE_US = 3_000_000;

type Values = ArrayLike<number>;
type FloatColumn = {
  readonly [Name in keyof typeof trackColumns]: (typeof trackColumns)[Name]["type"] extends "float32" | "float64" ? Name : never;
}[keyof typeof trackColumns];

/** How long a value holds: a position only at its moment, so that a place is never told twice. */
export type Carry = "untilChanged" | "whileFresh" | "atItsMoment";

const maxAgeUs: Readonly<Record<Carry, number>> = {
  untilChanged: Number.POSITIVE_INFINITY,
  whileFresh: MAX_AGE_US,
  atItsMoment: MIN_STEP_US,
};

/** Rows of a log in the making. */
export class SeriesTrack {
  readonly rows: number;
  /** Time of each row along the log's clock, µs. */
  readonly logUs: Float64Array<ArrayBuffer>;
  readonly columns: Columns<typeof trackColumns>;
  /** True when rows were left out because of the bound. */
  readonly isBounded: boolean;

  /** `positions` give rows; where they are missing, `others` do, once a second. */
  constructor(positions: readonly TimedSeries[], others: readonly TimedSeries[], maxRows = MAX_ROWS) {
    const chosen = chooseRows(positions, others, maxRows);
    this.rows = chosen.count;
    this.isBounded = chosen.isBounded;
    this.logUs = chosen.logUs.subarray(0, chosen.count);
    this.columns = newColumns(trackColumns, chosen.count);
    this.columns.byteOffset.set(chosen.byteOffset.subarray(0, chosen.count));
    const firstUs = this.logUs[0] ?? 0;
    for (let row = 0; row < this.rows; row += 1) this.columns.elapsedMs[row] = ((this.logUs[row] as number) - firstUs) / 1000;
  }

  /** Carries the values of a series to the rows that follow them. NaN among the values ends the one before it. */
  carry(name: FloatColumn, timeUs: Float64Array, values: Values, how: Carry = "whileFresh"): void {
    const target = this.columns[name];
    const oldestUs = maxAgeUs[how];
    const { logUs, rows } = this;
    const count = timeUs.length;
    let at = -1;
    for (let row = 0; row < rows; row += 1) {
      const rowUs = logUs[row] as number;
      while (at + 1 < count && (timeUs[at + 1] as number) <= rowUs) at += 1;
      if (at < 0 || rowUs - (timeUs[at] as number) > oldestUs) continue;
      const value = values[at] as number;
      if (!Number.isNaN(value)) target[row] = value;
    }
  }

  /** Carries a pair of coordinates; implausible pairs stay unknown. */
  carryPosition(
    [latName, lonName]: readonly ["latDeg", "lonDeg"] | readonly ["homeLatDeg", "homeLonDeg"] | readonly ["pilotLatDeg", "pilotLonDeg"],
    timeUs: Float64Array,
    { latDeg, lonDeg }: { readonly latDeg: Float64Array; readonly lonDeg: Float64Array },
    how: Carry,
  ): void {
    for (let at = 0; at < latDeg.length; at += 1) {
      if (isPlausiblePosition(latDeg[at] as number, lonDeg[at] as number)) continue;
      latDeg[at] = Number.NaN;
      lonDeg[at] = Number.NaN;
    }
    this.carry(latName, timeUs, latDeg, how);
    this.carry(lonName, timeUs, lonDeg, how);
  }

  /** Row in force at a time: the last one at or before it; -1 before the first. */
  rowAt(timeUs: number): number {
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.logUs[middle] as number) <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  get track(): Track {
    return { rows: this.rows, columns: this.columns };
  }
}

/** `values` of a series as floats, each one through `convert`. */
export function converted(
  values: Values | undefined,
  rows: number,
  convert: (value: number, row: number) => number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(rows).fill(Number.NaN);
  if (values === undefined) return result;
  for (let row = 0; row < rows; row += 1) result[row] = convert(values[row] as number, row);
  return result;
}

function chooseRows(
  positions: readonly TimedSeries[],
  others: readonly TimedSeries[],
  maxRows: number,
): {
  readonly logUs: Float64Array<ArrayBuffer>;
  readonly byteOffset: Float64Array<ArrayBuffer>;
  readonly count: number;
  readonly isBounded: boolean;
} {
  const main = merged(positions, MIN_STEP_US);
  const fill = merged(others, GAP_US);
  const size = Math.min(maxRows, main.timeUs.length + fill.timeUs.length);
  const logUs = new Float64Array(size);
  const byteOffset = new Float64Array(size);
  let count = 0;
  let fillAt = 0;
  let isBounded = false;
  const push = (timeUs: number, offset: number): void => {
    if (count >= size) {
      isBounded = true;
      return;
    }
    logUs[count] = timeUs;
    byteOffset[count] = offset;
    count += 1;
  };
  for (let at = 0; at <= main.timeUs.length; at += 1) {
    const nextUs = at < main.timeUs.length ? (main.timeUs[at] as number) : Number.POSITIVE_INFINITY;
    while (fillAt < fill.timeUs.length && (fill.timeUs[fillAt] as number) < nextUs) {
      const fillUs = fill.timeUs[fillAt] as number;
      const lastUs = count === 0 ? Number.NEGATIVE_INFINITY : (logUs[count - 1] as number);
      if (fillUs - lastUs >= GAP_US && nextUs - fillUs >= MIN_STEP_US) push(fillUs, fill.byteOffset[fillAt] as number);
      fillAt += 1;
    }
    if (at < main.timeUs.length) push(nextUs, main.byteOffset[at] as number);
  }
  return { logUs, byteOffset, count, isBounded };
}

/** Times of several series in order, none closer than the step to the one before. */
function merged(series: readonly TimedSeries[], minStepUs: number): { readonly timeUs: Float64Array; readonly byteOffset: Float64Array } {
  const total = series.reduce((sum, { rows }) => sum + rows, 0);
  const timeUs = new Float64Array(total);
  const byteOffset = new Float64Array(total);
  const next = series.map(() => 0);
  let count = 0;
  for (let taken = 0; taken < total; taken += 1) {
    let best = -1;
    let bestUs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < series.length; at += 1) {
      const one = series[at] as TimedSeries;
      const row = next[at] as number;
      if (row < one.rows && (one.timeUs[row] as number) < bestUs) {
        best = at;
        bestUs = one.timeUs[row] as number;
      }
    }
    if (best < 0) break;
    const row = next[best] as number;
    next[best] = row + 1;
    if (count > 0 && bestUs - (timeUs[count - 1] as number) < minStepUs) continue;
    timeUs[count] = bestUs;
    byteOffset[count] = (series[best] as TimedSeries).byteOffset[row] as number;
    count += 1;
  }
  return { timeUs: timeUs.subarray(0, count), byteOffset: byteOffset.subarray(0, count) };
}
