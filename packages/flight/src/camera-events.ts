/** Photos and videos, from the camera's own flags. */
import { type EventContext, inSegment } from "./event-context.ts";
import { type EventDraft, forDuration } from "./event-list.ts";
import type { Segment } from "./segments.ts";

/** Photos closer than this belong to one series. */
const SERIES_GAP_MS = 30_000;
/** Series of more photos are told as one event. */
const SERIES_PHOTOS = 3;

/** Rows and offsets at which the camera began to take a photo. */
export interface PhotoMark {
  readonly row: number;
  readonly byteOffset: number;
}

/**
 * Photos of a flight; `null` when the record has neither camera nor Custom records. Camera comes once a second and misses short
 * exposures; Custom's photo flag comes with every tick and agreed with the header's count in all samples. The longer list counts.
 */
export function findPhotos({ record, segment }: EventContext): PhotoMark[] | null {
  const { camera, custom } = record.streams;
  if (camera.rows === 0 && custom.rows === 0) return null;
  const byCamera = risingEdges(camera.rows, camera.columns, segment, (at) => (((camera.columns.cameraFlags[at] as number) >> 3) & 7) !== 0);
  const byCustom = risingEdges(custom.rows, custom.columns, segment, (at) => custom.columns.photoFlag[at] !== 0);
  return byCustom.length > byCamera.length ? byCustom : byCamera;
}

function risingEdges(
  rows: number,
  columns: { readonly osdRow: ArrayLike<number>; readonly byteOffset: ArrayLike<number> },
  segment: Segment,
  isOn: (at: number) => boolean,
): PhotoMark[] {
  const marks: PhotoMark[] = [];
  let before = false;
  for (let at = 0; at < rows; at += 1) {
    const on = isOn(at);
    const row = columns.osdRow[at] as number;
    if (on && !before && inSegment(segment, row)) marks.push({ row: Math.max(0, row), byteOffset: columns.byteOffset[at] as number });
    before = on;
  }
  return marks;
}

/** Events of the camera. */
export function cameraEvents(context: EventContext): EventDraft[] {
  return [...photoEvents(context), ...videoEvents(context)];
}

function photoEvents(context: EventContext): EventDraft[] {
  const { elapsedMs } = context.dji.track.columns;
  const timeAt = (mark: PhotoMark): number => elapsedMs[Math.min(mark.row, elapsedMs.length - 1)] as number;
  const series: PhotoMark[][] = [];
  for (const photo of findPhotos(context) ?? []) {
    const last = series[series.length - 1];
    const newest = last?.[last.length - 1];
    if (last !== undefined && newest !== undefined && timeAt(photo) - timeAt(newest) <= SERIES_GAP_MS) last.push(photo);
    else series.push([photo]);
  }
  return series.flatMap((photos): EventDraft[] => {
    const first = photos[0] as PhotoMark;
    if (photos.length <= SERIES_PHOTOS) {
      return photos.map((photo) => ({ ...photo, kind: "photo", severity: "info", sentence: "Photo taken." }));
    }
    const durationMs = timeAt(photos[photos.length - 1] as PhotoMark) - timeAt(first);
    return [{ ...first, kind: "photo", severity: "info", sentence: `${photos.length} photos taken in ${forDuration(durationMs)}.` }];
  });
}

function videoEvents({ record, segment, dji }: EventContext): EventDraft[] {
  const { camera } = record.streams;
  const { elapsedMs } = dji.track.columns;
  const events: EventDraft[] = [];
  let startRow = -1;
  let first = true;
  for (let at = 0; at < camera.rows; at += 1) {
    const osdRow = camera.columns.osdRow[at] as number;
    if (!inSegment(segment, osdRow)) continue;
    const row = Math.max(0, osdRow);
    const byteOffset = camera.columns.byteOffset[at] as number;
    const recording = (camera.columns.cameraFlags[at] as number) >> 6 !== 0;
    if (recording && startRow < 0) {
      startRow = row;
      const sentence = first ? "Video already running when the record begins." : "Video started.";
      events.push({ row, byteOffset, kind: "videoStart", severity: "info", sentence });
    } else if (!recording && startRow >= 0) {
      const durationMs = (elapsedMs[row] as number) - (elapsedMs[startRow] as number);
      events.push({ row, byteOffset, kind: "videoStop", severity: "info", sentence: `Video stopped after ${forDuration(durationMs)}.` });
      startRow = -1;
    }
    first = false;
  }
  return events;
}
