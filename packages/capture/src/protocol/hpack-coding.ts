/** Integers and strings of header compression: HPACK (RFC 7541 section 5) and QPACK (RFC 9204 section 4.1). */
import { u8 } from "./big-endian.ts";
import { huffmanLengths } from "./hpack-huffman.table.ts";

/** Longest decoded name or value. */
export const MAX_STRING_BYTES = 16_384;

/** A place in a header block. `broken` once something did not fit. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  broken: boolean;
}

/** An integer with a prefix of `bits` bits (RFC 7541 section 5.1); above 2^28 it is broken. */
export function readInteger(cursor: Cursor, bits: number): number {
  const mask = (1 << bits) - 1;
  let value = u8(cursor.bytes, cursor.at++) & mask;
  if (value < mask) return value;
  for (let shift = 0; shift <= 21; shift += 7) {
    if (cursor.at >= cursor.bytes.length) break;
    const next = u8(cursor.bytes, cursor.at++);
    value += (next & 0x7f) << shift;
    if (next < 0x80) return value;
  }
  cursor.broken = true;
  return 0;
}

/** Passes a string without decoding it: where its bytes begin. They end where the cursor stands then. */
export function skipString(cursor: Cursor, bits = 7): number {
  const length = cursor.at < cursor.bytes.length ? readInteger(cursor, bits) : Number.POSITIVE_INFINITY;
  const start = cursor.at;
  if (cursor.broken || start + length > cursor.bytes.length || length > MAX_STRING_BYTES) cursor.broken = true;
  else cursor.at = start + length;
  return start;
}

/** A string: its Huffman bit stands right before the `bits` bits of its length. `undefined` when it is broken. */
export function readString(cursor: Cursor, bits = 7): string | undefined {
  const isHuffman = ((u8(cursor.bytes, cursor.at) >> bits) & 1) === 1;
  const start = skipString(cursor, bits);
  if (cursor.broken) return undefined;
  const end = cursor.at;
  if (isHuffman) {
    const text = decodeHuffman(cursor.bytes, start, end);
    if (text === undefined) cursor.broken = true;
    return text;
  }
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(u8(cursor.bytes, at));
  return text;
}

/** For each code length: the first code, the place of its symbol in `symbols`, and how many there are. */
const firstCode: number[] = [];
const firstSymbol: number[] = [];
const codeCount: number[] = [];
const symbols: number[] = [];
for (let length = 0, code = 0; length <= 30; length++) {
  firstCode.push(code);
  firstSymbol.push(symbols.length);
  for (let symbol = 0; symbol < 256; symbol++) if (huffmanLengths[symbol] === length) symbols.push(symbol);
  const count = symbols.length - (firstSymbol[length] ?? 0);
  codeCount.push(count);
  code = (code + count) * 2;
}

/** Decodes a Huffman string (RFC 7541 section 5.2); `undefined` when the code or the padding is wrong, or the text too long. */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = "";
  let code = 0;
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = u8(bytes, at);
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      if (++length > 30) return undefined;
      const offset = code - (firstCode[length] ?? 0);
      if (offset < 0 || offset >= (codeCount[length] ?? 0)) continue;
      text += String.fromCharCode(symbols[(firstSymbol[length] ?? 0) + offset] ?? 0);
      if (text.length > MAX_STRING_BYTES) return undefined;
      code = 0;
      length = 0;
    }
  }
  // Padding: fewer than eight bits, all ones.
  return length < 8 && code === 2 ** length - 1 ? text : undefined;
}
