/** Writes messages of protocol buffers: for made files and tests. */

/** A field: a whole number, a `double`, a `float`, a text, packed whole numbers, or a message in it. */
export type ProtoValue =
  | { readonly field: number; readonly int: number }
  | { readonly field: number; readonly double: number }
  | { readonly field: number; readonly float: number }
  | { readonly field: number; readonly text: string }
  | { readonly field: number; readonly packed: readonly number[] }
  | { readonly field: number; readonly message: readonly ProtoValue[] };

/** The bytes of a message. Whole numbers lie within 2^53; negative ones are written as `int64`. */
export function writeProto(fields: readonly ProtoValue[]): Uint8Array {
  const out: number[] = [];
  for (const item of fields) {
    if ("int" in item) {
      tag(out, item.field, 0);
      varint(out, BigInt.asUintN(64, BigInt(item.int)));
    } else if ("double" in item) {
      tag(out, item.field, 1);
      const bytes = new DataView(new ArrayBuffer(8));
      bytes.setFloat64(0, item.double, true);
      for (let at = 0; at < 8; at += 1) out.push(bytes.getUint8(at));
    } else if ("float" in item) {
      tag(out, item.field, 5);
      const bytes = new DataView(new ArrayBuffer(4));
      bytes.setFloat32(0, item.float, true);
      for (let at = 0; at < 4; at += 1) out.push(bytes.getUint8(at));
    } else {
      const content = contentOf(item);
      tag(out, item.field, 2);
      varint(out, BigInt(content.byteLength));
      for (const byte of content) out.push(byte);
    }
  }
  return Uint8Array.from(out);
}

function contentOf(
  item: Extract<
    ProtoValue,
    { readonly text: string } | { readonly packed: readonly number[] } | { readonly message: readonly ProtoValue[] }
  >,
): Uint8Array {
  if ("text" in item) return new TextEncoder().encode(item.text);
  if ("message" in item) return writeProto(item.message);
  const packed: number[] = [];
  for (const value of item.packed) varint(packed, BigInt(value));
  return Uint8Array.from(packed);
}

function tag(out: number[], field: number, wire: number): void {
  varint(out, BigInt(field * 8 + wire));
}

function varint(out: number[], value: bigint): void {
  let rest = value;
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
}
