/** The bytes that a search looks at: some before and some behind every place that it judges. */

/** A window on a stream. Rewritten in place while the stream goes by. */
export interface ScanWindow {
  bytes: Uint8Array;
  view: DataView;
  /** Valid bytes: `bytes[0..length)`. */
  length: number;
  /** Offset of `bytes[0]` in the stream. */
  base: number;
  /** Bytes from the stream's beginning, or its last gap, to `bytes[0]`. */
  sinceGap: number;
}

/** Bytes of the window between two places as text, one character a byte, at most 512. */
export function windowText(window: ScanWindow, from: number, until: number): string {
  const start = Math.max(0, from);
  return String.fromCharCode(...window.bytes.subarray(start, Math.max(start, Math.min(until, window.length, start + 512))));
}
