/** What the searches share: each looks through a stream of bytes that comes in pieces, and tells where in that stream something stands. */
import type { EncodingLayer } from "./encoding-layers.table.ts";

/** A search through one stream of bytes. Keeps what it needs of earlier pieces, bounded. */
export interface StreamScan {
  /** The next bytes: `bytes[start..end)`, borrowed. */
  push(bytes: Uint8Array, start: number, end: number): void;
  /** Bytes are missing here: nothing may be found across. The missing bytes do not count in offsets. */
  gap(): void;
  /** No more comes: what waits for a following byte is settled. */
  end(): void;
}

/** Where a hit stands in its stream, counted from the stream's first byte. */
export interface Hit {
  readonly start: number;
  /** One behind the last byte. */
  readonly end: number;
  /** How it was written, outer to inner: what the search itself took off, and the value's own form last. */
  readonly layers: readonly EncodingLayer[];
}

/** A needle was found. */
export interface NeedleHit extends Hit {
  /** Its place in the list of needles. */
  readonly needle: number;
  /** Why it may be chance; `null` where it is not. */
  readonly weakBecause: string | null;
}

/** A position within 100 km of a flight (or of a decoy's track) was found, or a single coordinate that equals one of a flight. */
export interface PointHit extends Hit {
  /** WGS-84 degrees; what was shifted (GCJ-02, BD-09) has been moved back. NaN where only the longitude was there. */
  readonly latDeg: number;
  /** NaN where only the latitude was there. */
  readonly lonDeg: number;
  /** Digits behind the decimal point, of the coarser of the two; `null` for binary forms. */
  readonly decimals: number | null;
  /** Size of one unit of the form in metres at this place: rounding alone moves it by half of that. */
  readonly unitM: number;
  /** Metres above ground or take-off that stood with it, `null` without. */
  readonly altM: number | null;
  /** Why it may be chance by its form alone; absent or `null` where it is not. */
  readonly weakBecause?: string | null;
}
