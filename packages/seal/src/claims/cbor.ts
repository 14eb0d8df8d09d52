/** Writes the part of CBOR that claims need (RFC 8949): whole numbers, texts, bytes, lists, maps, tags, null; every length in its shortest form. */
import { concatBytes } from "@creance/core";

/** A value that is written. Members of an object keep their order. */
export type CborValue = null | number | boolean | string | Uint8Array | CborTagged | readonly CborValue[] | CborMap;

/** Names and values, or whole numbers and values. */
type CborMap = ReadonlyMap<number, CborValue> | { readonly [name: string]: CborValue };

/** A value with a tag. */
interface CborTagged {
  readonly tag: number;
  readonly value: CborValue;
}

/** The bytes of a value. Throws a `RangeError` for a number that is not whole. */
export function cborBytes(value: CborValue): Uint8Array {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return concatBytes(parts);
}

function write(value: CborValue, parts: Uint8Array[]): void {
  if (value === null) {
    parts.push(Uint8Array.of(0xf6));
  } else if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError("cbor: only whole numbers are written");
    parts.push(value < 0 ? head(1, -1 - value) : head(0, value));
  } else if (typeof value === "boolean") {
    parts.push(Uint8Array.of(value ? 0xf5 : 0xf4));
  } else if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    parts.push(head(3, bytes.byteLength), bytes);
  } else if (value instanceof Uint8Array) {
    parts.push(head(2, value.byteLength), value);
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const one of value as readonly CborValue[]) write(one, parts);
  } else if (isTagged(value)) {
    parts.push(head(6, value.tag));
    write(value.value, parts);
  } else {
    const entries = value instanceof Map ? [...(value as ReadonlyMap<number, CborValue>)] : Object.entries(value as object);
    parts.push(head(5, entries.length));
    for (const [name, one] of entries) {
      write(name, parts);
      write(one, parts);
    }
  }
}

function isTagged(value: object): value is CborTagged {
  return "tag" in value && typeof value.tag === "number";
}

function head(kind: number, size: number): Uint8Array {
  const bits = kind << 5;
  if (size < 24) return Uint8Array.of(bits | size);
  if (size < 0x100) return Uint8Array.of(bits | 24, size);
  if (size < 0x1_0000) return Uint8Array.of(bits | 25, size >> 8, size & 255);
  const wide = new DataView(new ArrayBuffer(size < 0x1_0000_0000 ? 5 : 9));
  wide.setUint8(0, bits | (wide.byteLength === 5 ? 26 : 27));
  if (wide.byteLength === 5) wide.setUint32(1, size);
  else wide.setBigUint64(1, BigInt(size));
  return new Uint8Array(wide.buffer);
}
