/** Where a format has room for a manifest (C2PA 2, annex A): a JPEG in APP11 segments, a PNG in a chunk, a TIFF behind a tag. */
import { type ByteSource, concatBytes, FormatError } from "@creance/core";
import { crc32 } from "@creance/formats";
import { asciiBytes } from "./jumbf.ts";
import { tiffPlace } from "./tiff-place.ts";

/** A place for a manifest. */
export interface ClaimPlace {
  /** Where the manifest's bytes will stand. */
  readonly at: number;
  /** The new file without them, when the manifest has so many bytes; `at` is a place in it. */
  without(manifestBytes: number): ByteSource;
  /** The manifest as the format has it. */
  wrapped(manifest: Uint8Array): Uint8Array;
}

/** Finds the place. `null`: the format has none that is written here. Throws a `FormatError` (`claim-no-place`) for a file without a start of its format. */
export async function claimPlace(source: ByteSource, format: string): Promise<ClaimPlace | null> {
  if (format === "jpeg") return jpegPlace(source);
  if (format === "png") return pngPlace(source);
  return format === "tiff" || format === "geotiff" || format === "dng" ? tiffPlace(source) : null;
}

/** Segments before those that JFIF and EXIF want first, and before every other. */
const MOST_FIRST_SEGMENTS = 100;
const SOI = [0xff, 0xd8];
const APP0 = 0xe0;
const APP1 = 0xe1;
/** Marker, length, "JP", number of the box, number of the segment. */
const SEGMENT_HEAD_BYTES = 12;
const MOST_SEGMENT_BYTES = 0xffff + 2;
/** Length and type of the outermost box stand in every segment. */
const BOX_HEAD_BYTES = 8;

async function jpegPlace(source: ByteSource): Promise<ClaimPlace> {
  const start = await source.read(0, Math.min(source.size, 2));
  if (SOI.some((byte, index) => start[index] !== byte)) throw noPlace("jpeg", 0);
  let at = 2;
  for (let count = 0; ; count += 1) {
    const head = await source.read(at, Math.min(source.size, at + 4));
    const [mark, marker, high = 0, low = 0] = head;
    if (head.byteLength < 4 || mark !== 0xff || count === MOST_FIRST_SEGMENTS) throw noPlace("jpeg", at);
    if (marker !== APP0 && marker !== APP1) break;
    at += 2 + high * 256 + low;
    if (at >= source.size) throw noPlace("jpeg", at);
  }
  return { at, without: () => source, wrapped: jpegSegments };
}

function jpegSegments(manifest: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const most = MOST_SEGMENT_BYTES - SEGMENT_HEAD_BYTES - BOX_HEAD_BYTES;
  const content = manifest.subarray(BOX_HEAD_BYTES);
  for (let at = 0, number = 1; at < content.byteLength; at += most, number += 1) {
    const piece = content.subarray(at, at + most);
    const head = new DataView(new ArrayBuffer(SEGMENT_HEAD_BYTES));
    head.setUint16(0, 0xffeb);
    head.setUint16(2, SEGMENT_HEAD_BYTES - 2 + BOX_HEAD_BYTES + piece.byteLength);
    head.setUint16(4, 0x4a50);
    head.setUint16(6, 1);
    head.setUint32(8, number);
    parts.push(new Uint8Array(head.buffer), manifest.subarray(0, BOX_HEAD_BYTES), piece);
  }
  return concatBytes(parts);
}

/** Signature and header chunk. */
const PNG_START_BYTES = 8 + 12 + 13;

async function pngPlace(source: ByteSource): Promise<ClaimPlace> {
  const start = await source.read(0, Math.min(source.size, PNG_START_BYTES));
  const head = String.fromCharCode(...start.subarray(1, 4), ...start.subarray(12, 16));
  if (start.byteLength < PNG_START_BYTES || head !== "PNGIHDR") throw noPlace("png", 0);
  return {
    at: PNG_START_BYTES,
    without: () => source,
    wrapped(manifest) {
      const checked = concatBytes([asciiBytes("caBX"), manifest]);
      const ends = new DataView(new ArrayBuffer(8));
      ends.setUint32(0, manifest.byteLength);
      ends.setUint32(4, crc32(checked));
      return concatBytes([new Uint8Array(ends.buffer, 0, 4), checked, new Uint8Array(ends.buffer, 4)]);
    },
  };
}

function noPlace(format: string, offset: number): FormatError {
  return new FormatError("claim-no-place", { format, offset }, "it does not begin as its format does, so that no claim has a place in it");
}
