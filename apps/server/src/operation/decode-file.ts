/** `creance decode`: one file read without a vault. The shape of `DecodedFile` is a contract (docs/guide/cli.md). */
import { stat } from "node:fs/promises";
import { sniffCapture } from "@creance/capture";
import { type Bounds, type ByteSource, boundsOf, type ColumnArray, type Issue, isFormatError, UserError } from "@creance/core";
import {
  clipColumns,
  djiTrack,
  type FlightEvent,
  type FlightLogReader,
  flightLogReaders,
  flightsOfLog,
  type MediaItem,
  type MediaReader,
  mediaReaders,
  type NormalRecord,
  type RecordIdentity,
  type Track,
  trackColumns,
} from "@creance/flight";
import { type DjiHeader, djiFlightRecordFormat, type Format, type MetadataField, readHead, sniffFormat } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import { type ExportInput, exportText } from "./export-text.ts";
import { decodeFlightRecord } from "./read-original.ts";
import { baseName } from "./readers/base-name.ts";
import { issueFrom } from "./readers/unreadable-reading.ts";
import { trackLines } from "./track-lines.ts";
import type { ExportFormat } from "./types.ts";

/** What `decode --json` prints. */
export interface DecodedFile {
  /** Format id, `null` when it is of no format we read. */
  readonly format: string | null;
  readonly version: number | null;
  readonly sealed: boolean;
  readonly identity: RecordIdentity | null;
  readonly header: DjiHeader | null;
  readonly records: NormalRecord["records"];
  readonly track: {
    readonly rows: number;
    readonly firstTimeUs: number | null;
    readonly lastTimeUs: number | null;
    readonly bounds: Bounds | null;
  };
  /** Events of all flights in the file; `row` and `elapsedMs` count within the flight `segment`. */
  readonly events: readonly (FlightEvent & { readonly segment: number })[];
  /** Of a picture, a clip or subtitles: what it says of where, when, whither and by what it was taken; else `null`. */
  readonly media: MediaItem | null;
  /** Named values that the file carries beside its rows; none of a DJI flight record, whose header says them. */
  readonly fields: readonly MetadataField[];
  readonly issues: readonly Issue[];
}

/** A file that could be decoded. */
export interface DecodedRecord {
  readonly damaged: boolean;
  /** All rows of the file, in file order, with what belongs to them; `null` for a picture, which has none. */
  readonly rows: ExportInput | null;
}

/** What decoding gave; `decoded` is absent when nothing could be read. */
export interface DecodeResult {
  readonly file: DecodedFile;
  readonly decoded?: DecodedRecord;
}

/** Decodes a file. `keychain` is a keychain reply as it was given. `UserError`: no such file, a folder, a reply that is none. */
export async function decodeFile(path: string, options: { readonly keychain: string | null }): Promise<DecodeResult> {
  const source = await openNamed(path);
  try {
    return await decodeSource(source, { keychain: options.keychain, fileName: baseName(path) });
  } finally {
    await source.close();
  }
}

/** One JSON line for each row. */
export function decodedColumns({ rows }: DecodedRecord): Iterable<string> {
  return trackLines(neededRows(rows).track);
}

/** All rows in an export format. */
export function decodedExport({ rows }: DecodedRecord, format: ExportFormat): Iterable<string> {
  return exportText(format, neededRows(rows));
}

function neededRows(rows: ExportInput | null): ExportInput {
  if (rows !== null) return rows;
  throw new UserError("no-rows", "wrongUse", "This file holds no rows: it can be printed with --json.");
}

async function decodeSource(
  source: ByteSource,
  options: { readonly keychain: string | null; readonly fileName: string | null },
): Promise<DecodeResult> {
  let format: Format | undefined;
  try {
    const head = await readHead(source);
    if (sniffCapture(head, nodePlatform) > 0) return { file: unreadableFile(null, captureIssue) };
    format = sniffFormat(head, source.size)?.format;
    if (format?.id === djiFlightRecordFormat.id) return await decodeRecord(source, options.keychain);
    const { fileName } = options;
    if (format !== undefined && Object.hasOwn(flightLogReaders, format.id)) {
      return await decodeLog(source, flightLogReaders[format.id] as FlightLogReader, fileName);
    }
    if (format !== undefined && Object.hasOwn(mediaReaders, format.id)) {
      return await decodeMedia(source, mediaReaders[format.id] as MediaReader, fileName);
    }
    const sentence = unreadSentence(format, source.size);
    return { file: unreadableFile(null, { code: "unknown-format", offset: 0, field: null, sentence }) };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return { file: unreadableFile(format?.id ?? null, issueFrom(error)) };
  }
}

async function decodeRecord(source: ByteSource, keychain: string | null): Promise<DecodeResult> {
  const { record, normal } = await decodeFlightRecord(source, { platform: nodePlatform, keychain });
  const [first, ...others] = normal.flights;
  const track = first !== undefined && others.length === 0 ? first.track : djiTrack(record).track;
  const rows = flownRows(normal, track, normal.identity, eventsInFile(normal, track));
  return {
    file: { ...flownFile(normal, track), identity: normal.identity, header: record.header },
    decoded: { damaged: normal.damaged, rows },
  };
}

