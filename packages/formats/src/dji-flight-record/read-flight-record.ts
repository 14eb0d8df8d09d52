/**
 * The DJI flight record reader, versions 1 to 14 (docs/formats/dji-flight-record.md). Reads block by block; within a block all
 * work is synchronous. Damage becomes issues; a `FormatError` is thrown only when nothing can be read.
 */
import { type ByteSource, type Issue, toHex } from "@creance/core";
import { FeatureDecryption } from "./feature-decryption.ts";
import { djiFeatureWireName } from "./features.table.ts";
import { PictureFinder } from "./pictures.ts";
import { type ReadHeader, readHeader } from "./read-header.ts";
import { RecordDecoder } from "./record-decoder.ts";
import { djiError, djiIssue } from "./record-issue.ts";
import { RecordRegion } from "./record-region.ts";
import { RegionHash } from "./region-hash.ts";
import type { DjiEnding, DjiItem, DjiReadOptions } from "./types.ts";

const DEFAULT_BLOCK_BYTES = 1_048_576;
const DEFAULT_BATCH_ROWS = 4096;
/** Bytes that an OSD record and the records beside it take at least: sizes the batches of a small file. */
const BYTES_PER_ROW = 100;
const MAX_ISSUES = 1000;

/**
 * Streams everything a flight record holds: the header first, the ending last; rows in batches, in file order per stream.
 * Memory: one block and one batch per stream, whatever the size of the file. Throws `FormatError` with `too-short`,
 * `bad-version` or `no-records`; everything else that is wrong with the bytes is an issue.
 */
export async function* readDjiFlightRecord(source: ByteSource, options: DjiReadOptions): AsyncGenerator<DjiItem> {
  const read = await readHeader(source);
  const { header } = read;
  const out: DjiItem[] = [{ kind: "header", header }];
  const report = issueLimit(out);
  for (const issue of read.issues) report(issue);
  const decoder = new RecordDecoder({
    version: header.version,
    batchRows: batchRows(options, read),
    raw: options.raw ?? "count",
    out,
    report,
  });
  const { platform, keychains = [] } = options;
  const decryption = header.version < 13 ? undefined : new FeatureDecryption(header.version, keychains, platform, report);
  const pictures = new PictureFinder(source, header.details);
  const blockBytes = Math.max(1, options.blockBytes ?? DEFAULT_BLOCK_BYTES);
  const shared = { version: header.version, blockBytes, decoder, decryption, pictures, out, report };

  const hash = new RegionHash(platform);
  const records = new RecordRegion(source, { ...shared, start: header.recordsStart, end: header.recordsEnd, hash });
  let isShown = isBelievable(read);
  for (let goesOn = true; goesOn; ) {
    goesOn = await records.advance();
    isShown ||= records.framer.firstStart >= 0;
    if (isShown) yield* take(out);
  }
  if (!isShown) throw djiError("no-records", header.recordsStart, "records");

  const tail = new RecordRegion(source, { ...shared, start: read.tailStart, end: source.size });
  while (await tail.advance()) yield* take(out);
  decoder.flush();

  const { closed } = records.framer;
  if (!closed && header.version >= 8) report(djiIssue("not-closed", records.end, "records"));
  reportSealed(decoder, report);
  const regionStart = records.framer.firstStart < 0 ? header.recordsStart : records.framer.firstStart;
  const ending: DjiEnding = {
    counts: new Map([...decoder.counts.entries()].filter(([, count]) => count > 0)),
    closed,
    strayBytes: records.framer.strayBytes + tail.framer.strayBytes,
    regionStart,
    regionEnd: Math.max(regionStart, records.framer.lastEnd),
    regionSha256: toHex(hash.digest()),
    sealedRecords: decoder.sealedRecords,
    keychainGroups: header.version < 13 || decoder.keychainGroups.every((group) => group.length === 0) ? [] : decoder.keychainGroups,
  };
  out.push({ kind: "ending", ending });
  yield* take(out);
}

function* take(out: DjiItem[]): Generator<DjiItem> {
  // The consumer may stop in between; what was not taken is dropped with the generator.
  yield* out;
  out.length = 0;
}

/** Passes issues on to `out` until there are more than anyone can read. */
function issueLimit(out: DjiItem[]): (issue: Issue) => void {
  let met = 0;
  return (issue) => {
    met += 1;
    if (met <= MAX_ISSUES) out.push({ kind: "issue", issue });
    else if (met === MAX_ISSUES + 1) out.push({ kind: "issue", issue: djiIssue("too-many-issues", issue.offset, null) });
  };
}

/** Small files need small batches. */
function batchRows(options: DjiReadOptions, { header }: ReadHeader): number {
  const likelyRows = Math.ceil((header.recordsEnd - header.recordsStart) / BYTES_PER_ROW) + 16;
  return Math.max(1, Math.min(options.batchRows ?? DEFAULT_BATCH_ROWS, likelyRows));
}

/** Details that look like details are worth showing even without a single record. */
function isBelievable({ header }: ReadHeader): boolean {
  return header.details !== null && header.details.startTimeMs !== null;
}

function reportSealed(decoder: RecordDecoder, report: (issue: Issue) => void): void {
  if (decoder.sealedRecords === 0) return;
  const features = decoder.keylessFeatures;
  if (features.length === 0) return;
  const names = features.map(djiFeatureWireName).join(", ");
  report(djiIssue("sealed", decoder.firstSealedOffset, "records", `${decoder.sealedRecords} records; no key for ${names}`));
}
