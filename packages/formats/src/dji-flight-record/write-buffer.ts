/** A growing little-endian buffer: what the writers fill. */
import { xorKeyWord } from "./scramble.ts";

/** Bytes written one after another; the buffer doubles when it is full. All integers little-endian. */
export class WriteBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  constructor(capacityBytes = 1024) {
    this.#bytes = new Uint8Array(Math.max(16, capacityBytes));
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get lengthBytes(): number {
    return this.#length;
  }

  u8(value: number): void {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  /** A whole number below 2^53 as u64. */
  u64(value: number): void {
    const at = this.#take(8);
    this.#view.setBigUint64(at, BigInt(value), true);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#take(bytes.byteLength);
    this.#bytes.set(bytes, at);
  }

  /** `body` XORed with the key of a seed and a record type, which repeats from the first byte of `body`. */
  scrambled(body: Uint8Array, seed: number, type: number): void {
    const low = xorKeyWord(seed, type, 0);
    const high = xorKeyWord(seed, type, 1);
    const start = this.#take(body.byteLength);
    const bytes = this.#bytes;
    for (let index = 0; index < body.byteLength; index += 1) {
      const word = (index & 4) === 0 ? low : high;
      bytes[start + index] = (body[index] as number) ^ (word >>> (8 * (index & 3)));
    }
  }

  zeros(count: number): void {
    this.#take(count);
  }

  /** Overwrites eight bytes at `offset`. */
  u64At(offset: number, value: number): void {
    this.#view.setBigUint64(offset, BigInt(value), true);
  }

  /** A copy of what was written. */
  copy(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.byteLength) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.byteLength * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}
