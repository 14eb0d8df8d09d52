/**
 * What contents keep in memory until more of them comes, counted over all open flows of a capture: a hundred thousand flows that each wait for
 * the end of a message are bounded as one flow is.
 */

/** What all open flows of a capture keep. */
export interface HeldTotal {
  bytes: number;
  readonly maxBytes: number;
}

/** One flow's share of it. */
export class HeldBytes {
  readonly #total: HeldTotal;
  readonly #onRefused: () => void;
  #bytes = 0;
  #wasRefused = false;

  /** `onRefused` is called once, when the flow first asks for more than is left. */
  constructor(total: HeldTotal, onRefused: () => void) {
    this.#total = total;
    this.#onRefused = onRefused;
  }

  /** Takes room for `bytes`. False when there is none: then nothing may be kept. */
  take(bytes: number): boolean {
    if (this.#total.bytes + bytes > this.#total.maxBytes) {
      if (!this.#wasRefused) this.#onRefused();
      this.#wasRefused = true;
      return false;
    }
    this.#bytes += bytes;
    this.#total.bytes += bytes;
    return true;
  }

  /** Gives room back. */
  give(bytes: number): void {
    this.#bytes -= bytes;
    this.#total.bytes -= bytes;
  }

  /** True when memory that may be needed again soon is better given back. */
  get isScarce(): boolean {
    return this.#total.bytes > this.#total.maxBytes / 4;
  }

  /** The flow has ended: it keeps nothing any more. */
  end(): void {
    this.give(this.#bytes);
  }
}
