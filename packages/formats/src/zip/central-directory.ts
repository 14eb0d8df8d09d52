/** The directory at the end of a zip archive (APPNOTE 6.3.10, sections 4.3.12 to 4.3.16), zip64 included. */
import type { ByteSource } from "@creance/core";
import { decodeMemberName } from "./member-path.ts";
import { zipError } from "./zip-issue.ts";

const END_SIGNATURE = 0x0605_4b50;
const END_BYTES = 22;
const END_COMMENT_BYTES = 65_535;
const ZIP64_LOCATOR_SIGNATURE = 0x0706_4b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_SIGNATURE = 0x0606_4b50;
const ENTRY_SIGNATURE = 0x0201_4b50;
const ENTRY_BYTES = 46;
const BLOCK_BYTES = 262_144;

/** Where the directory stands. */
export interface DirectoryPlace {
  /** Byte range of the directory in the file. */
  readonly start: number;
  readonly end: number;
  /** Entries it claims to have. */
  readonly entries: number;
  /** Bytes that stand before the archive (a self-extractor, a header): added to every offset of the directory. */
  readonly shift: number;
}

/** One entry as the directory states it. */
export interface DirectoryEntry {
  /** Offset of the entry in the file. */
  readonly entryOffset: number;
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  /** Offset of the local header in the file. */
  readonly headerOffset: number;
  /** Length of the name field as stored. */
  readonly nameBytes: number;
  /** Unix file mode, 0 when the archive was not made on Unix. */
  readonly unixMode: number;
}

/** Finds the directory. Reads at most the last 64 KiB and the zip64 end. Throws `zip-no-directory`, `zip-bad-directory` or `zip-split`. */
export async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailStart = Math.max(0, source.size - END_BYTES - END_COMMENT_BYTES);
  const tail = viewOf(await source.read(tailStart, source.size));
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) > tail.byteLength) continue;
    return placeOf(source, tail, tailStart, at);
  }
  throw zipError("zip-no-directory", source.size);
}

/** Yields the entries in directory order. Throws `zip-bad-directory` at the first one that does not fit. Memory: one block. */
export async function* readDirectory(source: ByteSource, place: DirectoryPlace): AsyncGenerator<DirectoryEntry> {
  let block = new Uint8Array(0);
  let blockStart = place.start;
  let offset = place.start;
  for (let index = 0; index < place.entries; index += 1) {
    // The longest entry is 46 + 3 * 65,535 bytes, so one refill always holds a whole one.
    if (offset + ENTRY_BYTES + 3 * 65_535 > blockStart + block.byteLength && blockStart + block.byteLength < place.end) {
      block = new Uint8Array(await source.read(offset, Math.min(place.end, offset + BLOCK_BYTES)));
      blockStart = offset;
    }
    const view = viewOf(block.subarray(offset - blockStart));
    const entry = entryAt(view, offset, place);
    if (entry === null) throw zipError("zip-bad-directory", offset);
    yield entry.entry;
    offset += entry.lengthBytes;
  }
}

async function placeOf(source: ByteSource, tail: DataView, tailStart: number, at: number): Promise<DirectoryPlace> {
  const endOffset = tailStart + at;
  const disk = tail.getUint16(at + 4, true);
  let entries = tail.getUint16(at + 10, true);
  let lengthBytes = tail.getUint32(at + 12, true);
  let start = tail.getUint32(at + 16, true);
  let end = endOffset;
  const locator = await zip64End(source, endOffset);
  if (locator !== null) {
    ({ entries, lengthBytes, start } = locator);
    end = locator.endOffset;
  } else if (disk !== 0 && disk !== 0xffff) {
    throw zipError("zip-split", endOffset);
  }
  const shift = end - lengthBytes - start;
  if (!(shift >= 0) || !(lengthBytes <= end) || lengthBytes < entries * ENTRY_BYTES) throw zipError("zip-bad-directory", endOffset);
  return { start: start + shift, end, entries, shift };
}

