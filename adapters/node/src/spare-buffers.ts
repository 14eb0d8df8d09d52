/** Buffers that are used again: a new one of some megabytes costs as much as filling it, since the system hands it out page by page. */

const STEP_BYTES = 1_048_576;

/** Buffers that nobody uses at the moment. What is given back must not be read any more. */
export class SpareBuffers {
  readonly #spare: Buffer[] = [];
  readonly #mostKept: number;

  /** `mostKept`: how many lie idle at most. */
  constructor(mostKept: number) {
    this.#mostKept = mostKept;
  }

  /** A buffer of at least this many bytes; what stands in it is left over from before. */
  take(leastBytes: number): Buffer {
    const index = this.#spare.findIndex(({ byteLength }) => byteLength >= leastBytes);
    const [found] = index < 0 ? [] : this.#spare.splice(index, 1);
    return found ?? Buffer.allocUnsafeSlow(Math.ceil(leastBytes / STEP_BYTES) * STEP_BYTES);
  }

  /** The larger ones stay. */
  giveBack(buffer: Buffer): void {
    this.#spare.push(buffer);
    if (this.#spare.length <= this.#mostKept) return;
    this.#spare.sort((a, b) => b.byteLength - a.byteLength);
    this.#spare.pop();
  }
}
