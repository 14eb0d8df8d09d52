/** One original read: sniffed by content, decoded, brought to its normal form. Runs in a worker, or in the command line for `decode`. */
import { sniffCapture } from "@creance/capture";
import { type ByteSource, FormatError, type Issue, isFormatError, isUserError, type Platform } from "@creance/core";
import { whatThisReveals } from "@creance/exposure";
import { type FlightLogReader, flightLogReaders, type MediaReader, mediaReaders, type NormalRecord, normalizeDji } from "@creance/flight";
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
import type { Reading } from "@creance/vault";
import { archiveBytes } from "./archive-limit.ts";
import { emptyReading } from "./empty-reading.ts";
import { toFlightReading } from "./flight-reading.ts";
import { countryDatabasesOf, readCaptureOriginal } from "./read-capture-original.ts";
import { MOST_ISSUES, MOST_REVEALS, type OriginalRead, type ReadOriginalOptions } from "./readers/original-read.ts";
import { readLogOriginal } from "./readers/read-log-original.ts";
import { readMediaOriginal } from "./readers/read-media-original.ts";
import { damagedSentence, unreadableReading } from "./readers/unreadable-reading.ts";

/** Larger records than this are kept and not read: no aircraft writes one, and columns take several times the room of their bytes. */
const LARGEST_RECORD_BYTES = 256 * 1024 * 1024;
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
    return { reading, tracks: [], samples: null };
  }
  const format = sniffFormat(head, source.size)?.format;
  if (format?.id === djiFlightRecordFormat.id) return readFlightRecord(options);
  if (format?.id === zipFormat.id) return { reading: await readArchive(options), tracks: [], samples: null };
  if (format !== undefined && Object.hasOwn(flightLogReaders, format.id)) {
    return readLogOriginal(options, format, flightLogReaders[format.id] as FlightLogReader);
  }
  if (format !== undefined && Object.hasOwn(mediaReaders, format.id)) {
    return readMediaOriginal(options, format, mediaReaders[format.id] as MediaReader);
  }
  return { reading: { ...emptyReading(sha256), sentence: unreadSentence(format, source.size) }, tracks: [], samples: null };
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
    return { reading, tracks: normal.flights.map(({ segment, track }) => ({ segment, track })), samples: null };
  } catch (error) {
    return { reading: unreadableReading(options.sha256, djiFlightRecordFormat, error), tracks: [], samples: null };
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

function recordSentence(normal: NormalRecord): string | null {
  if (normal.sealed) return "Sealed: its records are encrypted. Its header is readable, and its keys can be requested.";
  return normal.damaged ? damagedSentence(normal.issues) : null;
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
    return unreadableReading(sha256, zipFormat, error);
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
