/**
 * Reads the metadata of a HEIC picture (ISO/IEC 23008-12, HEIF): items of the `meta` box, its Exif and XMP items, sizes and thumbnails
 * (docs/formats/heic.md). Pixels are not read.
 */
import type { ByteSource } from "@creance/core";
import { boxesIn, readBoxes } from "../mp4/boxes.ts";
import { exifFields, exifPart } from "../photo/exif-part.ts";
import { nearSource } from "../photo/near-source.ts";
import { isFull, newGathered, type PhotoFile, type PhotoGathered, type PhotoPreview, photoOf } from "../photo/photo-file.ts";
import { photoError, photoIssue } from "../photo/photo-issue.ts";
import { xmpFields, xmpPart } from "../photo/xmp-part.ts";
import { type HeicItem, readHeicItems } from "./read-heic-items.ts";

/** Packets that are read: a picture has one. */
const MAX_PACKETS = 4;
const MAX_META_BYTES = 4_194_304;

/** Reads a HEIC's metadata. Throws `heic-damaged` without a `meta` box; other damage becomes issues. */
export async function readHeicPhoto(file: ByteSource): Promise<PhotoFile> {
  const source = nearSource(file);
  const { boxes, stopped } = await readBoxes(source, { maxBoxes: 256 });
  const meta = boxes.find(({ type }) => type === "meta");
  if (meta === undefined || meta.end - meta.start > MAX_META_BYTES) throw photoError("heic-damaged", "heic", stopped?.offset ?? 0);
  const gathered = newGathered();
  const { issues } = gathered;
  if (stopped !== null || boxes.some(({ isCut }) => isCut)) issues.push(photoIssue("heic-damaged", stopped?.offset ?? meta.start));
  const bytes = await source.read(meta.contentStart, meta.end);
  // `meta` is a full box: four bytes of version and flags stand before its boxes.
  const inner = boxesIn(bytes, { base: meta.contentStart, from: 4 });
  if (inner.stopped !== null) issues.push(photoIssue("heic-damaged", inner.stopped.offset, "meta"));
  const { items, primaryId } = readHeicItems(bytes, meta.contentStart, inner.boxes, source.size, issues);
  const primary = items.find(({ id }) => id === primaryId);
  await gatherItems(source, items, gathered);
  gathered.previews.push(...thumbnailsOf(items, primaryId));
  const size = { widthPx: primary?.widthPx ?? null, heightPx: primary?.heightPx ?? null };
  return photoOf(gathered, { format: "heic", ...size, segments: [], thermal: false });
}

async function gatherItems(source: ByteSource, items: readonly HeicItem[], gathered: PhotoGathered): Promise<void> {
  const { issues, fields } = gathered;
  for (const { type, contentType, byteOffset, lengthBytes } of items) {
    if (byteOffset === null || lengthBytes < 8) continue;
    const end = byteOffset + lengthBytes;
    if (type === "Exif" && !isFull(gathered)) {
      const head = await source.read(byteOffset, byteOffset + 4);
      if (head.length < 4) continue;
      const skip = new DataView(head.buffer, head.byteOffset, 4).getUint32(0);
      if (skip > lengthBytes - 4) issues.push(photoIssue("exif-damaged", byteOffset, "Exif"));
      else {
        const block = await exifPart(source, { format: "heic", at: byteOffset + 4 + skip, end }, issues);
        if (block === null) continue;
        gathered.exif.push({ prefix: "", block, end });
        for (const field of exifFields(block)) fields.push(field);
      }
    } else if (type === "mime" && contentType === "application/rdf+xml") {
      const place = { format: "heic", prefix: "", from: byteOffset, to: end };
      const isRead = gathered.xmp.length < MAX_PACKETS && !isFull(gathered);
      if (!isRead && gathered.xmp.length === MAX_PACKETS) issues.push(photoIssue("too-many-fields", byteOffset, "XMP"));
      const part = isRead ? await xmpPart(source, place, issues) : { ...place, properties: [], damaged: true, extended: false };
      gathered.xmp.push(part);
      fields.push(...xmpFields(part));
    }
  }
}

function thumbnailsOf(items: readonly HeicItem[], primaryId: number | null): PhotoPreview[] {
  const previews: PhotoPreview[] = [];
  for (const { thumbnailOf, type, byteOffset, lengthBytes, widthPx, heightPx } of items) {
    if (thumbnailOf === null || thumbnailOf !== primaryId || byteOffset === null) continue;
    previews.push({
      kind: "heicThumbnail",
      mediaType: type === "jpeg" ? "image/jpeg" : "other",
      byteOffset,
      lengthBytes,
      widthPx,
      heightPx,
    });
  }
  return previews;
}
