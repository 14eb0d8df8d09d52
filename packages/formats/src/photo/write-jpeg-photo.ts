/**
 * Writes JPEGs as drones' cameras lay them out, around pixels that are given compressed: EXIF with thumbnail, XMP, MPF with a preview,
 * thermal blocks, a comment, data behind the end. For fixtures, benches and the sample operation: what it writes is synthetic.
 */
import { concatBytes } from "@creance/core";
import { type ExifValues, writeExif } from "../exif/write-exif.ts";
import { writeTiff } from "../tiff/write-tiff.ts";
import { writeXmp, type XmpValues } from "../xmp/write-xmp.ts";

/** What goes into a JPEG. */
export interface JpegPhotoOptions {
  /** A whole JPEG: its own APP and COM segments are left out, all others are copied. */
  readonly pixels: Uint8Array;
  readonly exif?: ExifValues;
  readonly littleEndian?: boolean;
  /** JPEG for IFD1. */
  readonly thumbnail?: Uint8Array;
  readonly xmp?: XmpValues;
  /** JPEG behind the main picture, named in an MPF list. */
  readonly preview?: Uint8Array;
  /** Temperature data (APP3, cut into segments) and its parameters (APP4): opaque bytes. */
  readonly thermal?: { readonly data: Uint8Array; readonly parameters: Uint8Array };
  readonly comment?: string;
  /** Bytes behind the last picture. */
  readonly trailing?: Uint8Array;
}

const MAX_PAYLOAD = 65_533;

/** Writes the file. Throws a `RangeError` when a part does not fit its segment. */
export function writeJpegPhoto(options: JpegPhotoOptions): Uint8Array {
  const { exif, thumbnail, xmp, preview, thermal, comment } = options;
  const parts: Uint8Array[] = [Uint8Array.of(0xff, 0xd8)];
  const add = (marker: number, identifier: string, payload: Uint8Array): void => {
    parts.push(segment(marker, identifier, payload));
  };
  if (exif !== undefined || thumbnail !== undefined) {
    const littleEndian = options.littleEndian ?? true;
    add(0xe1, "Exif\0\0", writeExif(exif ?? {}, thumbnail === undefined ? { littleEndian } : { thumbnail, littleEndian }));
  }
  if (xmp !== undefined) add(0xe1, "http://ns.adobe.com/xap/1.0/\0", writeXmp(xmp, { paddedBytes: 4096 }));
  let mpfAt = -1;
  if (preview !== undefined) {
    mpfAt = byteLength(parts);
    add(0xe2, "MPF\0", mpfIndex(0, 0, 0));
  }
  if (thermal !== undefined) {
    for (let at = 0; at < thermal.data.length; at += MAX_PAYLOAD - 1) add(0xe3, "", thermal.data.subarray(at, at + MAX_PAYLOAD - 1));
    add(0xe4, "", thermal.parameters);
  }
  if (comment !== undefined) add(0xfe, "", new TextEncoder().encode(comment));
  parts.push(withoutMetadata(options.pixels));
  const mainBytes = byteLength(parts);
  if (preview !== undefined) parts.push(preview);
  if (options.trailing !== undefined) parts.push(options.trailing);
  const bytes = concatBytes(parts);
  // Offsets of the list count from its own TIFF header, behind marker, length and identifier.
  if (preview !== undefined) bytes.set(mpfIndex(mainBytes, preview.length, mainBytes - (mpfAt + 8)), mpfAt + 8);
  return bytes;
}

function mpfIndex(mainBytes: number, previewBytes: number, previewOffset: number): Uint8Array {
  const list = new Uint8Array(32);
  const view = new DataView(list.buffer);
  view.setUint32(0, 0x20030000, true);
  view.setUint32(4, mainBytes, true);
  view.setUint32(16, 0x40010001, true);
  view.setUint32(20, previewBytes, true);
  view.setUint32(24, previewOffset, true);
  return writeTiff([
    [
      { tag: 0xb000, type: 7, value: "0100" },
      { tag: 0xb001, type: 4, value: [2] },
      { tag: 0xb002, type: 7, value: list },
    ],
  ]);
}

/** A segment. Throws when the payload is too long for one. */
function segment(marker: number, identifier: string, payload: Uint8Array): Uint8Array {
  const lengthBytes = 2 + identifier.length + payload.length;
  if (lengthBytes > 0xffff) throw new RangeError(`a segment of ${lengthBytes} bytes does not fit`);
  const bytes = new Uint8Array(2 + lengthBytes);
  bytes.set([0xff, marker, lengthBytes >> 8, lengthBytes & 255]);
  for (let index = 0; index < identifier.length; index += 1) bytes[4 + index] = identifier.charCodeAt(index);
  bytes.set(payload, 4 + identifier.length);
  return bytes;
}

/** The picture from its first table to its end, without SOI, APP and COM segments. */
function withoutMetadata(jpeg: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let at = 2;
  for (;;) {
    const marker = jpeg[at + 1] ?? 0xda;
    if (marker === 0xda) break;
    const end = at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0));
    if (end <= at + 2 || end > jpeg.length) throw new RangeError("the pixels are no JPEG");
    if (marker !== 0xfe && (marker < 0xe0 || marker > 0xef)) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  kept.push(jpeg.subarray(at));
  return concatBytes(kept);
}

function byteLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
