/** Reads big-endian numbers and text one after the other. Beyond the end it throws a `RangeError`. */

/** A place in bytes that moves on. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next number of 0 to 8 bytes (0 of them is 0); beyond 2^53 it is not exact. */
  uint(sizeBytes: number): number {
    const start = this.#take(sizeBytes);
    let value = 0;
    for (let at = start; at < this.#at; at += 1) value = value * 256 + (this.#bytes[at] as number);
    return value;
  }

  /** Moves on without reading. */
  skip(sizeBytes: number): void {
    this.#take(sizeBytes);
  }

  /** The next characters, one byte each. */
  text(sizeBytes: number): string {
    const start = this.#take(sizeBytes);
    return String.fromCharCode(...this.#bytes.subarray(start, this.#at));
  }

  /** Text up to a zero byte or the end. */
  zeroTerminated(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const stop = end < 0 ? this.#bytes.length : end;
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, stop));
    this.#at = Math.min(this.#bytes.length, stop + 1);
    return text;
  }

  #take(sizeBytes: number): number {
    const start = this.#at;
    if (start + sizeBytes > this.#bytes.length) throw new RangeError("beyond the end");
    this.#at += sizeBytes;
    return start;
  }
}
