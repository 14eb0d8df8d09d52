/** Reads the tags of an EXIF block, a TIFF or a DNG file (docs/formats/tiff.md). */
import type { ByteSource, Issue } from "@creance/core";
import type { MetadataField } from "../metadata-field.ts";
import { photoIssue } from "../photo/photo-issue.ts";
import { readTiffDirectories, readTiffDirectory, type TiffDirectory, type TiffEntry } from "../tiff/read-directories.ts";
import { readTiffValue } from "../tiff/read-value.ts";
import type { ExifTag } from "./exif-tag.ts";
import { djiMakerNoteTags, exifTags, gpsTags, interopTags } from "./exif-tags.table.ts";

/** All tags of a block. */
export interface ExifBlock {
  /** Offset of the TIFF header: what thumbnails' offsets count from. */
  readonly at: number;
  readonly littleEndian: boolean;
  readonly big: boolean;
  readonly directories: readonly TiffDirectory[];
  /** The directory inside an early DJI maker note; `null` without one. */
  readonly makerNote: TiffDirectory | null;
  readonly tags: readonly ExifTag[];
  readonly issues: readonly Issue[];
}

/** Where a block stands. */
export interface ExifPlace {
  readonly format: string;
  readonly at: number;
  readonly end: number;
}

const MAX_VALUE_BYTES = 4096;
const MAX_TAGS = 4096;
/** Bytes of all values of a block together: entries may name the same bytes again and again. */
const MAX_BLOCK_VALUE_BYTES = 1_048_576;
/** Entries that only say where pixels stand. */
const PIXEL_TAGS = new Set([273, 279, 324, 325]);

/** Reads all directories and values (at most 4 KiB of each, 1 MiB of all). Throws a `FormatError` when there is no header or directory. */
export async function readExif(source: ByteSource, place: ExifPlace): Promise<ExifBlock> {
  const file = await readTiffDirectories(source, place.at, { format: place.format, end: place.end });
  const issues: Issue[] = [...file.issues];
  const tags: ExifTag[] = [];
  let valueBytes = 0;
  let isFull = false;
  const read = async (
    directory: TiffDirectory,
    entry: TiffEntry,
    names: Readonly<Record<number, string>>,
    group: MetadataField["group"],
  ) => {
    const maxBytes = PIXEL_TAGS.has(entry.tag) ? 64 : MAX_VALUE_BYTES;
    valueBytes += Math.min(entry.lengthBytes, maxBytes);
    const value = await readTiffValue(source, entry, directory.littleEndian, maxBytes);
    const name = names[entry.tag] ?? `0x${entry.tag.toString(16).padStart(4, "0")}`;
    tags.push({ directory: directory.name, name, group, value, entry });
  };
  for (const directory of file.directories)
    for (const entry of directory.entries) {
      isFull ||= tags.length >= MAX_TAGS || valueBytes > MAX_BLOCK_VALUE_BYTES;
      if (!isFull) await read(directory, entry, namesOf(directory.name), groupOf(directory.name));
    }
  if (isFull) issues.push(photoIssue("too-many-fields", place.at, "EXIF"));
  let makerNote: TiffDirectory | null = null;
  const note = tags.find(({ directory, name }) => directory === "Exif" && name === "MakerNote");
  const littleEndian = note === undefined ? undefined : djiNoteOrder(note);
  if (note !== undefined && littleEndian !== undefined) {
    const at = note.entry.valueOffset;
    const { directory } = await readTiffDirectory(source, {
      name: "MakerNote",
      byteOffset: at,
      at: place.at,
      end: place.end,
      littleEndian,
    });
    makerNote = directory;
    for (const entry of directory?.entries ?? []) if (directory !== null) await read(directory, entry, djiMakerNoteTags, "makerNote");
  }
  return { at: place.at, littleEndian: file.littleEndian, big: file.big, directories: file.directories, makerNote, tags, issues };
}

/**
 * Byte order of a small directory whose first tag is `Make`, as early DJI aircraft write it; `undefined` for other makers' notes, which stay
 * bytes. A program that wrote the block anew in the other order leaves the note as it was.
 */
function djiNoteOrder(note: ExifTag): boolean | undefined {
  if (note.value.kind !== "bytes" || note.value.bytes.length < 30) return undefined;
  const { bytes } = note.value;
  const [c0, c1, t0, t1, k0, k1] = bytes as unknown as readonly [number, number, number, number, number, number];
  if (c1 === 0 && c0 > 0 && c0 <= 32 && t0 === 1 && t1 === 0 && k0 === 2 && k1 === 0) return true;
  if (c0 === 0 && c1 > 0 && c1 <= 32 && t0 === 0 && t1 === 1 && k0 === 0 && k1 === 2) return false;
  return undefined;
}

function namesOf(directory: string): Readonly<Record<number, string>> {
  return directory === "GPS" ? gpsTags : directory === "Interop" ? interopTags : exifTags;
}

function groupOf(directory: string): MetadataField["group"] {
  return directory === "GPS" ? "gps" : directory === "Interop" ? "interop" : "exif";
}
