/** A byte buffer that grows as data comes, up to a bound. Never allocates by a length that the data only claims. */

import type { HeldBytes } from "./held-bytes.ts";

const FIRST_BYTES = 1024;
const EMPTY = new Uint8Array(0);

/** Collects bytes up to `maxBytes`. */
export class GrowingBytes {
  #bytes = EMPTY;
  #length = 0;
  readonly #maxBytes: number;
  readonly #held: HeldBytes | undefined;

  /** `held`: what the buffer's memory counts for. */
  constructor(maxBytes: number, held?: HeldBytes) {
    this.#maxBytes = maxBytes;
    this.#held = held;
  }

  /** The buffer; only the first `length` bytes count. Valid until the next `append` or `clear`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends what fits and returns how many bytes that were: none where there is no memory for them. */
  append(bytes: Uint8Array, start: number, end: number): number {
    const count = Math.min(end - start, this.#maxBytes - this.#length);
    if (count <= 0) return 0;
    const needed = this.#length + count;
    if (needed > this.#bytes.length) {
      const size = Math.min(this.#maxBytes, Math.max(needed, FIRST_BYTES, this.#bytes.length * 2));
      if (this.#held?.take(size - this.#bytes.length) === false) return 0;
      const larger = new Uint8Array(size);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, start + count), this.#length);
    this.#length = needed;
    return count;
  }

  /** Forgets the first `count` bytes. An empty buffer gives its memory back where it is scarce. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    if (this.#length === 0 && this.#held?.isScarce === true) this.clear();
  }

  /** Forgets everything and gives the memory back. */
  clear(): void {
    this.#held?.give(this.#bytes.length);
    this.#bytes = EMPTY;
    this.#length = 0;
  }
}
