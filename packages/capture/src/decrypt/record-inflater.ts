/** Compression inside TLS records (RFC 3749): one zlib stream over all records of a direction. Old captures hold it. */
import type { Inflater, Platform } from "@creance/core";

/** The one method besides none. */
export const DEFLATE = 1;
/** A record yields at most this (RFC 5246 section 6.2.2: 2^14). */
const MAX_RECORD_CONTENT_BYTES = 16_384;
/** Most plain bytes of one direction. */
const MAX_PLAIN_BYTES = 1024 * 1024 * 1024;
const ZLIB_HEAD_BYTES = 2;

/** Unpacks the records of one direction, in order and without gaps. */
export class RecordInflater {
  readonly #inflater: Inflater;
  #headLeft = ZLIB_HEAD_BYTES;

  constructor(platform: Platform) {
    this.#inflater = platform.createInflateRaw({ maxOutputBytes: MAX_PLAIN_BYTES });
  }

  /** What a record's contents unpack to; `undefined` when they are damaged or too many, and then there is no way on. */
  unpack(content: Uint8Array): Uint8Array | undefined {
    const head = Math.min(this.#headLeft, content.length);
    this.#headLeft -= head;
    if (head === content.length) return new Uint8Array(0);
    try {
      const plain = this.#inflater.push(content.subarray(head));
      return plain.length <= MAX_RECORD_CONTENT_BYTES ? plain : undefined;
    } catch {
      return undefined;
    }
  }
}
