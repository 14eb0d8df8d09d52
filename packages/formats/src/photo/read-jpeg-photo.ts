/** Reads the metadata of a JPEG by ranges: segments, EXIF, XMP, MPF, IPTC, thermal blocks, what stands behind the picture. */
import { type ByteSource, isFormatError } from "@creance/core";
import type { JpegSegment } from "../jpeg/jpeg-segment.ts";
import { findPictureEnd, lastEndOfImage } from "../jpeg/picture-end.ts";
import { type MpfImage, readMpf } from "../jpeg/read-mpf.ts";
import { readJpegSegments } from "../jpeg/read-segments.ts";
import type { MetadataField } from "../metadata-field.ts";
import { exifFields, exifPart, exifThumbnail, jpegPreview } from "./exif-part.ts";
import { nearSource } from "./near-source.ts";
import { isFull, newGathered, type PhotoFile, type PhotoGathered, photoField, photoOf, type XmpPart } from "./photo-file.ts";
import { photoIssue } from "./photo-issue.ts";
import { readPhotoshopBlock } from "./read-iptc.ts";
import { extendedXmpPart, xmpFields, xmpPart } from "./xmp-part.ts";

/** Reads a JPEG's metadata. Throws `jpeg-not`; other damage becomes issues. */
export async function readJpegPhoto(file: ByteSource): Promise<PhotoFile> {
  const source = nearSource(file);
  const { segments, scanOffset, widthPx, heightPx, issues: segmentIssues } = await readJpegSegments(source);
  const gathered = newGathered();
  gathered.issues.push(...segmentIssues);
  await gatherParts(source, segments, "", gathered);
  const mpf = segments.find(({ content }) => content === "MPF");
  const index = mpf === undefined ? null : await readMpf(source, mpf, gathered.issues);
  const images = index?.images ?? [];
  for (const [number, image] of images.entries()) if (number > 0) await gatherFurtherImage(source, image, number, gathered);
  const thermal = isThermal(segments, gathered.xmp);
  gathered.fields.push(...blockFields(segments, thermal));
  if (scanOffset !== null) await lookBehind(source, file, images, gathered);
  return photoOf(gathered, { format: "jpeg", widthPx, heightPx, segments, thermal });
}

async function gatherParts(source: ByteSource, segments: readonly JpegSegment[], prefix: string, gathered: PhotoGathered): Promise<void> {
  const { issues, fields, previews } = gathered;
  for (const segment of segments) {
    const end = segment.byteOffset + segment.lengthBytes;
    if (isFull(gathered)) {
      // Not read, and so not to be judged value by value: who rewrites the picture takes it out as a whole.
      if (segment.content === "XMP") gathered.xmp.push({ ...unread, prefix, from: segment.dataOffset, to: end });
    } else if (segment.content === "Exif") {
      const block = await exifPart(source, { format: "jpeg", at: segment.dataOffset, end }, issues);
      if (block === null) continue;
      gathered.exif.push({ prefix, block, end });
      for (const field of exifFields(block, prefix)) fields.push(field);
      const thumbnail = await exifThumbnail(source, block, end, issues);
      if (thumbnail !== null) previews.push(thumbnail);
    } else if (segment.content === "XMP") {
      const part = await xmpPart(source, { format: "jpeg", prefix, from: segment.dataOffset, to: end }, issues);
      gathered.xmp.push(part);
      fields.push(...xmpFields(part));
    } else if (segment.content === "Photoshop") {
      const block = readPhotoshopBlock(await source.read(segment.dataOffset, end), segment.dataOffset);
      for (const field of block.fields) fields.push({ ...field, name: prefix + field.name });
      for (const { byteOffset, lengthBytes } of block.thumbnails)
        if (!isFull(gathered)) previews.push(await jpegPreview(source, "photoshopThumbnail", byteOffset, lengthBytes));
    } else if (segment.name === "COM") {
      const bytes = await source.read(segment.dataOffset, Math.min(end, segment.dataOffset + 4096));
      fields.push(photoField("jpeg", `${prefix}Comment`, plain(bytes), segment.dataOffset, end - segment.dataOffset));
    }
  }
  const extended = segments.filter(({ content }) => content === "ExtendedXMP");
  const [first] = extended;
  if (first === undefined) return;
  const place = { from: first.dataOffset, to: first.dataOffset };
  const part = isFull(gathered) ? { ...unread, ...place, prefix, extended: true } : await extendedXmpPart(source, extended, prefix, issues);
  if (part === null) return;
  gathered.xmp.push(part);
  fields.push(...xmpFields(part));
}

