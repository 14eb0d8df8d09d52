/** Bytes that come by offset, in any order, with doubles: the longest known beginning is what counts. QUIC's CRYPTO frames, DTLS fragments. */

import type { HeldBytes } from "./held-bytes.ts";

/** Most separate pieces that may wait for the ones before them. */
const MAX_PIECES = 256;

/** Assembles up to `maxBytes`. The first bytes to come for a place stay. */
export class FragmentAssembly {
  #bytes = new Uint8Array(0);
  /** Known ranges [start, end), sorted, not touching. */
  #ranges: [number, number][] = [];
  readonly #maxBytes: number;
  readonly #held: HeldBytes | undefined;

  /** `held`: what the assembly's memory counts for. */
  constructor(maxBytes: number, held?: HeldBytes) {
    this.#maxBytes = maxBytes;
    this.#held = held;
  }

  /** The assembled bytes; the first `known` count. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Length of the beginning that is known without a hole. */
  get known(): number {
    const first = this.#ranges[0];
    return first !== undefined && first[0] === 0 ? first[1] : 0;
  }

  /** Adds `bytes[start..end)` at `offset`. False when it was refused: too far out, too many pieces, or no memory for it. */
  add(offset: number, bytes: Uint8Array, start: number, end: number): boolean {
    const stop = offset + end - start;
    if (stop > this.#maxBytes || this.#ranges.length >= MAX_PIECES) return false;
    if (end <= start) return true;
    if (stop > this.#bytes.length) {
      const size = Math.min(this.#maxBytes, Math.max(stop, 2048, this.#bytes.length * 2));
      if (this.#held?.take(size - this.#bytes.length) === false) return false;
      const larger = new Uint8Array(size);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    // Fill only the holes; what touches or overlaps becomes one range.
    const first = this.#firstEndingFrom(offset);
    let last = first;
    let [at, from, to] = [offset, offset, stop];
    for (let range = this.#ranges[last]; range !== undefined && range[0] <= stop; range = this.#ranges[++last]) {
      if (range[0] > at) this.#bytes.set(bytes.subarray(start + at - offset, start + range[0] - offset), at);
      at = Math.max(at, range[1]);
      from = Math.min(from, range[0]);
      to = Math.max(to, range[1]);
    }
    if (at < stop) this.#bytes.set(bytes.subarray(start + at - offset, end), at);
    this.#ranges.splice(first, last - first, [from, to]);
    return true;
  }

  /** Forgets everything. */
  clear(): void {
    this.#held?.give(this.#bytes.length);
    this.#bytes = new Uint8Array(0);
    this.#ranges = [];
  }

  /** Place of the first range that ends at `offset` or behind it. */
  #firstEndingFrom(offset: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle] as [number, number])[1] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
