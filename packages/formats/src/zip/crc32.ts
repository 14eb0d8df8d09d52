/** CRC-32 as zip uses it (reflected polynomial 0xEDB88320, ISO 3309), eight bytes a step (Kounavis and Berry's slicing). */

/** Eight tables of 256: table k holds the CRC of a byte followed by k zero bytes. */
const TABLES = makeTables();

/** Carries a CRC on over more bytes; start with `crc32(bytes)`, continue with `crc32(more, previous)`. Unsigned. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  const tables = TABLES;
  const end = bytes.byteLength;
  let value = ~previous;
  let at = 0;
  for (; at + 8 <= end; at += 8) {
    value ^= byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    value =
      (tables[1792 + (value & 0xff)] as number) ^
      (tables[1536 + ((value >>> 8) & 0xff)] as number) ^
      (tables[1280 + ((value >>> 16) & 0xff)] as number) ^
      (tables[1024 + (value >>> 24)] as number) ^
      (tables[768 + byte(bytes, at + 4)] as number) ^
      (tables[512 + byte(bytes, at + 5)] as number) ^
      (tables[256 + byte(bytes, at + 6)] as number) ^
      (tables[byte(bytes, at + 7)] as number);
  }
  for (; at < end; at += 1) value = (value >>> 8) ^ (tables[(value ^ byte(bytes, at)) & 0xff] as number);
  return ~value >>> 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
    tables[index] = value;
  }
  for (let index = 256; index < tables.length; index += 1) {
    const shorter = tables[index - 256] as number;
    tables[index] = (shorter >>> 8) ^ (tables[shorter & 0xff] as number);
  }
  return tables;
}
