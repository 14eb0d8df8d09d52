/**
 * Rewrites a picture's metadata without touching its compressed pixels (docs/formats/jpeg.md, "Rewriting"): named values, thumbnails,
 * previews, segments and data behind the end are left out or replaced. JPEG is made anew around its bytes; TIFF, DNG and HEIC keep their
 * length, and what is removed becomes zeros.
 */
import type { ByteSource } from "@creance/core";
import type { JpegSegment } from "../jpeg/jpeg-segment.ts";
import { findPictureEnd } from "../jpeg/picture-end.ts";
import { type MpfIndex, readMpf } from "../jpeg/read-mpf.ts";
import type { MetadataField } from "../metadata-field.ts";
import { readTiffValue } from "../tiff/read-value.ts";
import { nearSource } from "./near-source.ts";
import type { PhotoFile, PhotoPreview } from "./photo-file.ts";
import { photoIssue } from "./photo-issue.ts";
import { readPhoto } from "./read-photo.ts";
import type { PhotoRewrite, RewriteChoice } from "./rewrite-choice.ts";
import { changed, type RewriteWork, rewriteExif } from "./rewrite-exif.ts";
import { rewriteMpf } from "./rewrite-mpf.ts";
import { RewritePlan } from "./rewrite-plan.ts";
import { rewriteXmp } from "./rewrite-xmp.ts";

/** Tables, frame headers and restart intervals: the picture needs them. */
const isNeeded = (segment: JpegSegment): boolean => segment.marker < 0xe0 || (segment.marker > 0xef && segment.marker !== 0xfe);

/**
 * Plans the rewrite and gives the new file in chunks. Throws a `FormatError` when the picture cannot be read. Reads a JPEG once through. `known`
 * is what `readPhoto` gave of the same source, when that was read already.
 */
export async function rewritePhotoMetadata(source: ByteSource, choice: RewriteChoice, known?: PhotoFile): Promise<PhotoRewrite> {
  const photo = known ?? (await readPhoto(source));
  const plan = new RewritePlan(source);
  const work: RewriteWork = {
    source: nearSource(source),
    plan,
    changes: [],
    issues: [],
    choose: (field) => choice.field?.(field) ?? "keep",
  };
  const gone = photo.previews.filter((preview) => choice.preview?.(preview) === "remove");
  for (const preview of gone) changed(work, { name: preview.kind, ...preview }, "removed");
  for (const part of photo.parts.exif) {
    if (choice.field !== undefined && part.block.issues.length > 0) {
      dropPart(work, photo, part.block.at, part.end, "EXIF");
      continue;
    }
    const thumbnail = gone.find(({ kind, byteOffset }) => kind === "exifThumbnail" && byteOffset >= part.block.at && byteOffset < part.end);
    // In a TIFF or DNG the block is the file: what nothing names there may be pixels.
    await rewriteExif(work, part, { thumbnail, slack: photo.format === "jpeg" || photo.format === "heic" ? "zero" : "keep" });
  }
  let goesExtended = false;
  for (const part of photo.parts.xmp) {
    if ((await rewriteXmp(work, part, choice.field !== undefined)) === "done") continue;
    if (part.extended) goesExtended = true;
    else dropPart(work, photo, part.from, part.to, "XMP");
  }
  if (choice.field !== undefined) dropUnread(work, photo);
  if (photo.format === "jpeg") await rewriteJpeg(work, photo, choice, gone, goesExtended);
  else await zeroPreviews(work, photo, gone);
  sayWhatRemains(work, photo);
  const inOrder = (a: { readonly byteOffset: number }, b: { readonly byteOffset: number }): number => a.byteOffset - b.byteOffset;
  const issues = work.issues.toSorted((a, b) => a.offset - b.offset);
  return { sizeBytes: plan.sizeBytes, changes: work.changes.toSorted(inOrder), issues, edits: plan.edits, chunks: () => plan.chunks() };
}

/** Least length of a value that names something by itself. */
const TELLING_LENGTH = 8;

