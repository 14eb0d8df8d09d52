/** The wire format of protocol buffers (protobuf.dev, "Encoding"), read without a schema: numbers of fields and raw values. */

/** Kinds of values on the wire: 0 varint, 1 eight bytes, 2 bytes with a length, 5 four bytes. Groups (3, 4) end the reading. */
export type WireType = 0 | 1 | 2 | 5;

/** Steps through the fields of one message. Nothing is copied. */
export class ProtoReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;
  #low = 0;
  #high = 0;
  /** Number of the field that `next` came to. */
  field = 0;
  wire: WireType = 0;
  /** Place of its value in the bytes: of a field with a length without that length. */
  start = 0;
  end = 0;
  /** True when the message ends inside a field or holds what no message holds; what stood before is right as far as it goes. */
  isDamaged = false;

  /** Reads `bytes[from]` to `bytes[to]`; the whole of it by default. */
  constructor(bytes: Uint8Array, from = 0, to: number = bytes.byteLength) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = to;
  }

  /** Goes to the next field; false at the end of the message or of what can be read of it. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    if (!this.#varint() || this.#high !== 0) return this.#broken();
    const tag = this.#low;
    const wire = tag & 7;
    this.field = tag >>> 3;
    if (this.field === 0 || (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5)) return this.#broken();
    this.wire = wire;
    this.start = this.#at;
    if (wire === 0) {
      if (!this.#varint()) return this.#broken();
    } else {
      let lengthBytes = wire === 1 ? 8 : 4;
      if (wire === 2) {
        if (!this.#varint() || this.#high !== 0) return this.#broken();
        lengthBytes = this.#low;
        this.start = this.#at;
      }
      if (lengthBytes > this.#end - this.#at) return this.#broken();
      this.#at += lengthBytes;
    }
    this.end = this.#at;
    return true;
  }

  /** The value as a whole number without a sign; NaN for another kind and from 2^53 on. */
  unsigned(): number {
    if (this.wire === 0) return this.#high < 0x20_0000 ? this.#high * 0x1_0000_0000 + this.#low : Number.NaN;
    return Number.NaN;
  }

  /** The value as `int64`: two's complement; NaN for another kind and beyond 2^53. */
  signed(): number {
    if (this.wire !== 0) return Number.NaN;
    const value = (this.#high | 0) * 0x1_0000_0000 + this.#low;
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }

  /** The value as `float` or `double`, a varint as its number; NaN for bytes. */
  float(): number {
    if (this.wire === 5) return this.#view.getFloat32(this.start, true);
    if (this.wire === 1) return this.#view.getFloat64(this.start, true);
    return this.signed();
  }

  #varint(): boolean {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) return false;
      const byte = this.bytes[this.#at] as number;
      this.#at += 1;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return true;
      }
    }
    return false;
  }

  #broken(): false {
    this.isDamaged = true;
    this.#at = this.#end;
    return false;
  }
}
