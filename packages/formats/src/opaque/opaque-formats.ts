/** Evidence that is kept whole and named by its content, not read: aircraft logs, satellite observations, point clouds, databases (docs/formats/named.md). */
import type { Format } from "../format.ts";

const document = "docs/formats/named.md";

const ascii = (head: Uint8Array, at: number, text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) if (head[at + index] !== text.charCodeAt(index)) return false;
  return true;
};

const opaque = (id: string, name: string, extensions: readonly string[], sniff: Format["sniff"]): Format => ({
  id,
  name,
  extensions,
  document,
  sniff,
});

/** Formats of evidence that no reader takes. */
export const opaqueFormats: readonly Format[] = [
  opaque("dji-aircraft-log", "DJI aircraft log (DAT)", ["dat"], (head) =>
    ascii(head, 242, "DJI_LOG_V3") ? 0.98 : head.byteLength >= 128 && ascii(head, 16, "BUILD") ? 0.8 : 0,
  ),
  opaque("dji-aircraft-log-sealed", "DJI aircraft log, encrypted (DAT)", ["dat"], (head) => (ascii(head, 0, "LOGH") ? 0.7 : 0)),
  opaque("rtcm3", "Satellite observations or corrections (RTCM 3)", ["bin", "rtcm", "rtb", "dat"], sniffRtcm),
  opaque("rinex-observations", "Satellite observations (RINEX)", ["obs", "rnx"], (head) => sniffRinex(head, "O")),
  opaque("rinex-navigation", "Satellite orbits (RINEX)", ["nav", "rnx"], (head) => sniffRinex(head, "NGEHL")),
  opaque("ubx", "u-blox receiver messages (UBX)", ["ubx"], sniffUbx),
  opaque("novatel-oem", "NovAtel receiver messages (OEM)", ["oem"], (head) =>
    head[0] === 0xaa && head[1] === 0x44 && head[2] === 0x12 && head[3] === 28 ? 0.7 : 0,
  ),
  opaque("las", "Point cloud (LAS)", ["las", "laz"], (head, sizeBytes) =>
    ascii(head, 0, "LASF") && sizeBytes >= 227 && head[24] === 1 && (head[25] as number) <= 4 ? 0.95 : 0,
  ),
  opaque("sqlite", "SQLite database", ["db", "sqlite"], (head) => (ascii(head, 0, "SQLite format 3\0") ? 1 : 0)),
];

/** Columns 61 to 80 of the first line name it; column 21 says of what. */
function sniffRinex(head: Uint8Array, types: string): number {
  if (!ascii(head, 60, "RINEX VERSION / TYPE")) return 0;
  return types.includes(String.fromCharCode(head[20] as number)) ? 1 : 0;
}

/** A frame is D3, six zero bits, ten bits of length, the message, and a CRC-24Q over all of it. Two whole frames decide. */
function sniffRtcm(head: Uint8Array, sizeBytes: number): number {
  let at = 0;
  for (let frames = 0; frames < 2; frames += 1) {
    if (frames === 1 && at === sizeBytes) return 0.9;
    if (at + 6 > head.byteLength || head[at] !== 0xd3 || ((head[at + 1] as number) & 0xfc) !== 0) return 0;
    const end = at + 3 + (((head[at + 1] as number) << 8) | (head[at + 2] as number));
    if (end + 3 > head.byteLength) return 0;
    const check = ((head[end] as number) << 16) | ((head[end + 1] as number) << 8) | (head[end + 2] as number);
    if (crc24q(head.subarray(at, end)) !== check) return 0;
    at = end + 3;
  }
  return 0.95;
}

/** The check of RTCM 3 (polynomial 1864CFB). */
function crc24q(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}

/** A message is B5 62, class, id, length, payload, and two sums over all but the sync bytes. */
function sniffUbx(head: Uint8Array): number {
  if (head[0] !== 0xb5 || head[1] !== 0x62 || head.byteLength < 8) return 0;
  const end = 6 + ((head[4] as number) | ((head[5] as number) << 8));
  if (end + 2 > head.byteLength) return 0;
  let a = 0;
  let b = 0;
  for (let at = 2; at < end; at += 1) {
    a = (a + (head[at] as number)) & 0xff;
    b = (b + a) & 0xff;
  }
  return head[end] === a && head[end + 1] === b ? 0.95 : 0;
}