async function decodeLog(source: ByteSource, read: FlightLogReader, fileName: string | null): Promise<DecodeResult> {
  const log = await read(source, { platform: nodePlatform, fileName });
  const normal = flightsOfLog(log);
  const rows = flownRows(normal, log.track, null, eventsInFile(normal, log.track));
  return { file: { ...flownFile(normal, log.track), fields: log.fields }, decoded: { damaged: normal.damaged, rows } };
}

async function decodeMedia(source: ByteSource, read: MediaReader, fileName: string | null): Promise<DecodeResult> {
  const { item, samples, fields } = await read(source, { platform: nodePlatform, fileName });
  const file: DecodedFile = {
    ...emptyFile,
    format: item.format,
    version: 0,
    track: samples === null ? emptyFile.track : trackFacts(samples.rows, samples.columns),
    media: item,
    fields,
    issues: item.issues,
  };
  const about = { format: item.format, media: item, damaged: item.damaged };
  const shared = { name: fileName ?? item.format, events: [], home: null, pilot: null, about };
  const rows = samples === null ? null : { ...shared, track: { table: clipColumns, rows: samples.rows, columns: samples.columns } };
  return { file, decoded: { damaged: item.damaged, rows } };
}

function flownRows(normal: NormalRecord, track: Track, identity: RecordIdentity | null, events: readonly FlightEvent[]): ExportInput {
  const [first] = normal.flights;
  return {
    name: first?.aircraft.name ?? first?.aircraft.productName ?? "flight",
    track: { table: trackColumns, rows: track.rows, columns: track.columns },
    events,
    home: first?.home ?? null,
    pilot: first?.pilot ?? null,
    about: { format: normal.format, version: normal.version, identity, sealed: normal.sealed, damaged: normal.damaged },
  };
}

/** Events of all flights, their rows counted in the whole track. */
function eventsInFile(normal: NormalRecord, track: Track): FlightEvent[] {
  return normal.flights.flatMap((flight) => {
    const start = firstRowOf(flight.track, track);
    return flight.events.map((event) => (event.row < 0 ? event : { ...event, row: event.row + start }));
  });
}

/** Where a flight's track begins in the whole track: both are in file order. */
function firstRowOf(part: Track, whole: Track): number {
  const first = part.columns.byteOffset[0];
  const row = first === undefined ? 0 : whole.columns.byteOffset.indexOf(first);
  return Math.max(0, row);
}

function flownFile(normal: NormalRecord, track: Track): DecodedFile {
  return {
    ...emptyFile,
    format: normal.format,
    version: normal.version,
    sealed: normal.sealed,
    records: normal.records,
    track: trackFacts(track.rows, track.columns),
    events: normal.flights.flatMap(({ segment, events }) => events.map((event) => ({ segment, ...event }))),
    issues: normal.issues,
  };
}

function trackFacts(
  rows: number,
  { timeUs, latDeg, lonDeg }: { readonly timeUs: ColumnArray; readonly latDeg: ColumnArray; readonly lonDeg: ColumnArray },
): DecodedFile["track"] {
  return {
    rows,
    firstTimeUs: known(timeUs[0]),
    lastTimeUs: known(timeUs[rows - 1]),
    bounds: boundsOf(latDeg.subarray(0, rows), lonDeg.subarray(0, rows)),
  };
}

const emptyFile: DecodedFile = {
  format: null,
  version: null,
  sealed: false,
  identity: null,
  header: null,
  records: [],
  track: { rows: 0, firstTimeUs: null, lastTimeUs: null, bounds: null },
  events: [],
  media: null,
  fields: [],
  issues: [],
};

const captureIssue: Issue = {
  code: "unknown-format",
  offset: 0,
  field: null,
  sentence: "This is a packet capture, which decode does not read. `creance flows` does, and `creance import` keeps it.",
};

function unreadSentence(format: Format | undefined, sizeBytes: number): string {
  if (sizeBytes === 0) return "The file is empty: there is nothing to read.";
  if (format === undefined) return "The file is of no format that is known here: nothing was read.";
  return `This is a ${format.name}, which decode does not read. \`creance import\` keeps it.`;
}

function unreadableFile(format: string | null, issue: Issue): DecodedFile {
  return { ...emptyFile, format, issues: [issue] };
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

async function openNamed(path: string): ReturnType<typeof openFileSource> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new UserError("is-folder", "wrongUse", `${path} is a folder: decode takes one file.`);
    if (!found.isFile()) throw new UserError("not-a-file", "wrongUse", `${path} is not a regular file.`);
    return await openFileSource(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ELOOP" || code === "ENAMETOOLONG")
      throw new UserError("no-such-file", "notFound", `The path ${path} leads to no file.`, { cause: error });
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new UserError("no-such-file", "notFound", `There is no file ${path}.`, { cause: error });
    if (code === "EACCES" || code === "EPERM") {
      throw new UserError("no-permission", "machineRefused", `No permission to read ${path}. Nothing was changed.`, { cause: error });
    }
    throw error;
  }
}
