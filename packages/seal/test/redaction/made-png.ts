/** A synthetic PNG with words, EXIF and bytes behind its end. */
import { crc32, deflateSync } from "node:zlib";
import { PERSON, PLACE, SERIAL } from "./made-files.ts";

export const PNG_PIXELS = deflateSync(Buffer.alloc(5 * 9, 7));

/** The bytes. */
export function madePng(): Uint8Array {
  const parts = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", Buffer.from([0, 0, 0, 8, 0, 0, 0, 5, 8, 0, 0, 0, 0])),
    chunk("tEXt", Buffer.from(`Author\0${PERSON}`)),
    chunk("eXIf", Buffer.from(`II*\0 ${SERIAL} ${PLACE.latDeg}`)),
    chunk("IDAT", PNG_PIXELS),
    chunk("tIME", Buffer.from([7, 0xea, 9, 12, 1, 2, 3])),
    chunk("IEND", Buffer.alloc(0)),
    Buffer.from(`behind the end: ${SERIAL}`),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(content.length, 0);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return bytes;
}
