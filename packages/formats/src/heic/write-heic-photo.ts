/** Writes HEIC containers with Exif, XMP and a JPEG thumbnail. There are no HEVC pixels inside: viewers show nothing; it is for reading metadata. */
import { concatBytes } from "@creance/core";
import { type ExifValues, writeExif } from "../exif/write-exif.ts";
import { writeXmp, type XmpValues } from "../xmp/write-xmp.ts";

/** What goes into a HEIC. */
export interface HeicPhotoOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly exif?: ExifValues;
  readonly xmp?: XmpValues;
  /** A JPEG. */
  readonly thumbnail?: Uint8Array;
}

interface Item {
  readonly id: number;
  readonly type: string;
  readonly contentType?: string;
  readonly bytes: Uint8Array;
  readonly reference?: "cdsc" | "thmb";
}

/** Writes the file. */
export function writeHeicPhoto(options: HeicPhotoOptions): Uint8Array {
  const { exif, xmp, thumbnail } = options;
  const items: Item[] = [{ id: 1, type: "hvc1", bytes: new Uint8Array(0) }];
  if (exif !== undefined) {
    const exifItem = concatBytes([u32(6), ascii("Exif\0\0"), writeExif(exif)]);
    items.push({ id: items.length + 1, type: "Exif", bytes: exifItem, reference: "cdsc" });
  }
  if (xmp !== undefined)
    items.push({ id: items.length + 1, type: "mime", contentType: "application/rdf+xml", bytes: writeXmp(xmp), reference: "cdsc" });
  if (thumbnail !== undefined) items.push({ id: items.length + 1, type: "jpeg", bytes: thumbnail, reference: "thmb" });
  const fileType = box("ftyp", concatBytes([ascii("heic"), u32(0), ascii("mif1"), ascii("heic")]));
  const length = meta(options, items, 0).length;
  return concatBytes([
    fileType,
    meta(options, items, fileType.length + length + 8),
    box("mdat", concatBytes(items.map(({ bytes }) => bytes))),
  ]);
}

function meta({ widthPx, heightPx }: HeicPhotoOptions, items: readonly Item[], dataAt: number): Uint8Array {
  const handler = box("hdlr", concatBytes([u32(0), u32(0), ascii("pict"), new Uint8Array(13)]));
  const infos = items.map(({ id, type, contentType }) => {
    const mime = contentType === undefined ? "" : `${contentType}\0`;
    return box("infe", concatBytes([Uint8Array.of(2, 0, 0, 0), u16(id), u16(0), ascii(type), ascii(`\0${mime}`)]));
  });
  const info = box("iinf", concatBytes([u32(0), u16(items.length), ...infos]));
  const references = items.flatMap(({ id, reference }) =>
    reference === undefined ? [] : [box(reference, concatBytes([u16(id), u16(1), u16(1)]))],
  );
  const size = box("ispe", concatBytes([u32(0), u32(widthPx), u32(heightPx)]));
  const association = box("ipma", concatBytes([u32(0), u32(1), u16(1), Uint8Array.of(1, 0x81)]));
  const properties = box("iprp", concatBytes([box("ipco", size), association]));
  let at = dataAt;
  const places = items.map(({ id, bytes }) => {
    const place = concatBytes([u16(id), u16(0), u16(1), u32(at), u32(bytes.length)]);
    at += bytes.length;
    return place;
  });
  const place = box("iloc", concatBytes([u32(0), Uint8Array.of(0x44, 0), u16(items.length), ...places]));
  const primary = box("pitm", concatBytes([u32(0), u16(1)]));
  return box("meta", concatBytes([u32(0), handler, primary, info, box("iref", concatBytes([u32(0), ...references])), properties, place]));
}

function box(type: string, content: Uint8Array): Uint8Array {
  return concatBytes([u32(8 + content.length), ascii(type), content]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