/** A serial number often stands under two names: a value that was removed and still stands elsewhere is said. */
function sayWhatRemains({ changes, issues }: RewriteWork, photo: PhotoFile): void {
  const keyOf = ({ name, byteOffset }: { readonly name: string; readonly byteOffset: number }): string => `${byteOffset} ${name}`;
  const changed = new Set(changes.map(keyOf));
  const removed = new Set<string>();
  for (const field of photo.fields) {
    const value = field.value.trim();
    if (changed.has(keyOf(field)) && value.length >= TELLING_LENGTH && new Set(value).size > 3) removed.add(value);
  }
  for (const field of photo.fields) {
    if (changed.has(keyOf(field)) || field.value.length < TELLING_LENGTH) continue;
    const text = field.name.endsWith("MakerNote") ? `${field.value} ${textOfHex(field.value)}` : field.value;
    for (const value of removed) {
      if (!text.includes(value)) continue;
      issues.push(photoIssue("rewrite-value-remains", field.byteOffset, field.name));
      break;
    }
  }
}

/** Bytes shown in hexadecimal, as text. */
function textOfHex(hex: string): string {
  return hex.replace(/([0-9a-f]{2}) ?/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
}

/** A part that was not read to its end cannot be judged value by value: its segment goes, elsewhere its bytes become zeros. */
function dropPart({ plan, issues }: RewriteWork, photo: PhotoFile, from: number, to: number, name: string): void {
  issues.push(photoIssue("rewrite-part-removed", from, name));
  const segment = photo.segments.find((each) => inside(each, from));
  if (segment !== undefined) plan.drop(segment.byteOffset, segment.byteOffset + segment.lengthBytes);
  else if (photo.format === "jpeg" || photo.format === "heic" || name === "XMP") plan.zero(from, to - from);
}

/** EXIF segments that could not be read at all. */
function dropUnread(work: RewriteWork, photo: PhotoFile): void {
  for (const segment of photo.segments) {
    const isRead = photo.parts.exif.some(({ block }) => inside(segment, block.at));
    if (segment.content === "Exif" && !isRead) dropPart(work, photo, segment.dataOffset, segment.byteOffset + segment.lengthBytes, "EXIF");
  }
}

async function rewriteJpeg(
  work: RewriteWork,
  photo: PhotoFile,
  choice: RewriteChoice,
  gone: readonly PhotoPreview[],
  goesExtended: boolean,
): Promise<void> {
  const { plan, source } = work;
  const drop = (segment: JpegSegment): void => plan.drop(segment.byteOffset, segment.byteOffset + segment.lengthBytes);
  for (const segment of photo.segments) {
    if (isNeeded(segment)) continue;
    const isChosen = choice.segment?.(segment) === "remove";
    const isExtended = goesExtended && segment.content === "ExtendedXMP";
    const holdsThumbnail = gone.some(({ kind, byteOffset }) => kind === "photoshopThumbnail" && inside(segment, byteOffset));
    if (isChosen) changed(work, { ...segment, name: labelOf(segment) }, "removed");
    if (isChosen || isExtended || holdsThumbnail) drop(segment);
  }
  const mpfSegment = photo.segments.find(({ content }) => content === "MPF");
  const index = mpfSegment === undefined ? null : await readMpf(source, mpfSegment, []);
  const goneImages = removedFields(work, photo, drop);
  const trailing = goneImages.has("TrailingData") ? "remove" : (choice.trailing ?? "keep");
  const isGone = (offset: number, name: string): boolean =>
    goneImages.has(name) || gone.some(({ kind, byteOffset }) => kind === "mpfPreview" && byteOffset === offset);
  await rewriteBehind(work, index, mpfSegment, trailing, isGone);
}

function labelOf(segment: JpegSegment): string {
  return `${segment.name} ${segment.content}`.trim();
}

function inside(segment: JpegSegment, offset: number): boolean {
  return offset >= segment.byteOffset && offset < segment.byteOffset + segment.lengthBytes;
}

/** Fields that stand for whole segments or pictures: gives the names of the pictures (and `TrailingData`) that go. */
function removedFields(work: RewriteWork, photo: PhotoFile, drop: (segment: JpegSegment) => void): Set<string> {
  const names = new Set<string>();
  for (const field of photo.fields) {
    if (
      field.group === "exif" ||
      field.group === "gps" ||
      field.group === "interop" ||
      field.group === "xmp" ||
      field.group === "makerNote"
    )
      continue;
    if (work.choose(field) === "keep") continue;
    changed(work, field, "removed");
    if (field.name === "TrailingData" || field.group === "mpf") names.add(field.name);
    else if (field.name.includes("/")) names.add(field.name.slice(0, field.name.indexOf("/")));
    else for (const segment of photo.segments) if (!isNeeded(segment) && belongs(segment, field)) drop(segment);
  }
  return names;
}

/** A block's field stands for all segments of its kind, any other for the segment it stands in. */
function belongs(segment: JpegSegment, field: MetadataField): boolean {
  return labelOf(segment) === field.name || inside(segment, field.byteOffset);
}

/** What stands behind the main picture: further pictures that go, bytes between and behind them; then the MPF list is made true. */
async function rewriteBehind(
  work: RewriteWork,
  index: MpfIndex | null,
  mpfSegment: JpegSegment | undefined,
  trailing: "keep" | "remove",
  isGone: (byteOffset: number, name: string) => boolean,
): Promise<void> {
  const { plan, source } = work;
  const images = index?.images ?? [];
  const mainEnd = (await findPictureEnd(source, 0)) ?? source.size;
  const kept = [0];
  const ends = [mainEnd];
  const stays: { readonly start: number; readonly end: number }[] = [];
  for (const [number, image] of images.entries()) {
    if (number === 0) continue;
    const start = image.byteOffset;
    const end = start + image.lengthBytes;
    if (start < mainEnd || end > source.size || image.lengthBytes === 0) continue;
    if (isGone(start, `MPImage${number + 1}`)) plan.drop(start, end);
    else {
      // What is said to belong to a picture may go on behind its end.
      const realEnd = trailing === "remove" ? ((await findPictureEnd(source, start)) ?? end) : end;
      kept.push(number);
      ends[number] = Math.min(end, realEnd);
      stays.push({ start, end: Math.min(end, realEnd) });
    }
  }
  if (trailing === "remove") {
    let at = mainEnd;
    for (const { start, end } of stays.sort((a, b) => a.start - b.start)) {
      plan.drop(at, start);
      at = Math.max(at, end);
    }
    plan.drop(at, source.size);
  }
  if (index === null || mpfSegment === undefined || plan.isDropped(mpfSegment.byteOffset)) return;
  if (kept.length === 1) plan.drop(mpfSegment.byteOffset, mpfSegment.byteOffset + mpfSegment.lengthBytes);
  else rewriteMpf(plan, index, kept, ends);
}

/** In a TIFF, DNG or HEIC the bytes of a preview become zeros, strip by strip. */
async function zeroPreviews(work: RewriteWork, photo: PhotoFile, gone: readonly PhotoPreview[]): Promise<void> {
  for (const { kind, byteOffset, lengthBytes } of gone) {
    if (kind === "exifThumbnail") continue;
    work.plan.zero(byteOffset, lengthBytes);
    if (photo.exif !== null) await zeroStrips(work, photo, byteOffset);
  }
}

/** The other strips of the picture whose first one begins at `byteOffset`. */
async function zeroStrips({ source, plan }: RewriteWork, { exif }: PhotoFile, byteOffset: number): Promise<void> {
  if (exif === null) return;
  for (const { entries } of exif.directories) {
    const values = [273, 279].map((tag) => entries.find((entry) => entry.tag === tag));
    const [offsets, sizes] = await Promise.all(
      values.map(async (entry) => (entry === undefined ? undefined : readTiffValue(source, entry, exif.littleEndian, 1_048_576))),
    );
    if (offsets?.kind !== "numbers" || sizes?.kind !== "numbers" || offsets.numbers[0] !== byteOffset) continue;
    offsets.numbers.forEach((offset, index) => {
      const size = Math.min(sizes.numbers[index] ?? 0, source.size - offset);
      if (size > 0) plan.zero(offset, size);
    });
  }
}
