/** CRC-32 as zip uses it (reflected polynomial 0xEDB88320, ISO 3309). */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** Carries a CRC on over more bytes; start with `crc32(bytes)`, continue with `crc32(more, previous)`. Unsigned. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let value = ~previous;
  for (let at = 0; at < bytes.byteLength; at += 1) {
    value = (value >>> 8) ^ (TABLE[(value ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~value >>> 0;
}
