/** Prefix, auxiliary blocks and details: all that stands beside the records (docs/formats/dji-flight-record.md, sections 1 and 5). */
import type { ByteSource, Issue } from "@creance/core";
import { detailsPlaces, readDetails } from "./details.ts";
import { detailsMinimumBytes } from "./details-layout.table.ts";
import { Framer } from "./framing.ts";
import { djiError, djiIssue } from "./record-issue.ts";
import { scramble } from "./scramble.ts";
import type { DjiDetails, DjiHeader, FieldPlace } from "./types.ts";

/** The header and what the record reader needs beside it. */
export interface ReadHeader {
  readonly header: DjiHeader;
  readonly issues: readonly Issue[];
  /** Where a trailing record may start: the byte after the details, or the end of the file. */
  readonly tailStart: number;
}

/** Length of the prefix of a version. */
export function prefixLengthBytes(version: number): number {
  return version < 6 ? 12 : 100;
}

/** Bytes of the v12 details, which stand between prefix and records. */
const DETAILS_BYTES_V12 = 436;
/** A longer length is a lie of the prefix. */
const DETAILS_MAX_BYTES = 4096;

/** Reads everything but the records: one or two small reads. Throws a `FormatError` when the prefix is no prefix. */
export async function readHeader(source: ByteSource): Promise<ReadHeader> {
  if (source.size < 12) throw djiError("too-short", source.size, "prefix");
  const head = await source.read(0, Math.min(source.size, 2048));
  if (head.length < 12) throw djiError("too-short", head.length, "prefix");
  const version = head[10] as number;
  if (version < 1 || version > 14) throw djiError("bad-version", 10, "version");
  if (version < 12) return headerAtEnd(source, head, version);
  return version === 12 ? headerAtStart(source, head) : headerInBlocks(source, head, version);
}

interface Prefix {
  readonly version: number;
  readonly unknownByte: number;
  readonly detailOffset: number;
  readonly detailLength: number;
}

function readPrefix(head: Uint8Array, version: number): Prefix {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return {
    version,
    unknownByte: view.getUint8(11),
    detailOffset: view.getUint32(4, true) * 4_294_967_296 + view.getUint32(0, true),
    detailLength: view.getUint16(8, true),
  };
}

/** Versions 1 to 11: the details follow the records. */
async function headerAtEnd(source: ByteSource, head: Uint8Array, version: number): Promise<ReadHeader> {
  const prefix = readPrefix(head, version);
  const recordsStart = Math.min(prefixLengthBytes(version), source.size);
  const minimum = detailsMinimumBytes(version);
  const offset = prefix.detailOffset;
  if (offset < recordsStart || offset >= source.size) {
    const issues = [djiIssue("details-missing", 0, "detailOffset")];
    return finish(prefix, { recordsStart, recordsEnd: source.size, details: null, places: {}, tailStart: source.size, issues });
  }
  const isUsable = prefix.detailLength >= minimum && prefix.detailLength <= DETAILS_MAX_BYTES;
  const stated = isUsable ? prefix.detailLength : version < 6 ? minimum : 400;
  const end = Math.min(source.size, offset + stated);
  const bytes = await source.read(offset, end);
  if (holdsRecords(version, bytes)) {
    const issues = [djiIssue("details-missing", 0, "detailOffset", "records stand there")];
    return finish(prefix, { recordsStart, recordsEnd: source.size, details: null, places: {}, tailStart: source.size, issues });
  }
  const details = readDetails(version, bytes);
  const places = details === null ? {} : detailsPlaces(version, offset, bytes.length);
  const issues = details === null || end < offset + stated ? [djiIssue("details-cut", offset, "details")] : [];
  return finish(prefix, { recordsStart, recordsEnd: offset, details, places, tailStart: end, issues });
}

/** True when the place of the details holds records: the offset is wrong, and cutting there would lose some. */
function holdsRecords(version: number, bytes: Uint8Array): boolean {
  const framer = new Framer(version, { regionBytes: bytes.length, endIsFileEnd: false, report: () => {} });
  framer.frame({ bytes, start: 0, end: bytes.length, baseOffset: 0, isLast: false });
  return framer.count >= 3;
}

