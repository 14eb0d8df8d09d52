/** What a flight takes from its segment of the track. */
import { sliceRows } from "@creance/core";
import type { Segment } from "./segments.ts";
import { trackColumns } from "./track-columns.table.ts";
import type { Flight, Track } from "./types.ts";

/** The rows of a segment; their elapsed time counts from its first row. */
export function segmentTrack(track: Track, { start, end }: Segment): Track {
  const slice = sliceRows(trackColumns, track, start, end);
  const startMs = slice.columns.elapsedMs[0] as number;
  for (let row = 0; row < slice.rows; row += 1) slice.columns.elapsedMs[row] = (slice.columns.elapsedMs[row] as number) - startMs;
  return slice;
}

/** The first known position of two columns; `null` when there is none. */
export function firstPosition(latDeg: Float64Array, lonDeg: Float64Array): Flight["home"] {
  const row = latDeg.findIndex((value) => !Number.isNaN(value));
  return row < 0 ? null : { latDeg: latDeg[row] as number, lonDeg: lonDeg[row] as number };
}

/** The time of a row; `null` when it is unknown or there is no such row. */
export function timeOrNull(timeUs: number | undefined): number | null {
  return timeUs === undefined || Number.isNaN(timeUs) ? null : timeUs;
}
