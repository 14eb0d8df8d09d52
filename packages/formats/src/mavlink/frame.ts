/** Lengths of frames in a telemetry log (docs/formats/mavlink.md, section 2). */

/** First byte of a frame of version 1. */
export const VERSION_1 = 0xfe;
/** First byte of a frame of version 2. */
export const VERSION_2 = 0xfd;
/** Bytes of the time stamp before each frame. */
export const STAMP_BYTES = 8;
/** The longest frame with its stamp: version 2, signed. */
export const MAX_RECORD_BYTES = STAMP_BYTES + 10 + 255 + 2 + 13;

/**
 * Bytes of the stamp and frame at `at`; 0 when no frame stands there. Needs the stamp and four bytes of the frame: -1 when they reach beyond
 * the end.
 */
export function recordBytes(bytes: Uint8Array, at: number): number {
  const frame = at + STAMP_BYTES;
  if (frame + 4 > bytes.byteLength) return -1;
  const mark = bytes[frame];
  if (mark === VERSION_1) return STAMP_BYTES + 8 + (bytes[frame + 1] as number);
  if (mark !== VERSION_2) return 0;
  return STAMP_BYTES + 12 + (bytes[frame + 1] as number) + ((bytes[frame + 2] as number) & 1 ? 13 : 0);
}

/** The time stamp at `at`: µs since 1970, big-endian. */
export function stampAt(view: DataView, at: number): number {
  return view.getUint32(at) * 4_294_967_296 + view.getUint32(at + 4);
}
