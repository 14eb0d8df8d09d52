/** What a picture's reader takes from an EXIF block: fields and the thumbnail. */
import { type ByteSource, type Issue, isFormatError } from "@creance/core";
import { type ExifTag, tagNumber, tagValueText } from "../exif/exif-tag.ts";
import { notePairs } from "../exif/note-pairs.ts";
import { type ExifBlock, type ExifPlace, readExif } from "../exif/read-exif.ts";
import { readJpegSegments } from "../jpeg/read-segments.ts";
import type { MetadataField } from "../metadata-field.ts";
import { type PhotoPreview, photoField } from "./photo-file.ts";
import { photoIssue } from "./photo-issue.ts";

/** Entries that point to pixels or to other parts: they say nothing by themselves. */
const STRUCTURE = new Set([273, 279, 324, 325, 330, 513, 514, 700, 34665, 34853, 40965]);

/** Reads an EXIF block; damage becomes issues, `null` when nothing can be read. */
export async function exifPart(source: ByteSource, place: ExifPlace, issues: Issue[]): Promise<ExifBlock | null> {
  try {
    const block = await readExif(source, place);
    issues.push(...block.issues);
    return block;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    issues.push(photoIssue("exif-damaged", error.where.offset, "EXIF"));
    return null;
  }
}

/** The fields of a block; those of a thumbnail's directory and of further pictures carry their place as a prefix. */
export function exifFields(block: ExifBlock, prefix = ""): MetadataField[] {
  return block.tags.filter(saysSomething).flatMap((tag) => {
    const pairs = tag.name === "MakerNote" ? notePairs(tag) : [];
    return [tagField(tag, prefix), ...pairs.map((pair) => ({ ...pair, name: prefix + pair.name }))];
  });
}

/** True for a tag that is a value, not a pointer to pixels or to another part. */
export function saysSomething(tag: ExifTag): boolean {
  return tag.group !== "exif" || !STRUCTURE.has(tag.entry.tag);
}

/** A tag as a field. */
export function tagField(tag: ExifTag, prefix = ""): MetadataField {
  const inner = /^(IFD[1-9]|SubIFD)/.test(tag.directory) ? `${tag.directory}/` : "";
  return photoField(tag.group, prefix + inner + tag.name, tagValueText(tag), tag.entry.valueOffset, tag.entry.lengthBytes);
}

/** The thumbnail of IFD1, where there is one. */
export async function exifThumbnail(source: ByteSource, block: ExifBlock, end: number, issues: Issue[]): Promise<PhotoPreview | null> {
  const of = (name: string): number | null => tagNumber(block.tags.find((tag) => tag.directory === "IFD1" && tag.name === name));
  const offset = of("ThumbnailOffset");
  const lengthBytes = of("ThumbnailLength");
  if (offset === null || lengthBytes === null || lengthBytes === 0) return null;
  const byteOffset = block.at + offset;
  if (byteOffset + lengthBytes > end) {
    issues.push(photoIssue("preview-outside", byteOffset, "ThumbnailOffset"));
    return null;
  }
  return jpegPreview(source, "exifThumbnail", byteOffset, lengthBytes);
}

/** A preview with the size that its own header says. */
export async function jpegPreview(
  source: ByteSource,
  kind: PhotoPreview["kind"],
  byteOffset: number,
  lengthBytes: number,
): Promise<PhotoPreview> {
  const preview = { kind, byteOffset, lengthBytes };
  try {
    const { widthPx, heightPx } = await readJpegSegments(source, { at: byteOffset, end: byteOffset + lengthBytes });
    return { ...preview, mediaType: "image/jpeg", widthPx, heightPx };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return { ...preview, mediaType: "other", widthPx: null, heightPx: null };
  }
}
