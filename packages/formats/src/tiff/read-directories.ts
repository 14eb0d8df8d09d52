/**
 * Walks the directories of a TIFF, BigTIFF or DNG file, of an EXIF block or an MPF index (docs/formats/tiff.md): entries with tag, type,
 * count and the place of their value. Values are read apart (`readTiffValue`). Loops end, depth and counts are bounded.
 */
import type { ByteSource, Issue } from "@creance/core";
import { tiffError, tiffIssue } from "./tiff-issue.ts";
import { tiffTypes } from "./tiff-types.table.ts";

/** One entry of a directory. */
export interface TiffEntry {
  readonly tag: number;
  /** Type code as in `tiffTypes`. */
  readonly type: number;
  readonly count: number;
  /** Where the value's bytes stand in the source, inline ones too. */
  readonly valueOffset: number;
  readonly lengthBytes: number;
  /** Where the entry itself stands (12 or 20 bytes). */
  readonly entryOffset: number;
}

/** One directory. */
export interface TiffDirectory {
  /** `IFD0`, `IFD1` ... for the chain; `Exif`, `GPS`, `Interop`, `SubIFD0` ... for those that an entry points to. */
  readonly name: string;
  /** Offset in the source. */
  readonly byteOffset: number;
  readonly entries: readonly TiffEntry[];
  readonly littleEndian: boolean;
  /** The directory whose entry points here; `null` for the chain. */
  readonly parent: TiffDirectory | null;
}

/** A TIFF structure without its values. */
export interface TiffFile {
  readonly littleEndian: boolean;
  /** True for BigTIFF: 64-bit offsets. */
  readonly big: boolean;
  /** Offset of the header in the source: what every offset inside counts from. */
  readonly at: number;
  readonly directories: readonly TiffDirectory[];
  readonly issues: readonly Issue[];
}

/** How a structure is walked. */
export interface TiffOptions {
  /** Format id that errors carry; `tiff` unless told. */
  readonly format?: string;
  /** Where the structure ends; the source's size unless told. */
  readonly end?: number;
  /** Tags whose value is an offset of further directories, with the name they get. */
  readonly pointers?: Readonly<Record<number, string>>;
  /** Most entries of one directory; 4,096 unless told. */
  readonly maxEntries?: number;
}

/** Sub directories of TIFF, DNG and EXIF. */
const tiffPointers: Readonly<Record<number, string>> = { 330: "SubIFD", 34665: "Exif", 34853: "GPS", 40965: "Interop" };

const MAX_DIRECTORIES = 64;
const MAX_DEPTH = 8;
/** Offsets of further directories that are followed: hostile entries point to the same few without end. */
const MAX_FOLLOWED = 1024;
/** Noise that looks like entries is not listed without end. */
const MAX_ISSUES = 64;

interface Walk {
  readonly source: ByteSource;
  readonly at: number;
  readonly end: number;
  readonly littleEndian: boolean;
  readonly big: boolean;
  readonly pointers: Readonly<Record<number, string>>;
  readonly maxEntries: number;
  readonly seen: Set<number>;
  readonly directories: TiffDirectory[];
  readonly issues: Issue[];
  followed: number;
}

/**
 * Reads all directories of the structure whose header stands at `at` (0 for a file). Throws a `FormatError` (`tiff-bad-header`,
 * `tiff-cut`) when there is no header or no first directory; other damage becomes issues. Reads one range for each directory.
 */
