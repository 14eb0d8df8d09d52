/** HPACK header decompression (RFC 7541) with bounds. */
import { u8 } from "./big-endian.ts";
import { huffmanLengths } from "./hpack-huffman.table.ts";
import { hpackStatic } from "./hpack-static.table.ts";

/** Largest dynamic table, whatever the peer asks for (RFC 7541 counts 32 bytes more for each entry). */
export const MAX_TABLE_BYTES = 65_536;
/** Longest decoded name or value. */
export const MAX_STRING_BYTES = 16_384;
/** Most header fields of one block. */
export const MAX_FIELDS = 1024;

/** A decoded header field. Bytes above 0x7f come out as Latin-1 characters. */
export type HeaderField = readonly [name: string, value: string];

/** Decodes the header blocks of one direction of a connection, in order. */
export class HpackDecoder {
  /** Newest entry first. */
  readonly #table: HeaderField[] = [];
  #tableBytes = 0;
  #maxTableBytes = 4096;

  /** Decodes one complete block. `undefined` when it is damaged; then the connection's later blocks cannot be decoded either. */
  decode(block: Uint8Array): HeaderField[] | undefined {
    const cursor: Cursor = { bytes: block, at: 0, broken: false };
    const fields: HeaderField[] = [];
    while (cursor.at < block.length && !cursor.broken) {
      if (fields.length >= MAX_FIELDS) return undefined;
      const first = u8(block, cursor.at);
      if (first >= 0x80) {
        const field = this.#field(integer(cursor, 7));
        if (field === undefined) return undefined;
        fields.push(field);
      } else if (first >= 0x20 && first < 0x40) {
        this.#resize(integer(cursor, 5));
      } else {
        const isIndexed = first >= 0x40;
        const index = integer(cursor, isIndexed ? 6 : 4);
        const name = index === 0 ? string(cursor) : this.#field(index)?.[0];
        const value = string(cursor);
        if (name === undefined || value === undefined || cursor.broken) return undefined;
        const field: HeaderField = [name, value];
        fields.push(field);
        if (isIndexed) this.#insert(field);
      }
    }
    return cursor.broken ? undefined : fields;
  }

  #field(index: number): HeaderField | undefined {
    return index <= hpackStatic.length ? hpackStatic[index - 1] : this.#table[index - hpackStatic.length - 1];
  }

  #insert(field: HeaderField): void {
    this.#table.unshift(field);
    this.#tableBytes += sizeOf(field);
    this.#evict();
  }

  #resize(bytes: number): void {
    this.#maxTableBytes = Math.min(bytes, MAX_TABLE_BYTES);
    this.#evict();
  }

  #evict(): void {
    while (this.#tableBytes > this.#maxTableBytes) {
      const oldest = this.#table.pop();
      if (oldest === undefined) return;
      this.#tableBytes -= sizeOf(oldest);
    }
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  broken: boolean;
}

function sizeOf(field: HeaderField): number {
  return field[0].length + field[1].length + 32;
}

/** An integer with a prefix of `bits` bits (RFC 7541 section 5.1); above 2^28 it is broken. */
function integer(cursor: Cursor, bits: number): number {
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

function string(cursor: Cursor): string | undefined {
  if (cursor.at >= cursor.bytes.length) {
    cursor.broken = true;
    return undefined;
  }
  const isHuffman = u8(cursor.bytes, cursor.at) >= 0x80;
  const length = integer(cursor, 7);
  const start = cursor.at;
  const end = start + length;
  if (cursor.broken || end > cursor.bytes.length || length > MAX_STRING_BYTES) {
    cursor.broken = true;
    return undefined;
  }
  cursor.at = end;
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
