/** Messages of an autopilot log with times that can be followed: along one clock, none going back, none a day away. */
import type { MessageSeries, SeriesColumn } from "@creance/formats";

/** A series whose rows have sound times. */
export interface TimedSeries {
  readonly name: string;
  readonly instance: number;
  readonly rows: number;
  /** Never goes back. µs of the log's clock: since boot, or since 1970 in a ground station's log. */
  readonly timeUs: Float64Array<ArrayBuffer>;
  readonly byteOffset: Float64Array<ArrayBuffer>;
  /** The values of a field; `undefined` when the log's messages do not have it. */
  readonly column: (name: string) => SeriesColumn | undefined;
  readonly texts: (name: string) => readonly string[] | undefined;
  /** Rows that were left out because their time stands alone. */
  readonly leftOut: number;
}

/** A longer step needs a second message that agrees with it. */
const MAX_STEP_US = 6 * 3_600_000_000;

/** Takes the rows whose times are sound. `timeOf` gives the time of a row in µs, NaN where it has none. */
export function timedSeries(series: MessageSeries, timeOf: (row: number) => number): TimedSeries {
  const { rows } = series;
  const kept = new Int32Array(rows);
  const times = new Float64Array(rows);
  let count = 0;
  let lastUs = Number.NaN;
  for (let row = 0; row < rows; row += 1) {
    const timeUs = timeOf(row);
    if (!(timeUs >= 0)) continue;
    if (!isSound(timeUs, lastUs, row + 1 < rows ? timeOf(row + 1) : Number.NaN)) continue;
    times[count] = timeUs;
    kept[count] = row;
    lastUs = timeUs;
    count += 1;
  }
  const whole = count === rows;
  const pick = <Column extends SeriesColumn>(column: Column): Column => {
    if (whole) return column;
    const picked = column.slice(0, count) as Column;
    for (let at = 0; at < count; at += 1) picked[at] = column[kept[at] as number] as number;
    return picked;
  };
  return {
    name: series.name,
    instance: series.instance,
    rows: count,
    timeUs: times.subarray(0, count),
    byteOffset: pick(series.byteOffset),
    column: (name) => {
      const column = Object.hasOwn(series.numbers, name) ? series.numbers[name] : undefined;
      return column === undefined ? undefined : pick(column);
    },
    texts: (name) => {
      const column = Object.hasOwn(series.texts, name) ? series.texts[name] : undefined;
      if (column === undefined || whole) return column;
      return Array.from(kept.subarray(0, count), (row) => column[row] as string);
    },
    leftOut: rows - count,
  };
}

/** A time that goes back is left out; one far ahead is believed when the next one agrees with it, the first one when the next does not go back. */
function isSound(timeUs: number, lastUs: number, nextUs: number): boolean {
  if (Number.isNaN(lastUs)) return !(nextUs < timeUs && timeUs - nextUs > MAX_STEP_US) && !(nextUs - timeUs > MAX_STEP_US && timeUs === 0);
  if (timeUs < lastUs) return false;
  if (timeUs - lastUs <= MAX_STEP_US) return true;
  return nextUs >= timeUs && nextUs - timeUs <= MAX_STEP_US;
}

/** The value of a field in a row; NaN where the series does not have it. */
export function valueAt(column: SeriesColumn | undefined, row: number): number {
  return column === undefined ? Number.NaN : (column[row] ?? Number.NaN);
}
