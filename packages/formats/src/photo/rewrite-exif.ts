/** Takes tags out of EXIF, TIFF and DNG directories where they stand: entries close up, values become zeros, nothing else moves. */
import type { ByteSource, Issue } from "@creance/core";
import type { ExifTag } from "../exif/exif-tag.ts";
import { notePairs } from "../exif/note-pairs.ts";
import type { ExifBlock } from "../exif/read-exif.ts";
import type { MetadataField } from "../metadata-field.ts";
import type { TiffDirectory, TiffEntry } from "../tiff/read-directories.ts";
import { tiffTypes } from "../tiff/tiff-types.table.ts";
import { numberBytes } from "../tiff/write-tiff.ts";
import { saysSomething, tagField } from "./exif-part.ts";
import type { PhotoPreview } from "./photo-file.ts";
import { photoError, photoIssue } from "./photo-issue.ts";
import type { FieldChoice, RewriteChange } from "./rewrite-choice.ts";
import type { RewritePlan } from "./rewrite-plan.ts";
import { zeroSlack } from "./rewrite-slack.ts";

/** What a rewriting step works with. */
export interface RewriteWork {
  readonly source: ByteSource;
  readonly plan: RewritePlan;
  readonly changes: RewriteChange[];
  readonly issues: Issue[];
  readonly choose: (field: MetadataField) => FieldChoice;
}

/** Applies the choice to a block. A thumbnail that goes takes IFD1 along; `slack`: bytes that nothing names, when something goes. */
export async function rewriteExif(
  work: RewriteWork,
  part: { readonly prefix: string; readonly block: ExifBlock; readonly end: number },
  options: { readonly thumbnail: PhotoPreview | undefined; readonly slack: "zero" | "keep" },
): Promise<void> {
  const { thumbnail } = options;
  const { block, prefix } = part;
  const gone = new Set<TiffEntry>();
  for (const tag of block.tags) {
    if (!saysSomething(tag)) continue;
    const field = tagField(tag, prefix);
    const choice = work.choose(field);
    if (choice === "keep") {
      if (tag.name === "MakerNote") rewritePairs(work, tag, prefix);
      continue;
    }
    const bytes =
      choice === "remove"
        ? undefined
        : replacement(tag, choice.replaceBy, tag.directory === "MakerNote" ? (block.makerNote?.littleEndian ?? true) : block.littleEndian);
    if (choice !== "remove" && bytes === undefined) work.issues.push(photoIssue("rewrite-no-room", field.byteOffset, field.name));
    changed(work, field, bytes === undefined ? "removed" : "replaced");
    if (bytes !== undefined) work.plan.patch(tag.entry.valueOffset, bytes);
    else gone.add(tag.entry);
  }
  const note = block.tags.find(({ directory, name }) => directory === "Exif" && name === "MakerNote");
  if (note !== undefined && gone.has(note.entry)) for (const entry of block.makerNote?.entries ?? []) gone.add(entry);
  const second = thumbnail === undefined ? undefined : block.directories.find(({ name }) => name === "IFD1");
  if (gone.size === 0 && thumbnail === undefined) return;
  // Deepest first: a directory that has become empty takes the entry that points to it along.
  const directories = [...block.directories, ...(block.makerNote === null ? [] : [block.makerNote])];
  for (const directory of directories.toReversed()) await closeUp(work, block, directory, gone, thumbnail !== undefined);
  for (const entry of gone) if (entry.lengthBytes > (block.big ? 8 : 4)) work.plan.zero(entry.valueOffset, entry.lengthBytes);
  for (const entry of second?.entries ?? []) work.plan.zero(entry.valueOffset, entry.lengthBytes);
  if (thumbnail !== undefined) work.plan.zero(thumbnail.byteOffset, thumbnail.lengthBytes);
  if (options.slack === "zero") zeroSlack(work.plan, part, gone);
}

