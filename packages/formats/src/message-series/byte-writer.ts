/** Bytes that grow, little-endian: for the writers of autopilot logs. */
import { type FieldKind, fieldKindBytes } from "./field-kinds.table.ts";

/** Collects bytes. */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A number of a kind; a text is `text`. */
  number(kind: Exclude<FieldKind, "text" | "float16">, value: number): this {
    const at = this.#take(fieldKindBytes[kind]);
    const view = this.#view;
    switch (kind) {
      case "int8":
        view.setInt8(at, value);
        break;
      case "uint8":
        view.setUint8(at, value);
        break;
      case "int16":
        view.setInt16(at, value, true);
        break;
      case "uint16":
        view.setUint16(at, value, true);
        break;
      case "int32":
        view.setInt32(at, value, true);
        break;
      case "uint32":
        view.setUint32(at, value, true);
        break;
      case "float32":
        view.setFloat32(at, value, true);
        break;
      case "float64":
        view.setFloat64(at, value, true);
        break;
      default:
        view.setBigInt64(at, BigInt(Math.round(value)), true);
    }
    return this;
  }

  /** A text, filled with zeros up to `lengthBytes`; without it as long as it is. */
  text(text: string, lengthBytes?: number): this {
    const encoded = new TextEncoder().encode(text);
    const length = lengthBytes ?? encoded.byteLength;
    const at = this.#take(length);
    this.#bytes.set(encoded.subarray(0, length), at);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#take(bytes.byteLength);
    this.#bytes.set(bytes, at);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#size);
  }

  #take(count: number): number {
    const at = this.#size;
    this.#size += count;
    if (this.#size > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(this.#size, this.#bytes.byteLength * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
