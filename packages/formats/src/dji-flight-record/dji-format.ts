/** The format as data, and how a flight record is recognised: by its prefix and by records that frame, never by its name. */
import type { Format } from "../format.ts";
import { readDetails } from "./details.ts";
import { Framer } from "./framing.ts";
import { prefixLengthBytes } from "./read-header.ts";
import { DJI_FORMAT_ID } from "./record-issue.ts";
import { scramble } from "./scramble.ts";

/** Records that must frame in a row before a head is taken as a flight record for certain. */
const CERTAIN_RECORDS = 3;
/** The first record must stand this near to where the prefix says. */
const NEAR_BYTES = 4096;
/** No flight record is larger; a larger offset is no offset. */
const LARGEST_OFFSET = 2 ** 40;

/** DJI flight records, versions 1 to 14. */
export const djiFlightRecordFormat: Format = {
  id: DJI_FORMAT_ID,
  name: "DJI flight record",
  extensions: ["txt"],
  document: "docs/formats/dji-flight-record.md",
  sniff: sniffDjiFlightRecord,
};

/** 1 when at least three records frame where they should; less when there is less to see; 0 when it is something else. */
function sniffDjiFlightRecord(head: Uint8Array, sizeBytes: number): number {
  if (head.length < 16) return 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint8(10);
  const detailOffset = view.getUint32(4, true) * 4_294_967_296 + view.getUint32(0, true);
  if (version < 1 || version > 14 || detailOffset >= LARGEST_OFFSET) return 0;
  const start = recordsStart(head, version, detailOffset);
  if (start < 0 || start > head.length) return 0;
  const regionEnd = version < 12 && detailOffset >= start && detailOffset <= sizeBytes ? detailOffset : sizeBytes;
  const seen = frameHead(head, version, start, regionEnd);
  if (version < 6) return seen.records >= CERTAIN_RECORDS && seen.firstStart === start && seen.highestType <= 64 ? 0.9 : 0;
  if (seen.records >= CERTAIN_RECORDS && seen.firstStart - start <= NEAR_BYTES) return seen.firstStart === start ? 1 : 0.7;
  if (!hasReservedZeros(head)) return 0;
  if (seen.records > 0 && seen.firstStart === start) return 0.8;
  return hasDetailsInHead(head, version) ? 0.6 : 0;
}

function recordsStart(head: Uint8Array, version: number, detailOffset: number): number {
  if (version < 12) return prefixLengthBytes(version);
  if (version === 12) return 536;
  if (detailOffset !== 0) return detailOffset >= 100 ? detailOffset : -1;
  let at = 100;
  for (let block = 0; block < 2; block += 1) {
    if (at + 3 > head.length || head[at] !== block) return -1;
    at += 3 + ((head[at + 1] as number) | ((head[at + 2] as number) << 8));
  }
  return at;
}

interface HeadRecords {
  /** Records framed; an end marker alone counts as one. */
  readonly records: number;
  readonly firstStart: number;
  readonly highestType: number;
}

function frameHead(head: Uint8Array, version: number, start: number, regionEnd: number): HeadRecords {
  const end = Math.min(head.length, regionEnd);
  const framer = new Framer(version, { regionBytes: end - start, endIsFileEnd: false, report: () => {} });
  framer.frame({ bytes: head, start, end, baseOffset: 0, isLast: end === regionEnd });
  const types = framer.types.subarray(0, framer.count);
  const records = framer.count === 0 && framer.closed ? 1 : framer.count;
  return { records, firstStart: framer.firstStart, highestType: types.reduce((high, type) => Math.max(high, type), 0) };
}

/** Bytes 20 to 99 of the prefix are zero in every file seen. */
function hasReservedZeros(head: Uint8Array): boolean {
  return head.length >= 100 && head.subarray(20, 100).every((byte) => byte === 0);
}

/** Versions 12 to 14 carry their details before the records, so that they can be recognised without any. */
function hasDetailsInHead(head: Uint8Array, version: number): boolean {
  if (version < 12) return false;
  const body = version === 12 ? head.subarray(100, 536) : scramble(head.subarray(104, 544), head[103] as number, 0).subarray(3);
  const details = readDetails(version, body);
  return details !== null && details.startTimeMs !== null;
}
