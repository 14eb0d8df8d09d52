/** Bounds of unpacking. What meets one is counted under its name. */

/** Bounds that options can change, see `AuditLimits`. */
export interface UnpackLimits {
  /** Containers inside containers. */
  readonly maxDepth: number;
  /** Bytes that the containers of one part may unpack to: this many times its own bytes ... */
  readonly maxRatio: number;
  /** ... and at most. */
  readonly maxUnpackedBytes: number;
}

/** What holds without options. */
export const unpackLimits = {
  maxDepth: 4,
  maxRatio: 200,
  maxUnpackedBytes: 4 * 1024 ** 3,
} as const satisfies UnpackLimits;

/** A part may always unpack to this much: a small page of zeros is no bomb. */
export const FREE_UNPACKED_BYTES = 8 << 20;
/** Bytes that all parts of an audit may unpack to: this much, and this many times what they hold. Many small bombs are one large one. */
export const FREE_UNPACKED_BYTES_ALL = 512 << 20;
export const MAX_RATIO_ALL = 50;
/** Bytes of a stream that are looked at before it is decided what it is. */
export const SNIFF_BYTES = 512;
/** Copies that one stream may need to name fields, or to be parsed as a whole, and all streams of an audit together. */
export const MAX_HELD_BYTES = 4 << 20;
export const MAX_HELD_BYTES_ALL = 64 << 20;
/** Streams that one part may unpack to, besides one for each 64 bytes of it. */
export const FREE_STREAMS = 10_000;
export const BYTES_A_STREAM = 64;
/** Hits of one part that are kept: of needles, of positions. */
export const MAX_NEEDLE_HITS = 20_000;
export const MAX_POINT_HITS = 65_536;
