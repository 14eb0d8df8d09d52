/** What a stream is by its first bytes: files that a drone operation has, and containers that can be opened. */
import { djiFlightRecordFormat } from "@creance/formats";

/** A file of a kind that findings name, by its own signature. */
export interface SignedFile {
  readonly kind: "picture" | "video" | "flightRecord";
  /** `JPEG picture` ... */
  readonly what: string;
  /** False when only the first bytes fit and what follows does not. */
  readonly isWhole: boolean;
}

/** The file that begins with these bytes; `undefined` for none that is known. At least 12 bytes are needed. */
export function signedFile(head: Uint8Array): SignedFile | undefined {
  if (head.byteLength < 12) return undefined;
  switch (head[0]) {
    case 0xff:
      if (head[1] === 0xd8 && head[2] === 0xff && (head[3] as number) >= 0xc0)
        return { kind: "picture", what: "JPEG picture", isWhole: hasJpegStructure(head) };
      break;
    case 0x89:
      if (ascii(head, 1, "PNG\r\n\u001a\n")) return { kind: "picture", what: "PNG picture", isWhole: true };
      break;
    case 0x49:
      if (ascii(head, 0, "II*\0") && (head[5] as number) + (head[6] as number) + (head[7] as number) < 64) return tiff;
      break;
    case 0x4d:
      if (ascii(head, 0, "MM\0*") && (head[4] as number) + (head[5] as number) < 64) return tiff;
      break;
    case 0x52:
      if (ascii(head, 0, "RIFF") && ascii(head, 8, "WEBP")) return { kind: "picture", what: "WebP picture", isWhole: true };
      break;
  }
  if (ascii(head, 4, "ftyp")) {
    const brand = String.fromCharCode(...head.subarray(8, 12));
    if (/^(heic|heix|hevc|mif1|msf1|avif)$/.test(brand)) return { kind: "picture", what: "HEIC picture", isWhole: true };
    if (/^[ -~]{4}$/.test(brand)) return { kind: "video", what: "MPEG-4 film", isWhole: true };
  }
  if (djiFlightRecordFormat.sniff(head, Number.MAX_SAFE_INTEGER) >= 0.5)
    return { kind: "flightRecord", what: "DJI flight record", isWhole: true };
  return undefined;
}

const tiff: SignedFile = { kind: "picture", what: "TIFF or raw picture", isWhole: true };

/** The first segments follow each other: marker, length, marker (ITU T.81 B.1.1). As far as the head goes. */
function hasJpegStructure(head: Uint8Array): boolean {
  let at = 2;
  for (let segments = 0; at + 4 <= head.byteLength; segments++) {
    if (head[at] !== 0xff) return false;
    const marker = head[at + 1] as number;
    if (marker === 0xda || segments > 16) return true;
    if (marker < 0xc0) return false;
    const length = ((head[at + 2] as number) << 8) | (head[at + 3] as number);
    if (length < 2) return false;
    if (segments === 0 && marker === 0xe1 && at + 8 <= head.byteLength && !ascii(head, at + 4, "Exif") && !ascii(head, at + 4, "http"))
      return false;
    at += 2 + length;
  }
  return true;
}

/** True when the bytes at `at` are this text. */
export function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}
