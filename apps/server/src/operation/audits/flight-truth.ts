/** Flights as an audit's ground truth, read from a file: a flight record of any format that is read, or a CSV of times and places. */
import { createHash } from "node:crypto";
import { createDeflateRaw } from "node:zlib";
import { type AuditFile, type AuditFlight, auditFlight, isTrackCsv, readTrackCsv } from "@creance/audit";
import { sniffCapture } from "@creance/capture";
import { type ByteSource, isFormatError, UserError } from "@creance/core";
import { flightId } from "@creance/flight";
import { djiFlightRecordFormat, readHead, sniffFormat } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { decodeFlightRecord } from "../read-original.ts";

/** Bytes that are hashed and packed at a time. */
const READ_BYTES = 1 << 20;
/** Larger tables are no flight. */
const MAX_CSV_BYTES = 256 * 1024 * 1024;
/** What a zip archive of one member adds: local header, directory entry, end record, and the member's name twice. */
const ZIP_FRAME_BYTES = 30 + 46 + 22;

/** The file and what to call its flights. */
export interface FlightTruthOptions {
  readonly source: ByteSource;
  /** The file's name, without folders. */
  readonly fileName: string;
  /** Keychain reply as it was given, `null` without. */
  readonly keychain: string | null;
  /** Only this flight of the file; without it all of them. */
  readonly segment?: number;
}

/**
 * Reads the flights of a file. A record's flights are called by their ids, the same as in a vault; a table's by its name. Throws `UserError` for a file that holds none that can be read: of no known format, or with neither positions nor serials. Other
 * than for its flights the file itself is looked for, by name, hash and size.
 */
export async function flightTruth(options: FlightTruthOptions): Promise<readonly AuditFlight[]> {
  const { source, fileName } = options;
  const head = await readHead(source);
  if (sniffCapture(head, nodePlatform) > 0) throw noFlight(fileName, "this is a packet capture, not a flight");
  if (sniffFormat(head, source.size)?.format.id === djiFlightRecordFormat.id) return recordFlights(options);
  const text = await textOf(source);
  if (text === undefined || !isTrackCsv(text)) {
    throw noFlight(fileName, "a flight record was expected, or a CSV whose first line names timeUs,latDeg,lonDeg");
  }
  // A table that somebody made is no file that an app would send: only its track is looked for.
  return [readTrackCsv(text, { label: fileName, sha256: (await aboutFile(source, fileName)).sha256, files: [] })];
}

async function recordFlights({ source, fileName, keychain, segment }: FlightTruthOptions): Promise<readonly AuditFlight[]> {
  const { normal } = await decodeFlightRecord(source, { platform: nodePlatform, keychain }).catch((error: unknown) => {
    if (isFormatError(error)) throw noFlight(fileName, error.message);
    throw error;
  });
  const file = await aboutFile(source, fileName);
  const flights = normal.flights.filter((flight) => segment === undefined || flight.segment === segment);
  const truths = flights.map((flight) =>
    auditFlight(flight, {
      label: flightId(normal.identity.regionSha256, flight.segment, nodePlatform.sha256),
      sha256: file.sha256,
      files: [file],
    }),
  );
  // A sealed record still gives the serials of its header.
  if (truths.every(({ timeUs, serials }) => timeUs.length === 0 && Object.values(serials).flat().length === 0)) {
    throw noFlight(
      fileName,
      normal.sealed ? "its records are sealed, `creance keys` tells how to open them" : "it holds no position and no serial",
    );
  }
  return truths;
}

/** Name, size and hashes of a file, and what it would measure in a zip archive of its own. */
async function aboutFile(source: ByteSource, name: string): Promise<AuditFile> {
  const hashes = { sha256: createHash("sha256"), sha1: createHash("sha1"), md5: createHash("md5") };
  const deflate = createDeflateRaw();
  let packedBytes = 0;
  const packed = (async () => {
    for await (const piece of deflate) packedBytes += (piece as Uint8Array).byteLength;
  })();
  for (let start = 0; start < source.size; start += READ_BYTES) {
    const bytes = Uint8Array.from(await source.read(start, Math.min(source.size, start + READ_BYTES)));
    for (const hash of Object.values(hashes)) hash.update(bytes);
    if (!deflate.write(bytes)) await new Promise((resolve) => deflate.once("drain", resolve));
  }
  deflate.end();
  await packed;
  return {
    kind: "flightRecord",
    name,
    sizeBytes: source.size,
    sha256: hashes.sha256.digest("hex"),
    sha1: hashes.sha1.digest("hex"),
    md5: hashes.md5.digest("hex"),
    // Records of one app version begin alike.
    head: null,
    zippedBytes: packedBytes + ZIP_FRAME_BYTES + 2 * Buffer.byteLength(name),
  };
}

async function textOf(source: ByteSource): Promise<string | undefined> {
  if (source.size > MAX_CSV_BYTES) return undefined;
  const pieces: string[] = [];
  const decoder = new TextDecoder();
  for (let start = 0; start < source.size; start += READ_BYTES) {
    pieces.push(decoder.decode(await source.read(start, Math.min(source.size, start + READ_BYTES)), { stream: true }));
    // The first line tells whether the rest is worth reading.
    if (start === 0 && !isTrackCsv(pieces[0] as string)) return undefined;
  }
  return pieces.join("");
}

function noFlight(name: string, why: string): UserError {
  return new UserError("no-flight", "wrongUse", `${name} is no flight that can be read: ${why}. Nothing was audited.`);
}