async function closeUp(
  work: RewriteWork,
  block: ExifBlock,
  directory: TiffDirectory,
  gone: Set<TiffEntry>,
  unlinkThumbnail: boolean,
): Promise<void> {
  const { source, plan } = work;
  const countBytes = block.big ? 8 : 2;
  const entryBytes = block.big ? 20 : 12;
  const head = await source.read(directory.byteOffset, directory.byteOffset + countBytes);
  if (head.length < countBytes) throw photoError("rewrite-source-changed", "picture", directory.byteOffset);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const count = block.big ? Number(view.getBigUint64(0, directory.littleEndian)) : view.getUint16(0, directory.littleEndian);
  const nextBytes = block.big ? 8 : 4;
  const end = Math.min(source.size, directory.byteOffset + countBytes + Math.min(count, 65_535) * entryBytes + nextBytes);
  const old = await source.read(directory.byteOffset, end);
  if (unlinkThumbnail && directory.name === "IFD1") {
    plan.zero(directory.byteOffset, old.length);
    return;
  }
  const goneHere = directory.entries.filter((entry) => gone.has(entry));
  const unlinks = unlinkThumbnail && directory.name === "IFD0";
  if (goneHere.length === 0 && !unlinks) return;
  if (goneHere.length === count) {
    const pointer = pointerTo(directory, block);
    if (pointer !== undefined) gone.add(pointer);
  }
  const made = new Uint8Array(old.length);
  const goneAt = new Set(goneHere.map(({ entryOffset }) => entryOffset - directory.byteOffset));
  const madeView = new DataView(made.buffer);
  let at = countBytes;
  for (let from = countBytes; from + entryBytes <= old.length && from < countBytes + count * entryBytes; from += entryBytes) {
    if (goneAt.has(from)) continue;
    made.set(old.subarray(from, from + entryBytes), at);
    at += entryBytes;
  }
  const left = (at - countBytes) / entryBytes;
  if (block.big) madeView.setBigUint64(0, BigInt(left), directory.littleEndian);
  else madeView.setUint16(0, left, directory.littleEndian);
  const nextAt = countBytes + count * entryBytes;
  if (!unlinks && nextAt + nextBytes <= old.length) made.set(old.subarray(nextAt, nextAt + nextBytes), at);
  plan.patch(directory.byteOffset, made);
}

/** The entry of the parent that points to a directory by itself. */
function pointerTo(directory: TiffDirectory, block: ExifBlock): TiffEntry | undefined {
  const tag = { Exif: 34_665, GPS: 34_853, Interop: 40_965 }[directory.name];
  return tag === undefined
    ? undefined
    : block.directories.find((each) => each === directory.parent)?.entries.find((entry) => entry.tag === tag);
}

function rewritePairs(work: RewriteWork, note: ExifTag, prefix: string): void {
  for (const pair of notePairs(note)) {
    const field = { ...pair, name: prefix + pair.name };
    const choice = work.choose(field);
    if (choice === "keep") continue;
    const bytes = new Uint8Array(field.lengthBytes).fill(0x20);
    const text = choice === "remove" ? undefined : new TextEncoder().encode(choice.replaceBy);
    const fits = text !== undefined && text.length <= bytes.length;
    if (fits) bytes.set(text);
    else if (text !== undefined) work.issues.push(photoIssue("rewrite-no-room", field.byteOffset, field.name));
    work.plan.patch(field.byteOffset, bytes);
    changed(work, field, fits ? "replaced" : "removed");
  }
}

/** A value's new bytes, as long as the old ones; `undefined` when they cannot be. */
function replacement(tag: ExifTag, text: string, littleEndian: boolean): Uint8Array | undefined {
  const { type, count, lengthBytes } = tag.entry;
  const bytes = new Uint8Array(lengthBytes);
  if (type === 2 || type === 7) {
    const encoded = new TextEncoder().encode(text);
    if (encoded.length > lengthBytes - (type === 2 ? 1 : 0)) return undefined;
    bytes.set(encoded);
    return bytes;
  }
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length !== count || numbers.some((number) => !Number.isFinite(number)) || tiffTypes[type] === undefined || type > 12)
    return undefined;
  return numberBytes(numbers, type, littleEndian);
}

/** Notes a change. */
export function changed(
  work: RewriteWork,
  field: Pick<MetadataField, "name" | "byteOffset" | "lengthBytes">,
  how: RewriteChange["how"],
): void {
  work.changes.push({ name: field.name, byteOffset: field.byteOffset, lengthBytes: field.lengthBytes, how });
}
