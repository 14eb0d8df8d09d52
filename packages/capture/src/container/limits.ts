/** What a capture may ask of memory and time. Every bound of the container reader stands here. */

/** Most captured bytes of one packet (tcpdump's own maximum). */
export const MAX_CAPTURED_BYTES = 262_144;
/** Longest pcapng block. */
export const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
/** Interfaces over all sections. */
export const MAX_INTERFACES = 65_536;
/** Key log text over the whole capture. */
export const MAX_KEY_LOG_BYTES = 64 * 1024 * 1024;
/** Resolved names over the whole capture. */
export const MAX_RESOLVED_NAMES = 100_000;
/** Different app ids in one capture. */
export const MAX_APPS = 10_000;
/** Bytes that a compressed capture may unpack to: 1 TiB, which only costs time, since memory is bounded by a block. */
export const MAX_GUNZIPPED_BYTES = 2 ** 40;
/** How many times its compressed size a capture may be, once it passes `GZIP_RATIO_FREE_BYTES`. */
export const MAX_GZIP_RATIO = 250;
/** Output up to which the ratio is not looked at. */
export const GZIP_RATIO_FREE_BYTES = 256 * 1024 * 1024;

/** Bounds that a caller may set lower (or higher). */
export interface CaptureLimits {
  readonly maxGunzippedBytes: number;
  readonly maxGzipRatio: number;
  readonly gzipRatioFreeBytes: number;
}

/** The bounds that hold without the caller's word. */
export const defaultCaptureLimits: CaptureLimits = {
  maxGunzippedBytes: MAX_GUNZIPPED_BYTES,
  maxGzipRatio: MAX_GZIP_RATIO,
  gzipRatioFreeBytes: GZIP_RATIO_FREE_BYTES,
};
