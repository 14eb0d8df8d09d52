/** `creance decode`: one file read without a vault. The shape of `DecodedFile` is a contract (docs/guide/cli.md). */
import { stat } from "node:fs/promises";
import { sniffCapture } from "@creance/capture";
import { type Bounds, type ByteSource, boundsOf, type Issue, isFormatError, UserError } from "@creance/core";
import type { FlightEvent, NormalRecord, RecordIdentity, Track } from "@creance/flight";
import { djiTrack } from "@creance/flight";
import { type DjiFlightRecord, type DjiHeader, djiFlightRecordFormat, type Format, readHead, sniffFormat } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import { exportText } from "./export-text.ts";
import { decodeFlightRecord, issueFrom } from "./read-original.ts";
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
  readonly issues: readonly Issue[];
}

/** A file that could be decoded. */
export interface DecodedRecord {
  readonly record: DjiFlightRecord;
  readonly normal: NormalRecord;
  /** All rows of the file, in file order. */
  readonly track: Track;
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
    return await decodeSource(source, options.keychain);
  } finally {
    await source.close();
  }
}

/** One JSON line for each row of the track. */
export function decodedColumns({ track }: DecodedRecord): Iterable<string> {
  return trackLines(track);
}

/** The whole track in an export format. */
export function decodedExport({ normal, track }: DecodedRecord, format: ExportFormat): Iterable<string> {
  const [first] = normal.flights;
  return exportText(format, {
    name: first?.aircraft.name ?? first?.aircraft.productName ?? "flight",
    track,
    events: normal.flights.flatMap((flight) => {
      const start = firstRowOf(flight.track, track);
      return flight.events.map((event) => (event.row < 0 ? event : { ...event, row: event.row + start }));
    }),
    home: first?.home ?? null,
    pilot: first?.pilot ?? null,
    about: { format: normal.format, version: normal.version, identity: normal.identity, sealed: normal.sealed, damaged: normal.damaged },
  });
}

/** Where a flight's track begins in the whole track: both are in file order. */
function firstRowOf(part: Track, whole: Track): number {
  const first = part.columns.byteOffset[0];
  const row = first === undefined ? 0 : whole.columns.byteOffset.indexOf(first);
  return Math.max(0, row);
}

async function decodeSource(source: ByteSource, keychain: string | null): Promise<DecodeResult> {
  try {
    const head = await readHead(source);
    if (sniffCapture(head, nodePlatform) > 0) return { file: unreadableFile(null, captureIssue) };
    const sniffed = sniffFormat(head, source.size)?.format;
    if (sniffed?.id !== djiFlightRecordFormat.id) {
      return {
        file: unreadableFile(null, { code: "unknown-format", offset: 0, field: null, sentence: unreadSentence(sniffed, source.size) }),
      };
    }
    const { record, normal } = await decodeFlightRecord(source, { platform: nodePlatform, keychain });
    const [first, ...others] = normal.flights;
    const track = first !== undefined && others.length === 0 ? first.track : djiTrack(record).track;
    return { file: toDecodedFile({ record, normal, track }), decoded: { record, normal, track } };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const format = error.where.format === djiFlightRecordFormat.id ? djiFlightRecordFormat.id : null;
    return { file: unreadableFile(format, issueFrom(error)) };
  }
}

function toDecodedFile({ record, normal, track }: DecodedRecord): DecodedFile {
  const { timeUs, latDeg, lonDeg } = track.columns;
  return {
    format: normal.format,
    version: normal.version,
    sealed: normal.sealed,
    identity: normal.identity,
    header: record.header,
    records: normal.records,
    track: {
      rows: track.rows,
      firstTimeUs: known(timeUs[0]),
      lastTimeUs: known(timeUs[track.rows - 1]),
      bounds: boundsOf(latDeg.subarray(0, track.rows), lonDeg.subarray(0, track.rows)),
    },
    events: normal.flights.flatMap(({ segment, events }) => events.map((event) => ({ segment, ...event }))),
    issues: normal.issues,
  };
}

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
  return {
    format,
    version: null,
    sealed: false,
    identity: null,
    header: null,
    records: [],
    track: { rows: 0, firstTimeUs: null, lastTimeUs: null, bounds: null },
    events: [],
    issues: [issue],
  };
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