/** Version 12: the details follow the prefix. */
function headerAtStart(source: ByteSource, head: Uint8Array): ReadHeader {
  const prefix = readPrefix(head, 12);
  const start = prefixLengthBytes(12);
  const recordsStart = Math.min(start + DETAILS_BYTES_V12, source.size);
  const bytes = head.subarray(start, recordsStart);
  const details = readDetails(12, bytes);
  const places = details === null ? {} : detailsPlaces(12, start, bytes.length);
  const issues = details === null ? [djiIssue("details-cut", start, "details")] : [];
  return finish(prefix, { recordsStart, recordsEnd: source.size, details, places, tailStart: source.size, issues });
}

/** Versions 13 and 14: the details are scrambled in auxiliary block 0, the department stands in block 1. */
async function headerInBlocks(source: ByteSource, head: Uint8Array, version: number): Promise<ReadHeader> {
  const prefix = readPrefix(head, version);
  const first = await readBlock(source, head, prefixLengthBytes(version), 0);
  const second = first === undefined ? undefined : await readBlock(source, head, first.end, 1);
  const info = first === undefined ? undefined : readInfo(version, first);
  const blocksEnd = second?.end ?? first?.end ?? prefixLengthBytes(version);
  const stated = prefix.detailOffset;
  const statedFits = stated >= prefixLengthBytes(version) && stated <= source.size;
  // Where the blocks fit together nothing before their end is lost to a wrong offset; bytes between would only be reported.
  const start = !statedFits ? blocksEnd : second === undefined ? stated : Math.min(stated, blocksEnd);
  const recordsStart = Math.min(start, source.size);
  const issues: Issue[] = [];
  if (first === undefined || second === undefined) issues.push(djiIssue("blocks-unreadable", prefixLengthBytes(version), "blocks"));
  if (first !== undefined && info === undefined) issues.push(djiIssue("details-cut", prefixLengthBytes(version), "details"));
  return finish(
    prefix,
    {
      recordsStart,
      recordsEnd: source.size,
      details: info?.details ?? null,
      places: info?.places ?? {},
      tailStart: source.size,
      issues,
    },
    second,
  );
}

interface Block {
  readonly bodyStart: number;
  readonly end: number;
  readonly body: Uint8Array;
}

/** A block that is whole and has the expected type; `undefined` otherwise. */
async function readBlock(source: ByteSource, head: Uint8Array, start: number, type: number): Promise<Block | undefined> {
  const bodyStart = start + 3;
  if (bodyStart > source.size) return undefined;
  const frame = bodyStart <= head.length ? head.subarray(start, bodyStart) : await source.read(start, bodyStart);
  if (frame.length < 3 || frame[0] !== type) return undefined;
  const end = bodyStart + ((frame[1] as number) | ((frame[2] as number) << 8));
  if (end > source.size) return undefined;
  const body = end <= head.length ? head.subarray(bodyStart, end) : await source.read(bodyStart, end);
  return body.length === end - bodyStart ? { bodyStart, end, body } : undefined;
}

/** The details inside block 0: seed, then scrambled u8 version, u16 length, details. */
function readInfo(
  version: number,
  block: Block,
): { readonly details: DjiDetails; readonly places: Partial<Record<keyof DjiDetails, FieldPlace>> } | undefined {
  if (block.body.length < 4) return undefined;
  const plain = scramble(block.body.subarray(1), block.body[0] as number, 0);
  const lengthBytes = (plain[1] as number) | ((plain[2] as number) << 8);
  const bytes = plain.subarray(3, 3 + lengthBytes);
  const details = readDetails(version, bytes);
  return details === null ? undefined : { details, places: detailsPlaces(version, block.bodyStart + 4, bytes.length) };
}

interface Found {
  readonly recordsStart: number;
  readonly recordsEnd: number;
  readonly details: DjiDetails | null;
  readonly places: Partial<Record<keyof DjiDetails, FieldPlace>>;
  readonly tailStart: number;
  readonly issues: readonly Issue[];
}

function finish(prefix: Prefix, found: Found, departmentBlock?: Block): ReadHeader {
  const body = departmentBlock?.body;
  const whole = body !== undefined && body.length >= 3;
  return {
    header: {
      ...prefix,
      recordsStart: found.recordsStart,
      recordsEnd: found.recordsEnd,
      details: found.details,
      places: found.places,
      department: whole ? (body[2] as number) : null,
      keychainVersion: whole ? (body[0] as number) | ((body[1] as number) << 8) : null,
    },
    issues: found.issues,
    tailStart: found.tailStart,
  };
}
