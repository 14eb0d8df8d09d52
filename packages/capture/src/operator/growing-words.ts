/** A list of 32-bit words that doubles when full. */

const FIRST_LENGTH = 1024;

/** Words, appended one by one. */
export class GrowingWords {
  #words = new Uint32Array(FIRST_LENGTH);
  #length = 0;

  /** Appends one word. */
  push(word: number): void {
    if (this.#length === this.#words.length) {
      const wider = new Uint32Array(this.#words.length * 2);
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words[this.#length] = word;
    this.#length += 1;
  }

  /** A copy of what was appended. */
  take(): Uint32Array {
    return this.#words.slice(0, this.#length);
  }
}
