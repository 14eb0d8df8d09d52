/** One original read: sniffed by content, decoded, brought to its normal form. Runs in a worker, or in the command line for `decode`. */
import { type OperatorLookup, sniffCapture } from "@creance/capture";
import type { ByteSource, Issue, Platform } from "@creance/core";
import { FormatError, isFormatError, isUserError } from "@creance/core";
import { whatThisReveals } from "@creance/exposure";
import { type NormalRecord, normalizeDji, type Track } from "@creance/flight";
import {
  collectDjiFlightRecord,
  type DjiFlightRecord,
  djiFlightRecordFormat,
  type Format,
  isZipMember,
  parseKeychainReply,
  readHead,
  readZip,
  sniffFormat,
  zipFormat,
} from "@creance/formats";
import type { FlowsPlace, Reading } from "@creance/vault";
import { archiveBytes } from "./archive-limit.ts";
import type { WriteFlows } from "./capture-chunks.ts";
import { emptyReading } from "./empty-reading.ts";
import { toFlightReading } from "./flight-reading.ts";
import { countryDatabasesOf, readCaptureOriginal } from "./read-capture-original.ts";

/** What reading gave: the reading for the catalogue and the tracks for the warehouse. */
export interface OriginalRead {
  readonly reading: Reading;
  readonly tracks: readonly { readonly segment: number; readonly track: Track }[];
}

/** How to read. */
export interface ReadOriginalOptions {
  readonly sha256: string;
  readonly source: ByteSource;
  /** The same bytes; what it gives is valid until its next read. For what is read from start to end. */
  readonly borrowed: ByteSource;
  readonly platform: Platform;
  /** Keychain reply as it was given, `null` without. */
  readonly keychain: string | null;
  /** Takes the conversations of a capture, a chunk at a time. */
  readonly writeFlows: WriteFlows;
  /** The operator lookup, asked for only when the original is a capture. */
  readonly operators: () => OperatorLookup | undefined;
  /** See `ReadingJob`. */
  readonly countryDatabases: FlowsPlace["countryDatabases"] | null;
  /** Hears how many bytes of a capture were read. */
  readonly onProgress?: (bytes: number) => void;
}

/** Larger records than this are kept and not read: no aircraft writes one, and columns take several times the room of their bytes. */
const LARGEST_RECORD_BYTES = 256 * 1024 * 1024;
/** Bounds of what goes into the catalogue. */
const MOST_ISSUES = 500;
const MOST_REVEALS = 500;

/** Reads an original. Bytes that cannot be read give a reading that says so; only our bugs and the file system throw. */
export async function readOriginal(options: ReadOriginalOptions): Promise<OriginalRead> {
  const { source, sha256 } = options;
  const head = await readHead(source);
  if (sniffCapture(head, options.platform) > 0) {
    const { borrowed, platform, writeFlows, onProgress } = options;
    const operators = options.operators();
    const reading = await readCaptureOriginal({
      sha256,
      source: borrowed,
      platform,
      operators,
      countryDatabases: options.countryDatabases ?? countryDatabasesOf(operators),
      writeFlows,
      onProgress,
    });
    return { reading, tracks: [] };
  }
  const format = sniffFormat(head, source.size)?.format;
  if (format?.id === djiFlightRecordFormat.id) return readFlightRecord(options);
  if (format?.id === zipFormat.id) return { reading: await readArchive(options), tracks: [] };
  return { reading: { ...emptyReading(sha256), sentence: unreadSentence(format, source.size) }, tracks: [] };
}

/** A flight record decoded, before anything is made for the catalogue. Throws a `FormatError` when nothing can be read from it. */
export async function decodeFlightRecord(
  source: ByteSource,
  options: { readonly platform: Platform; readonly keychain: string | null },
): Promise<{ readonly record: DjiFlightRecord; readonly normal: NormalRecord }> {
  if (source.size > LARGEST_RECORD_BYTES) {
    throw new FormatError("too-large", { format: djiFlightRecordFormat.id, offset: 0 }, "larger than any flight record; not read");
  }
  const keychains = options.keychain === null ? {} : { keychains: parseKeychainReply(options.keychain) };
  const record = await collectDjiFlightRecord(source, { platform: options.platform, ...keychains });
  return { record, normal: normalizeDji(record) };
}

async function readFlightRecord(options: ReadOriginalOptions): Promise<OriginalRead> {
  try {
    const { platform } = options;
    const { record, normal } = await decodeFlightRecord(options.source, { platform, keychain: usableReply(options.keychain) });
    const reading: Reading = {
      ...emptyReading(options.sha256),
      format: normal.format,
      formatVersion: normal.version,
      sealed: normal.sealed,
      damaged: normal.damaged,
      regionSha256: normal.identity.regionSha256,
      sentence: recordSentence(normal),
      issues: normal.issues.slice(0, MOST_ISSUES),
      flights: normal.flights.map((flight) => toFlightReading(normal, flight)),
      reveals: whatThisReveals(record, normal).slice(0, MOST_REVEALS),
    };
    return { reading, tracks: normal.flights.map(({ segment, track }) => ({ segment, track })) };
  } catch (error) {
    return { reading: unreadable(options.sha256, djiFlightRecordFormat, error), tracks: [] };
  }
}

/** A kept reply that was damaged opens nothing: the record counts as sealed, and the reply can be added again. */
function usableReply(keychain: string | null): string | null {
  if (keychain === null) return null;
  try {
    parseKeychainReply(keychain);
    return keychain;
  } catch (error) {
    if (isUserError(error) || isFormatError(error)) return null;
    throw error;
  }
}

/** The reading of a file whose format is clear and whose content is not. Throws what is not about the bytes. */
function unreadable(sha256: string, format: Format, error: unknown): Reading {
  if (!isFormatError(error)) throw error;
  return {
    ...emptyReading(sha256),
    format: format.id,
    damaged: true,
    sentence: `Kept, but nothing could be read from it. ${error.message}`,
    issues: [issueFrom(error)],
  };
}

/** A format error as an issue: the same facts, in the form that lists of issues have. */
export function issueFrom(error: FormatError): Issue {
  return { code: error.code, offset: error.where.offset, field: error.where.field ?? null, sentence: error.message };
}

function recordSentence(normal: NormalRecord): string | null {
  if (normal.sealed) return "Sealed: its records are encrypted. Its header is readable, and its keys can be requested.";
  if (!normal.damaged) return null;
  const first = normal.issues[0]?.sentence;
  return first === undefined ? "Damaged: read as far as it goes." : `Damaged, read as far as it goes. ${first}`;
}

async function readArchive({ sha256, source, platform }: ReadOriginalOptions): Promise<Reading> {
  const issues: Issue[] = [];
  let members = 0;
  try {
    for await (const found of readZip(source, { platform, maxTotalBytes: archiveBytes(source.size) })) {
      if (isZipMember(found)) members += 1;
      else if (issues.length < MOST_ISSUES) issues.push(found);
    }
  } catch (error) {
    return unreadable(sha256, zipFormat, error);
  }
  return {
    ...emptyReading(sha256),
    format: zipFormat.id,
    damaged: issues.length > 0,
    sentence: issues[0]?.sentence ?? `An archive of ${members} ${members === 1 ? "file" : "files"}.`,
    issues,
  };
}

function unreadSentence(format: Format | undefined, sizeBytes: number): string {
  if (sizeBytes === 0) return "Empty file: kept, nothing to read.";
  return format === undefined ? "Of no format that is known here: kept, not read." : `${format.name}: kept, not read.`;
}