export async function readTiffDirectories(source: ByteSource, at = 0, options: TiffOptions = {}): Promise<TiffFile> {
  const format = options.format ?? "tiff";
  const end = Math.min(options.end ?? source.size, source.size);
  const head = await source.read(Math.min(at, end), Math.min(at + 16, end));
  const order = head.length < 8 ? 0 : ((head[0] as number) << 8) | (head[1] as number);
  if (order !== 0x4949 && order !== 0x4d4d) throw tiffError("tiff-bad-header", format, at);
  const littleEndian = order === 0x4949;
  const view = viewOf(head);
  const version = view.getUint16(2, littleEndian);
  const big = version === 43;
  const isBigHeader = big && head.length === 16 && view.getUint16(4, littleEndian) === 8 && view.getUint16(6, littleEndian) === 0;
  if (version !== 42 && !isBigHeader) throw tiffError("tiff-bad-header", format, at);
  const pointers = options.pointers ?? tiffPointers;
  const maxEntries = options.maxEntries ?? 4096;
  const walk: Walk = {
    source,
    at,
    end,
    littleEndian,
    big,
    pointers,
    maxEntries,
    seen: new Set(),
    directories: [],
    issues: [],
    followed: 0,
  };
  const first = big ? offset64(view, 8, littleEndian) : view.getUint32(4, littleEndian);
  await readChain(walk, first, (index) => `IFD${index}`, null, 0);
  if (walk.directories.length === 0) throw tiffError("tiff-cut", format, at + 4);
  return { littleEndian, big, at, directories: walk.directories, issues: walk.issues };
}

/** A directory without a header of its own, such as a maker note; `at` is what its offsets count from. Nothing is followed from it. */
export async function readTiffDirectory(
  source: ByteSource,
  place: {
    readonly name: string;
    readonly byteOffset: number;
    readonly at: number;
    readonly end: number;
    readonly littleEndian: boolean;
  },
): Promise<{ readonly directory: TiffDirectory | null; readonly issues: readonly Issue[] }> {
  const { at, littleEndian } = place;
  const end = Math.min(place.end, source.size);
  const walk: Walk = {
    source,
    at,
    end,
    littleEndian,
    big: false,
    pointers: {},
    maxEntries: 256,
    seen: new Set(),
    directories: [],
    issues: [],
    followed: 0,
  };
  await readOne(walk, place.byteOffset - at, place.name, null, 0);
  return { directory: walk.directories[0] ?? null, issues: walk.issues };
}

async function readChain(
  walk: Walk,
  first: number,
  nameOf: (index: number) => string,
  parent: TiffDirectory | null,
  depth: number,
): Promise<void> {
  let offset = first;
  for (let index = 0; offset !== 0; index += 1) {
    const next = await readOne(walk, offset, nameOf(index), parent, depth);
    if (next === undefined || parent !== null) return;
    offset = next;
  }
}

/** Reads one directory and those it points to; gives the offset of the next in the chain, `undefined` when it could not be read. */
async function readOne(walk: Walk, offset: number, name: string, parent: TiffDirectory | null, depth: number): Promise<number | undefined> {
  const { source, littleEndian, big, issues } = walk;
  const start = walk.at + offset;
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  if (walk.seen.has(start)) return reported(issues, "tiff-loop", start, name);
  if (walk.directories.length >= MAX_DIRECTORIES || depth > MAX_DEPTH) return reported(issues, "tiff-too-many-directories", start, name);
  if (!Number.isSafeInteger(start) || start < walk.at || start + countBytes > walk.end) return reported(issues, "tiff-cut", start, name);
  walk.seen.add(start);
  const countHead = await source.read(start, start + countBytes);
  if (countHead.length < countBytes) return reported(issues, "tiff-cut", start, name);
  const counted = big ? offset64(viewOf(countHead), 0, littleEndian) : viewOf(countHead).getUint16(0, littleEndian);
  if (counted > walk.maxEntries) issues.push(tiffIssue("tiff-too-many-entries", start, name));
  const wanted = Math.min(counted, walk.maxEntries);
  const bodyStart = start + countBytes;
  const body = await source.read(bodyStart, Math.min(walk.end, bodyStart + wanted * entryBytes + (big ? 8 : 4)));
  const count = Math.min(wanted, Math.floor(body.length / entryBytes));
  if (count < wanted) issues.push(tiffIssue("tiff-cut", bodyStart + count * entryBytes, name));
  const view = viewOf(body);
  const entries: TiffEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(walk, view, index * entryBytes, bodyStart + index * entryBytes, name);
    if (entry !== undefined) entries.push(entry);
  }
  const directory: TiffDirectory = { name, byteOffset: start, entries, littleEndian, parent };
  walk.directories.push(directory);
  for (const entry of entries) {
    const pointed = walk.pointers[entry.tag];
    if (pointed !== undefined) await followPointers(walk, entry, pointed, directory, depth + 1);
  }
  const nextAt = counted * entryBytes;
  if (nextAt + (big ? 8 : 4) > body.length) return undefined;
  return big ? offset64(view, nextAt, littleEndian) : view.getUint32(nextAt, littleEndian);
}

