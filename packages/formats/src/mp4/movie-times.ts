/** Times of a film's header boxes: seconds since 1904-01-01 (ISO/IEC 14496-12 sections 8.2.2 and 8.4.2). */
import { isPlausibleEpochUs } from "@creance/core";
import type { Box } from "./boxes.ts";

/** Seconds from 1904-01-01 to 1970-01-01. */
export const SECONDS_1904_TO_1970 = 2_082_844_800;

/** What `mvhd` and `mdhd` say of time; `null` for what is not set or cannot be. */
export interface HeaderTimes {
  readonly createdUs: number | null;
  readonly timescale: number | null;
  readonly durationUs: number | null;
}

const UNKNOWN: HeaderTimes = { createdUs: null, timescale: null, durationUs: null };

/** The times of the `mvhd` among boxes. */
export function headerTimes(bytes: Uint8Array, boxes: readonly Box[], base: number): HeaderTimes {
  const box = boxes.find(({ type }) => type === "mvhd");
  return box === undefined ? UNKNOWN : timesOf(bytes.subarray(box.contentStart - base, box.end - base));
}

/** The times of the content of an `mvhd` or `mdhd`: both begin alike. */
export function timesOf(content: Uint8Array): HeaderTimes {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (view.byteLength < 4) return UNKNOWN;
  const isLong = view.getUint8(0) === 1;
  if (view.byteLength < (isLong ? 32 : 20)) return UNKNOWN;
  const seconds = isLong ? long(view, 4) : view.getUint32(4);
  const timescale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? long(view, 24) : view.getUint32(16);
  const isOpen = isLong ? view.getUint32(24) === 0xffff_ffff : duration === 0xffff_ffff;
  const createdUs = (seconds - SECONDS_1904_TO_1970) * 1e6;
  const durationUs = (duration / timescale) * 1e6;
  return {
    createdUs: isPlausibleEpochUs(createdUs) ? createdUs : null,
    timescale: timescale > 0 ? timescale : null,
    durationUs: timescale > 0 && !isOpen && durationUs < MAX_DURATION_US ? Math.round(durationUs) : null,
  };
}

/** A month: longer than any film, and what broken headers claim lies far above. */
const MAX_DURATION_US = 31 * 86_400 * 1e6;

function long(view: DataView, at: number): number {
  return view.getUint32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
}
