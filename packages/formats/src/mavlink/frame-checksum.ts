/** The checksum of MAVLink frames: CRC-16/MCRF4XX over the frame without its first byte, then one byte of the message's definition. */

const table = new Uint16Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x8408 : value >>> 1;
  table[byte] = value;
}

/** Checksum of the bytes `start` to `end` and the definition's extra byte. */
export function frameChecksum(bytes: Uint8Array, start: number, end: number, crcExtra: number): number {
  let crc = 0xffff;
  for (let at = start; at < end; at += 1) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] as number)) & 255] as number);
  return (crc >>> 8) ^ (table[(crc ^ crcExtra) & 255] as number);
}
