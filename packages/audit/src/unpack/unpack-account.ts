/** What unpacking met: bytes searched, bytes that stayed closed, bounds. One for an audit. */
import { FREE_UNPACKED_BYTES_ALL, MAX_HELD_BYTES, MAX_HELD_BYTES_ALL, MAX_RATIO_ALL } from "./unpack-limits.table.ts";

/** Names of bounds, with a sentence each. */
export const unpackBounds = {
  depth: "containers deeper than the audit opens",
  size: "containers that unpack to more than the audit reads",
  streams: "parts with more encoded pieces than the audit opens",
  hits: "hits beyond the most that are kept of one message",
  held: "contents too large to be read as a whole: they were searched, their fields have no names",
} as const;
/** A bound of unpacking. */
export type UnpackBound = keyof typeof unpackBounds;

/** Counts of an audit's unpacking, and the memory it shares. */
export class UnpackAccount {
  searchedBytes = 0;
  opaqueBytes = 0;
  heldBytes = 0;
  /** Bytes of all parts, and what came out of decompressors. */
  partBytes = 0;
  unpackedBytes = 0;
  readonly #met = new Map<UnpackBound, { times: number; bytes: number }>();

  readonly #scratch: Uint8Array[] = [];

  /** A buffer for the length of a call, one for each depth. */
  scratch(depth: number, lengthBytes: number): Uint8Array {
    const known = this.#scratch[depth];
    if (known !== undefined && known.byteLength >= lengthBytes) return known;
    const made = new Uint8Array(lengthBytes);
    this.#scratch[depth] = made;
    return made;
  }

  /** Bytes that all parts together may still unpack to. */
  unpackRoom(): number {
    return FREE_UNPACKED_BYTES_ALL + this.partBytes * MAX_RATIO_ALL - this.unpackedBytes;
  }

  /** Counts a bound that was met. */
  meet(bound: UnpackBound, bytes: number): void {
    const seen = this.#met.get(bound);
    if (seen === undefined) this.#met.set(bound, { times: 1, bytes });
    else {
      seen.times++;
      seen.bytes += bytes;
    }
  }

  /** True when a stream that holds `held` bytes may hold `more`; counts them. */
  mayHold(held: number, more: number): boolean {
    if (held + more > MAX_HELD_BYTES || this.heldBytes + more > MAX_HELD_BYTES_ALL) return false;
    this.heldBytes += more;
    return true;
  }

  /** The bounds that were met, in the order of their table. */
  bounds(): { readonly bound: string; readonly times: number; readonly bytes: number }[] {
    return (Object.keys(unpackBounds) as UnpackBound[]).flatMap((bound) => {
      const met = this.#met.get(bound);
      return met === undefined ? [] : [{ bound, ...met }];
    });
  }
}
