/** Reads a zip archive through its directory: what may be read comes as members, what may not as issues (docs/formats/zip.md). */
import { type ByteSource, type Issue, isFormatError, type Platform } from "@creance/core";
import { type DirectoryEntry, findDirectory, readDirectory } from "./central-directory.ts";
import { memberLabel } from "./member-path.ts";
import { readMember } from "./read-member.ts";
import { zipError, zipIssue } from "./zip-issue.ts";

const LOCAL_BYTES = 30;
/** Below this size a high ratio is no danger: a file of zeros is one. */
const RATIO_FREE_BYTES = 1_048_576;
const NAME_BUDGET_CHARS = 32 * 1_048_576;

/** One file in an archive. */
export interface ZipMember {
  /** Relative path for people and journals: cleaned, unique in its archive, never a place to write to. */
  readonly path: string;
  /** Name as stored. */
  readonly storedName: string;
  /** Size as the directory states it; `open` yields exactly as many bytes or throws. */
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  /** Offset of the member's local header in the archive. */
  readonly byteOffset: number;
  /** Streams the bytes in chunks of at most about 8.5 MB. Throws a `FormatError` with a code of `zipErrors`. May be called again. */
  open(): AsyncGenerator<Uint8Array>;
}

/** How to read an archive. */
export interface ZipReadOptions {
  readonly platform: Platform;
  /** Sum of the sizes of all members that are yielded. */
  readonly maxTotalBytes: number;
  /** Members at most; default 100,000. */
  readonly maxMembers?: number;
  /** Size over compressed size at most, for members over 1 MiB; default 1,000. */
  readonly maxRatio?: number;
}

/** True for a member, false for an issue. */
export function isZipMember(item: ZipMember | Issue): item is ZipMember {
  return "open" in item;
}

/**
 * Yields members and issues in directory order. Throws a `FormatError` when the archive has no directory at all.
 * Folders are passed over. Memory: the directory (bounded by `maxMembers` and 32 Mi characters of names) and one chunk.
 */
export async function* readZip(source: ByteSource, options: ZipReadOptions): AsyncGenerator<ZipMember | Issue> {
  const place = await findDirectory(source);
  const { entries, issue } = await collectEntries(source, place, options.maxMembers ?? 100_000);
  const overlapping = findOverlaps(entries, place.start);
  const seen = new Map<string, number>();
  let totalBytes = 0;
  for (const entry of entries) {
    const { label, changed } = memberLabel(entry.name);
    if (isFolder(entry)) continue;
    const refusal = refuse(entry, label, overlapping, options.maxRatio ?? 1000);
    if (refusal !== null) {
      yield refusal;
      continue;
    }
    totalBytes += entry.sizeBytes;
    if (totalBytes > options.maxTotalBytes) {
      yield zipIssue("zip-total-too-large", entry.entryOffset, label);
      return;
    }
    if (changed) yield zipIssue("zip-bad-path", entry.entryOffset, label);
    const path = uniquePath(label, seen);
    if (path !== label) yield zipIssue("zip-duplicate-name", entry.entryOffset, path);
    yield {
      path,
      storedName: entry.name,
      sizeBytes: entry.sizeBytes,
      compressedBytes: entry.compressedBytes,
      byteOffset: entry.headerOffset,
      open: () => readMember(source, entry, place.start, path, options.platform),
    };
  }
  if (issue !== null) yield issue;
}

async function collectEntries(
  source: ByteSource,
  place: Awaited<ReturnType<typeof findDirectory>>,
  maxMembers: number,
): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly issue: Issue | null }> {
  const entries: DirectoryEntry[] = [];
  let nameChars = 0;
  try {
    for await (const entry of readDirectory(source, place)) {
      nameChars += entry.name.length;
      if (entries.length >= maxMembers || nameChars > NAME_BUDGET_CHARS) {
        return { entries, issue: zipIssue("zip-too-many-members", entry.entryOffset) };
      }
      entries.push(entry);
    }
  } catch (error) {
    if (!isFormatError(error)) throw error;
    if (entries.length === 0) throw zipError("zip-bad-directory", error.where.offset, undefined, error);
    return { entries, issue: zipIssue("zip-bad-directory", error.where.offset) };
  }
  return { entries, issue: null };
}

/** Entries whose bytes (header, name and data, as the directory states them) reach into another entry or the directory. */
function findOverlaps(entries: readonly DirectoryEntry[], directoryStart: number): ReadonlySet<DirectoryEntry> {
  const overlapping = new Set<DirectoryEntry>();
  const ordered = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
  let reach: DirectoryEntry | null = null;
  let reachEnd = 0;
  for (const entry of ordered) {
    const end = entry.headerOffset + LOCAL_BYTES + entry.nameBytes + entry.compressedBytes;
    if (reach !== null && entry.headerOffset < reachEnd) {
      overlapping.add(entry);
      overlapping.add(reach);
    }
    if (!(end <= directoryStart)) overlapping.add(entry);
    if (end > reachEnd) {
      reach = entry;
      reachEnd = end;
    }
  }
  return overlapping;
}

function refuse(entry: DirectoryEntry, label: string, overlapping: ReadonlySet<DirectoryEntry>, maxRatio: number): Issue | null {
  const at = entry.entryOffset;
  if ((entry.unixMode & 0xf000) === 0xa000) return zipIssue("zip-symlink", at, label);
  if ((entry.flags & 1) !== 0) return zipIssue("zip-encrypted", at, label);
  if (entry.method !== 0 && entry.method !== 8) return zipIssue("zip-unknown-method", at, label);
  if (overlapping.has(entry)) return zipIssue("zip-overlap", at, label);
  if (entry.sizeBytes > RATIO_FREE_BYTES && entry.sizeBytes > entry.compressedBytes * maxRatio) return zipIssue("zip-ratio", at, label);
  return null;
}

function isFolder(entry: DirectoryEntry): boolean {
  return entry.sizeBytes === 0 && (entry.name.endsWith("/") || (entry.unixMode & 0xf000) === 0x4000);
}

/** The label, or the label with a number when it was given out before. */
function uniquePath(label: string, seen: Map<string, number>): string {
  const count = (seen.get(label) ?? 0) + 1;
  seen.set(label, count);
  if (count === 1) return label;
  const numbered = `${label} (${count})`;
  if (seen.has(numbered)) return uniquePath(numbered, seen);
  seen.set(numbered, 1);
  return numbered;
}