/** The zip64 end record, when a locator stands before the end record. */
async function zip64End(
  source: ByteSource,
  endOffset: number,
): Promise<{ entries: number; lengthBytes: number; start: number; endOffset: number } | null> {
  const locatorOffset = endOffset - ZIP64_LOCATOR_BYTES;
  if (locatorOffset < 0) return null;
  const locator = viewOf(await source.read(locatorOffset, endOffset));
  if (locator.byteLength < ZIP64_LOCATOR_BYTES || locator.getUint32(0, true) !== ZIP64_LOCATOR_SIGNATURE) return null;
  if (locator.getUint32(16, true) > 1) throw zipError("zip-split", locatorOffset);
  const stated = toNumber(locator.getBigUint64(8, true));
  // With bytes before the archive the stated offset is too small; the record then stands directly before its locator.
  for (const offset of [stated, locatorOffset - 56]) {
    if (!(offset >= 0) || offset + 56 > locatorOffset) continue;
    const end = viewOf(await source.read(offset, offset + 56));
    if (end.byteLength < 56 || end.getUint32(0, true) !== ZIP64_END_SIGNATURE) continue;
    return {
      entries: toNumber(end.getBigUint64(32, true)),
      lengthBytes: toNumber(end.getBigUint64(40, true)),
      start: toNumber(end.getBigUint64(48, true)),
      endOffset: offset,
    };
  }
  throw zipError("zip-bad-directory", locatorOffset);
}

function entryAt(
  view: DataView,
  offset: number,
  place: DirectoryPlace,
): { readonly entry: DirectoryEntry; readonly lengthBytes: number } | null {
  if (view.byteLength < ENTRY_BYTES || view.getUint32(0, true) !== ENTRY_SIGNATURE) return null;
  const nameBytes = view.getUint16(28, true);
  const extraBytes = view.getUint16(30, true);
  const lengthBytes = ENTRY_BYTES + nameBytes + extraBytes + view.getUint16(32, true);
  if (lengthBytes > view.byteLength || offset + lengthBytes > place.end) return null;
  const sizes = {
    sizeBytes: view.getUint32(24, true),
    compressedBytes: view.getUint32(20, true),
    headerOffset: view.getUint32(42, true),
  };
  readZip64Extra(view, ENTRY_BYTES + nameBytes, extraBytes, sizes);
  const madeOn = view.getUint8(5);
  return {
    lengthBytes,
    entry: {
      entryOffset: offset,
      name: decodeMemberName(new Uint8Array(view.buffer, view.byteOffset + ENTRY_BYTES, nameBytes)),
      flags: view.getUint16(8, true),
      method: view.getUint16(10, true),
      crc32: view.getUint32(16, true),
      ...sizes,
      headerOffset: sizes.headerOffset + place.shift,
      nameBytes,
      unixMode: madeOn === 3 || madeOn === 19 ? view.getUint16(40, true) : 0,
    },
  };
}

/** Replaces the values that are 0xFFFFFFFF by those of extra field 1, in its fixed order. */
function readZip64Extra(
  view: DataView,
  start: number,
  extraBytes: number,
  sizes: { sizeBytes: number; compressedBytes: number; headerOffset: number },
): void {
  const end = start + extraBytes;
  for (let at = start; at + 4 <= end; ) {
    const id = view.getUint16(at, true);
    const fieldEnd = at + 4 + view.getUint16(at + 2, true);
    if (fieldEnd > end) return;
    if (id === 1) {
      let value = at + 4;
      for (const key of ["sizeBytes", "compressedBytes", "headerOffset"] as const) {
        if (sizes[key] !== 0xffff_ffff || value + 8 > fieldEnd) continue;
        sizes[key] = toNumber(view.getBigUint64(value, true));
        value += 8;
      }
      return;
    }
    at = fieldEnd;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Offsets and sizes beyond 2^53 become infinite and then fail every bound. */
function toNumber(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}
