/** Bits of an H.264 NAL unit (ITU-T H.264 sections 7.3, 9.1). */

/** Writes bits, Exp-Golomb codes and bytes; grows by itself. */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  #held = 0;
  #count = 0;

  /** The low `length` bits of a value, at most 24. */
  bits(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) {
      this.#held = (this.#held << 1) | ((value >>> bit) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#push();
    }
  }

  /** ue(v). */
  unsigned(value: number): void {
    const length = 31 - Math.clz32(value + 1);
    this.bits(0, length);
    this.bits(value + 1, length + 1);
  }

  /** se(v). */
  signed(value: number): void {
    this.unsigned(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** Zeros up to the next byte. */
  align(): void {
    while (this.#count !== 0) this.bits(0, 1);
  }

  /** Whole bytes; the writer must be aligned. */
  whole(bytes: Uint8Array): void {
    this.#room(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  /** The unit: its header byte, then the bits with their stop bit, and 03 wherever two zeros would make a start code. */
  unit(header: number): Uint8Array {
    this.bits(1, 1);
    this.align();
    const out = new Uint8Array(1 + this.#length + (this.#length >> 1));
    out[0] = header;
    let at = 1;
    let zeros = 0;
    for (let index = 0; index < this.#length; index += 1) {
      const byte = this.#bytes[index] as number;
      if (zeros === 2 && byte <= 3) {
        out[at] = 3;
        at += 1;
        zeros = 0;
      }
      out[at] = byte;
      at += 1;
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return out.slice(0, at);
  }

  #push(): void {
    this.#room(1);
    this.#bytes[this.#length] = this.#held;
    this.#length += 1;
    this.#held = 0;
    this.#count = 0;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.byteLength) return;
    const grown = new Uint8Array(Math.max(this.#bytes.byteLength * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
