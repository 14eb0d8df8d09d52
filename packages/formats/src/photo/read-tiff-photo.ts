/** Reads the metadata of a TIFF or DNG picture by ranges. */
import type { ByteSource, Issue } from "@creance/core";
import { type ExifTag, tagNumber } from "../exif/exif-tag.ts";
import { type ExifBlock, readExif } from "../exif/read-exif.ts";
import type { TiffEntry } from "../tiff/read-directories.ts";
import { readTiffValue } from "../tiff/read-value.ts";
import { exifFields, jpegPreview } from "./exif-part.ts";
import { nearSource } from "./near-source.ts";
import { isFull, newGathered, type PhotoFile, type PhotoPreview, photoOf } from "./photo-file.ts";
import { photoIssue } from "./photo-issue.ts";
import { xmpFields, xmpPart } from "./xmp-part.ts";

/** Packets that are read: a DNG has one, with its previews a few. */
const MAX_PACKETS = 4;

/** Reads a TIFF's or DNG's metadata. Throws a `FormatError` without a readable directory; other damage becomes issues. */
export async function readTiffPhoto(file: ByteSource): Promise<PhotoFile> {
  const source = nearSource(file, { blockBytes: 16_384 });
  const exif = await readExif(source, { format: "tiff", at: 0, end: source.size });
  const gathered = newGathered();
  const { issues, fields } = gathered;
  issues.push(...exif.issues);
  gathered.exif.push({ prefix: "", block: exif, end: source.size });
  for (const field of exifFields(exif)) fields.push(field);
  const format = exif.tags.some(({ name, directory }) => name === "DNGVersion" && directory === "IFD0") ? "dng" : "tiff";
  for (const { entry } of exif.tags.filter(({ name }) => name === "ApplicationNotes")) {
    const place = { format, prefix: "", from: entry.valueOffset, to: entry.valueOffset + entry.lengthBytes };
    const isRead = gathered.xmp.length < MAX_PACKETS && !isFull(gathered);
    if (!isRead && gathered.xmp.length === MAX_PACKETS) issues.push(photoIssue("too-many-fields", place.from, "XMP"));
    const part = isRead ? await xmpPart(source, place, issues) : { ...place, properties: [], damaged: true, extended: false };
    gathered.xmp.push(part);
    fields.push(...xmpFields(part));
  }
  gathered.previews.push(...(await tiffPreviews(source, exif, issues)));
  await missPixels(source, exif, issues);
  const size = fullSize(exif);
  return photoOf(gathered, { format, widthPx: size?.widthPx ?? null, heightPx: size?.heightPx ?? null, segments: [], thermal: false });
}

const tagOf = (exif: ExifBlock, directory: string, name: string): ExifTag | undefined =>
  exif.tags.find((tag) => tag.directory === directory && tag.name === name);

/** The directory that holds the full picture: the one that says it is no reduced version, else the largest. */
function fullSize(exif: ExifBlock): { readonly widthPx: number; readonly heightPx: number } | undefined {
  let best: { readonly widthPx: number; readonly heightPx: number } | undefined;
  for (const { name } of exif.directories) {
    const widthPx = tagNumber(tagOf(exif, name, "ImageWidth"));
    const heightPx = tagNumber(tagOf(exif, name, "ImageHeight"));
    if (widthPx === null || heightPx === null) continue;
    if (tagNumber(tagOf(exif, name, "SubfileType")) === 0) return { widthPx, heightPx };
    if (best === undefined || widthPx * heightPx > best.widthPx * best.heightPx) best = { widthPx, heightPx };
  }
  return best;
}

/** Says so when the last strip or tile of a picture stands outside the file. */
async function missPixels(source: ByteSource, exif: ExifBlock, issues: Issue[]): Promise<void> {
  for (const { name, entries } of exif.directories) {
    for (const [offsetTag, sizeTag] of PIXEL_TAGS) {
      const offset = await lastNumber(source, entries, offsetTag, exif.littleEndian);
      const size = await lastNumber(source, entries, sizeTag, exif.littleEndian);
      if (offset !== null && size !== null && offset + size > source.size) issues.push(photoIssue("tiff-pixels-outside", offset, name));
    }
  }
}

/** Offsets and sizes of strips, of tiles. */
const PIXEL_TAGS = [
  [273, 279],
  [324, 325],
] as const;

async function lastNumber(source: ByteSource, entries: readonly TiffEntry[], tag: number, littleEndian: boolean): Promise<number | null> {
  const entry = entries.find((each) => each.tag === tag);
  if (entry === undefined || entry.count === 0) return null;
  const size = entry.lengthBytes / entry.count;
  const last = { ...entry, valueOffset: entry.valueOffset + entry.lengthBytes - size, lengthBytes: size, count: 1 };
  const value = await readTiffValue(source, last, littleEndian);
  return value.kind === "numbers" ? (value.numbers[0] ?? null) : null;
}

/** Directories that say they are reduced versions, and JPEG streams of their own. */
async function tiffPreviews(source: ByteSource, exif: ExifBlock, issues: Issue[]): Promise<PhotoPreview[]> {
  const previews: PhotoPreview[] = [];
  for (const { name } of exif.directories) {
    const number = (tag: string): number | null => tagNumber(tagOf(exif, name, tag));
    const isReduced = ((number("SubfileType") ?? 0) & 1) === 1;
    const isStream = number("ThumbnailOffset") !== null;
    if (!isReduced && !isStream) continue;
    const byteOffset = number(isStream ? "ThumbnailOffset" : "StripOffsets");
    const strips = tagOf(exif, name, "StripByteCounts");
    const lengthBytes = isStream ? number("ThumbnailLength") : stripBytes(strips);
    if (byteOffset === null || lengthBytes === null || lengthBytes === 0) continue;
    if (byteOffset + lengthBytes > source.size) {
      issues.push(photoIssue("preview-outside", byteOffset, name));
      continue;
    }
    const isJpeg = isStream || (number("Compression") === 7 && strips?.entry.count === 1);
    const size = { widthPx: number("ImageWidth"), heightPx: number("ImageHeight") };
    if (isJpeg) previews.push(await jpegPreview(source, "tiffPreview", byteOffset, lengthBytes));
    else previews.push({ kind: "tiffPreview", mediaType: "other", byteOffset, lengthBytes, ...size });
  }
  return previews;
}

/** Bytes of all strips where all of them were read. */
function stripBytes(tag: ExifTag | undefined): number | null {
  if (tag === undefined || tag.value.kind !== "numbers" || tag.value.numbers.length !== tag.entry.count) return null;
  return tag.value.numbers.reduce((sum, bytes) => sum + bytes, 0);
}
