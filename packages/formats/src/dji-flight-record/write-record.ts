/** One record to be written, and the cursor that fills its payload. */

/** A record before scrambling and encryption. */
export interface DjiWriteRecord {
  readonly kind: "record";
  /** Record type, 0 to 255. */
  readonly type: number;
  /** The payload as a reader sees it once scrambling and encryption are removed. */
  readonly payload: Uint8Array;
}

/** A record of any type from its payload. */
export function rawRecord(type: number, payload: Uint8Array): DjiWriteRecord {
  return { kind: "record", type, payload };
}

/** Radians of degrees, as OSD and Home records hold positions. */
export function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Payloads are cut from slabs: a buffer and a view for each of ten thousands of records would cost more than filling them. */
const SLAB_BYTES = 65_536;
let slab = new DataView(new ArrayBuffer(SLAB_BYTES));
let slabUsedBytes = 0;

/** Fields at fixed offsets; numbers are clamped to what the field can hold and rounded, unknown (`undefined`) stays 0. */
export class RecordFields {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly #view: DataView<ArrayBuffer>;
  readonly #start: number;

  constructor(lengthBytes: number) {
    if (slabUsedBytes + lengthBytes > slab.byteLength) {
      slab = new DataView(new ArrayBuffer(Math.max(SLAB_BYTES, lengthBytes)));
      slabUsedBytes = 0;
    }
    this.#view = slab;
    this.#start = slabUsedBytes;
    this.payload = new Uint8Array(slab.buffer, slabUsedBytes, lengthBytes);
    slabUsedBytes += lengthBytes;
  }

  u8(offset: number, value: number | undefined): void {
    this.#view.setUint8(this.#start + offset, whole(value, 0, 0xff));
  }

  i8(offset: number, value: number | undefined): void {
    this.#view.setInt8(this.#start + offset, whole(value, -0x80, 0x7f));
  }

  u16(offset: number, value: number | undefined): void {
    this.#view.setUint16(this.#start + offset, whole(value, 0, 0xffff), true);
  }

  i16(offset: number, value: number | undefined): void {
    this.#view.setInt16(this.#start + offset, whole(value, -0x8000, 0x7fff), true);
  }

  u32(offset: number, value: number | undefined): void {
    this.#view.setUint32(this.#start + offset, whole(value, 0, 0xffff_ffff), true);
  }

  i32(offset: number, value: number | undefined): void {
    this.#view.setInt32(this.#start + offset, whole(value, -0x8000_0000, 0x7fff_ffff), true);
  }

  i64(offset: number, value: number | undefined): void {
    this.#view.setBigInt64(this.#start + offset, BigInt(whole(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)), true);
  }

  f32(offset: number, value: number | undefined): void {
    this.#view.setFloat32(this.#start + offset, value ?? 0, true);
  }

  f64(offset: number, value: number | undefined): void {
    this.#view.setFloat64(this.#start + offset, value ?? 0, true);
  }

  /** UTF-8 in a field of `lengthBytes`, cut at a whole character, filled with zeros. */
  text(offset: number, lengthBytes: number, value: string | undefined): void {
    if (value === undefined || value === "") return;
    this.payload.set(cutUtf8(value, lengthBytes), offset);
  }

  /** Sets the bits of one byte from conditions; each pair is [bit, condition]. */
  bits(offset: number, bits: readonly (readonly [number, boolean | undefined])[]): void {
    let byte = this.payload[offset] as number;
    for (const [bit, on] of bits) if (on === true) byte |= 1 << bit;
    this.payload[offset] = byte;
  }
}

/** At most `lengthBytes` bytes of UTF-8, never ending inside a character. */
export function cutUtf8(text: string, lengthBytes: number): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength <= lengthBytes) return bytes;
  let end = lengthBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

function whole(value: number | undefined, low: number, high: number): number {
  if (value === undefined || Number.isNaN(value)) return 0;
  return Math.min(high, Math.max(low, Math.round(value)));
}
