/** What the event finders look at: one flight's rows inside the whole track of a record. */
import type { DjiFlightRecord } from "@creance/formats";
import type { DjiTrack } from "./dji-track.ts";
import type { Segment } from "./segments.ts";
import { findStretches, type Stretch } from "./stretches.ts";

/** One flight inside a track, whatever wrote it. Rows count from the first row of the track. */
export interface TrackContext {
  readonly dji: Pick<DjiTrack, "track" | "jumps" | "gpsWeak">;
  readonly segment: Segment;
}

/** One flight inside its record. */
export interface EventContext extends TrackContext {
  readonly record: DjiFlightRecord;
  readonly dji: DjiTrack;
}

/** Stretches of a flight's rows on which something holds. */
export function stretchesOf(
  { dji, segment }: TrackContext,
  isOn: (row: number) => boolean,
  { mergeMs, minMs }: { readonly mergeMs: number; readonly minMs: number },
): Stretch[] {
  return findStretches(isOn, { start: segment.start, end: segment.end, elapsedMs: dji.track.columns.elapsedMs, mergeMs, minMs });
}

/** True when a record's row (-1 before the first) lies in the flight. */
export function inSegment(segment: Segment, osdRow: number): boolean {
  const row = Math.max(0, osdRow);
  return row >= segment.start && row < segment.end;
}