const unread = { properties: [], damaged: true, extended: false } as const;

/** A picture that the MPF list names: a preview with, perhaps, metadata of its own. */
async function gatherFurtherImage(source: ByteSource, image: MpfImage, index: number, gathered: PhotoGathered): Promise<void> {
  const { byteOffset, lengthBytes } = image;
  if (lengthBytes === 0 || isFull(gathered)) return;
  const name = `MPImage${index + 1}`;
  if (byteOffset <= 0 || byteOffset + lengthBytes > source.size) {
    const isCut = byteOffset > 0 && byteOffset < source.size;
    gathered.issues.push(photoIssue(isCut ? "preview-cut" : "preview-outside", image.entryOffset, name));
    return;
  }
  gathered.fields.push(photoField("mpf", name, `${lengthBytes} bytes`, byteOffset, lengthBytes));
  gathered.previews.push(await jpegPreview(source, "mpfPreview", byteOffset, lengthBytes));
  try {
    const { segments } = await readJpegSegments(source, { at: byteOffset, end: byteOffset + lengthBytes });
    await gatherParts(source, segments, `${name}/`, gathered);
  } catch (error) {
    if (!isFormatError(error)) throw error;
  }
}

/** Temperature data stands in FLIR segments, or in DJI's APP3 with the parameters in APP4 or APP5. */
function isThermal(segments: readonly JpegSegment[], xmp: readonly XmpPart[]): boolean {
  const has = (name: string): boolean => segments.some((segment) => segment.name === name);
  if (segments.some(({ content }) => content === "FLIR") || (has("APP3") && (has("APP4") || has("APP5")))) return true;
  const properties = xmp.filter(({ prefix }) => prefix === "").flatMap((part) => part.properties);
  return properties.some(({ name, value }) => name === "drone-dji:ImageSource" && /infrared|thermal/i.test(value));
}

/** Segments that are not read further, each kind as one field with its size. */
function blockFields(segments: readonly JpegSegment[], thermal: boolean): MetadataField[] {
  const blocks = new Map<string, { first: JpegSegment; bytes: number; count: number }>();
  for (const segment of segments) {
    if (!segment.name.startsWith("APP") || ["Exif", "XMP", "ExtendedXMP", "MPF", "JFIF", "Photoshop"].includes(segment.content)) continue;
    const key = segment.content === "" ? segment.name : `${segment.name} ${segment.content}`;
    const block = blocks.get(key) ?? { first: segment, bytes: 0, count: 0 };
    block.bytes += segment.byteOffset + segment.lengthBytes - segment.dataOffset;
    block.count += 1;
    blocks.set(key, block);
  }
  return Array.from(blocks, ([name, { first, bytes, count }]) => {
    const isThermalBlock = thermal && (first.content === "FLIR" || /^APP[345]$/.test(name));
    const group = isThermalBlock ? "thermal" : first.content === "ICC_PROFILE" ? "icc" : "jpeg";
    const value = `${bytes} bytes${count > 1 ? ` in ${count} segments` : ""}`;
    return photoField(group, name, value, first.dataOffset, first.byteOffset + first.lengthBytes - first.dataOffset);
  });
}

/** Whether the picture is whole, and what stands behind it: told from the last bytes, the picture itself is read only when they do not tell. */
async function lookBehind(source: ByteSource, file: ByteSource, images: readonly MpfImage[], gathered: PhotoGathered): Promise<void> {
  let end = await lastEndOfImage(source);
  if (end === null) end = await findPictureEnd(file, 0);
  if (end === null) {
    gathered.issues.push(photoIssue("jpeg-no-end", source.size, "picture data"));
    return;
  }
  for (const { byteOffset, lengthBytes } of images)
    if (byteOffset > 0 && byteOffset + lengthBytes <= source.size) end = Math.max(end, byteOffset + lengthBytes);
  const left = source.size - end;
  if (left > 0) gathered.fields.push(photoField("jpeg", "TrailingData", `${left} bytes behind the last picture`, end, left));
}

function plain(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0+$/, "");
}
