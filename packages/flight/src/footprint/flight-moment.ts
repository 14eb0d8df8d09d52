/** What the track of a flight says of one moment: stands in for what a picture or a clip does not say itself. */
import type { Track } from "../types.ts";

/** A moment of a flight; unknown is `null`. */
export interface FlightMoment {
  readonly latDeg: number | null;
  readonly lonDeg: number | null;
  readonly takeOffM: number | null;
  readonly aircraftYawDeg: number | null;
  readonly gimbalYawDeg: number | null;
  readonly gimbalPitchDeg: number | null;
  readonly gimbalRollDeg: number | null;
  /** Direction of travel over ground, where it moved at more than 2 m/s. */
  readonly courseDeg: number | null;
}

/** A row farther away in time than this says nothing, microseconds. */
const MOST_APART_US = 2e6;

/** The row of the track nearest to an instant (UTC, microseconds); `null` when none lies within two seconds. Times that go back are tolerated. */
export function momentOfTrack(track: Track, timeUs: number): FlightMoment | null {
  const { columns, rows } = track;
  const times = columns.timeUs;
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < timeUs) low = middle + 1;
    else high = middle;
  }
  let best = -1;
  let bestUs = MOST_APART_US;
  for (let row = Math.max(0, low - 2); row < Math.min(rows, low + 2); row += 1) {
    const apartUs = Math.abs((times[row] as number) - timeUs);
    if (apartUs <= bestUs) {
      bestUs = apartUs;
      best = row;
    }
  }
  if (best === -1) return null;
  const value = (column: ArrayLike<number>): number | null => {
    const number = column[best] as number;
    return Number.isFinite(number) ? number : null;
  };
  const north = value(columns.speedNorthMps);
  const east = value(columns.speedEastMps);
  const moving = north !== null && east !== null && Math.hypot(north, east) > 2;
  return {
    latDeg: value(columns.latDeg),
    lonDeg: value(columns.lonDeg),
    takeOffM: value(columns.altHomeM),
    aircraftYawDeg: value(columns.yawDeg),
    gimbalYawDeg: value(columns.gimbalYawDeg),
    gimbalPitchDeg: value(columns.gimbalPitchDeg),
    gimbalRollDeg: value(columns.gimbalRollDeg),
    courseDeg: moving ? (Math.atan2(east, north) * 180) / Math.PI : null,
  };
}
