/** RC4, which current crypto libraries leave out: old captures hold it. One running key stream. */

/** A running RC4 cipher. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = this.#state;
    for (let i = 0, j = 0; i < 256; i++) {
      const value = state[i] as number;
      j = (j + value + (key[i % key.length] as number)) & 255;
      state[i] = state[j] as number;
      state[j] = value;
    }
  }

  /** Opens (or seals) the next bytes. The result is the caller's. */
  update(bytes: Uint8Array): Uint8Array {
    const state = this.#state;
    const out = new Uint8Array(bytes.length);
    for (let at = 0; at < bytes.length; at++) {
      this.#i = (this.#i + 1) & 255;
      const value = state[this.#i] as number;
      this.#j = (this.#j + value) & 255;
      const other = state[this.#j] as number;
      state[this.#i] = other;
      state[this.#j] = value;
      out[at] = (bytes[at] as number) ^ (state[(value + other) & 255] as number);
    }
    return out;
  }
}