async function followPointers(walk: Walk, entry: TiffEntry, name: string, parent: TiffDirectory, depth: number): Promise<void> {
  const size = tiffTypes[entry.type]?.sizeBytes ?? 0;
  if (size !== 4 && size !== 8) return;
  const count = Math.min(entry.count, MAX_DIRECTORIES);
  if (walk.followed >= MAX_FOLLOWED) return;
  const bytes = await walk.source.read(entry.valueOffset, Math.min(walk.end, entry.valueOffset + count * size));
  const view = viewOf(bytes);
  for (let index = 0; index < count && (index + 1) * size <= bytes.length; index += 1) {
    if (walk.followed >= MAX_FOLLOWED) return reported(walk.issues, "tiff-too-many-directories", entry.entryOffset, name);
    walk.followed += 1;
    const offset = size === 8 ? offset64(view, index * 8, walk.littleEndian) : view.getUint32(index * 4, walk.littleEndian);
    if (offset !== 0) await readChain(walk, offset, () => (name === "SubIFD" ? `SubIFD${index}` : name), parent, depth);
  }
}

function readEntry(walk: Walk, view: DataView, at: number, entryOffset: number, directory: string): TiffEntry | undefined {
  const { littleEndian, big, issues } = walk;
  const tag = view.getUint16(at, littleEndian);
  const type = view.getUint16(at + 2, littleEndian);
  const count = big ? offset64(view, at + 4, littleEndian) : view.getUint32(at + 4, littleEndian);
  const sizeBytes = tiffTypes[type]?.sizeBytes;
  const label = `${directory} tag 0x${tag.toString(16).padStart(4, "0")}`;
  if (sizeBytes === undefined) {
    if (issues.length < MAX_ISSUES) issues.push(tiffIssue("tiff-unknown-type", entryOffset, label));
    return undefined;
  }
  const inlineBytes = big ? 8 : 4;
  const lengthBytes = count * sizeBytes;
  const inlineAt = at + (big ? 12 : 8);
  let valueOffset = entryOffset + (inlineAt - at);
  if (lengthBytes > inlineBytes)
    valueOffset = walk.at + (big ? offset64(view, inlineAt, littleEndian) : view.getUint32(inlineAt, littleEndian));
  if (!Number.isSafeInteger(lengthBytes) || !Number.isSafeInteger(valueOffset) || valueOffset + lengthBytes > walk.end) {
    if (issues.length < MAX_ISSUES) issues.push(tiffIssue("tiff-bad-entry", entryOffset, label));
    return undefined;
  }
  return { tag, type, count, valueOffset, lengthBytes, entryOffset };
}

function reported(issues: Issue[], code: Parameters<typeof tiffIssue>[0], offset: number, name: string): undefined {
  if (issues.length < MAX_ISSUES) issues.push(tiffIssue(code, Number.isSafeInteger(offset) ? offset : 0, name));
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit offset; beyond 2^53 it is not exact and fails every bound. */
function offset64(view: DataView, at: number, littleEndian: boolean): number {
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  const high = view.getUint32(littleEndian ? at + 4 : at, littleEndian);
  return high * 0x1_0000_0000 + low;
}
