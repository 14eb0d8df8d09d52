/** The ULog reader: one pass over blocks, memory bounded by the wanted series (docs/formats/ulog.md). */
import type { ByteSource } from "@creance/core";
import { uint64At } from "../message-series/fill-column.ts";
import { resynchronise } from "./resynchronise.ts";
import type { Ulog, UlogReadOptions } from "./types.ts";
import { UlogAnnotations } from "./ulog-annotations.ts";
import { ULOG_MARK } from "./ulog-format.ts";
import { ulogError, ulogIssue } from "./ulog-issue.ts";
import { type UlogTopic, UlogTopics } from "./ulog-topics.ts";

const HEADER_BYTES = 16;
/** Where the flags end when they are the first message, as they must be. */
const FLAGS_END = 59;
const BLOCK_BYTES = 1_048_576;
const MIN_BLOCK_BYTES = 131_072;
const MAX_ROWS = 4_000_000;
/** Bit 0 of the first incompatible flag: data was appended. */
const APPENDED = 1;

const code = (letter: string): number => letter.charCodeAt(0);
const DATA = code("D");
const FLAGS = code("B");
/** 1 for every byte that is the type of a message. */
const knownTypes = new Uint8Array(256);
for (const letter of "BFIMPQARDLCSO") knownTypes[code(letter)] = 1;

/** Reads a ULog. Throws a `FormatError` when it is none or says it needs features unknown here; damage becomes issues. */
export async function readUlog(source: ByteSource, options: UlogReadOptions): Promise<Ulog> {
  const head = await source.read(0, Math.min(source.size, FLAGS_END));
  if (head.byteLength < HEADER_BYTES || !ULOG_MARK.every((byte, at) => head[at] === byte)) throw ulogError("ulog-not-ulog", 0, "header");
  const startBootUs = uint64At(new DataView(head.buffer, head.byteOffset, head.byteLength), 8);
  const reading = new UlogReading(source.size, options);
  reading.readFlags(head);
  const blockBytes = Math.max(MIN_BLOCK_BYTES, options.blockBytes ?? BLOCK_BYTES);
  let position = HEADER_BYTES;
  while (position < source.size) {
    const limit = reading.sectionEnd(position);
    const wantedEnd = Math.min(limit, position + blockBytes);
    const block = await source.read(position, wantedEnd);
    const isLast = wantedEnd === limit || block.byteLength < wantedEnd - position;
    const used = reading.readBlock(block, position, isLast);
    position += used;
    if (block.byteLength < wantedEnd - position + used) {
      reading.noteTruncated(position);
      break;
    }
  }
  return reading.finish(head[7] as number, startBootUs);
}

/** State of one reading. */
class UlogReading {
  readonly #size: number;
  readonly #topics: UlogTopics;
  readonly #annotations = new UlogAnnotations();
  #sections: readonly number[] = [];
  #firstBootUs = Number.NaN;
  #lastBootUs = Number.NaN;
  #latestBootUs = Number.NaN;
  #badBytes = 0;
  #firstBad = 0;
  #orphans = 0;
  #firstOrphan = 0;
  #short = 0;
  #firstShort = 0;
  #truncatedAt = -1;

  constructor(size: number, options: UlogReadOptions) {
    this.#size = size;
    this.#topics = new UlogTopics({ topics: options.topics, maxRows: options.maxRows ?? MAX_ROWS });
  }

  /** Takes the flags, the first message after the head. */
  readFlags(head: Uint8Array): void {
    if (head.byteLength < FLAGS_END || head[HEADER_BYTES + 2] !== FLAGS) return;
    const at = HEADER_BYTES + 3;
    const unknown = head.subarray(at + 8, at + 16).some((byte, index) => (index === 0 ? byte & ~APPENDED : byte) !== 0);
    if (unknown) throw ulogError("ulog-incompatible", at + 8, "incompat_flags");
    if (((head[at + 8] as number) & APPENDED) === 0) return;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    this.#sections = [0, 1, 2]
      .map((index) => uint64At(view, at + 16 + 8 * index))
      .filter((offset) => offset > FLAGS_END && offset < this.#size)
      .sort((a, b) => a - b);
  }

  /** Where the section that `position` lies in ends: appended data begins at places that the flags name. */
  sectionEnd(position: number): number {
    for (const start of this.#sections) if (start > position) return start;
    return this.#size;
  }

  noteTruncated(offset: number): void {
    this.#truncatedAt = offset;
  }

  /** Reads the messages of a block; returns the bytes used: all of them when it is the last of its section. */
  readBlock(bytes: Uint8Array, blockStart: number, isLast: boolean): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.byteLength;
    const topics = this.#topics.byId;
    let at = 0;
    let firstUs = this.#firstBootUs;
    let lastUs = this.#lastBootUs;
    let latestUs = this.#latestBootUs;
    while (at + 3 <= end) {
      const size = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
      const type = bytes[at + 2] as number;
      const next = at + 3 + size;
      if (type === DATA && size >= 10 && next <= end) {
        const topic: UlogTopic | undefined = topics[(bytes[at + 3] as number) | ((bytes[at + 4] as number) << 8)];
        if (topic !== undefined && size - 2 > topic.sizeBytes) {
          // Longer than its format: the size is wrong, and what it swallows is not.
          const found = resynchronise({ bytes, view, from: at + 1, isLast, knownTypes, topics });
          if (found < 0) break;
          if (this.#badBytes === 0) this.#firstBad = blockStart + at;
          this.#badBytes += found - at;
          at = found;
          continue;
        }
        if (topic === undefined) {
          if (this.#orphans === 0) this.#firstOrphan = blockStart + at;
          this.#orphans += 1;
        } else if (size - 2 < topic.needBytes) {
          if (this.#short === 0) this.#firstShort = blockStart + at;
          this.#short += 1;
        } else {
          topic.messages += 1;
          latestUs = uint64At(view, at + 5);
          // Topics that were never measured stand in the log with time 0.
          if (latestUs > 0) {
            if (!(latestUs >= firstUs)) firstUs = latestUs;
            if (!(latestUs <= lastUs)) lastUs = latestUs;
          }
          if (topic.collector !== null) topic.collector.add(at + 5, at);
        }
        at = next;
        continue;
      }
      if (knownTypes[type] === 0 || size === 0) {
        const found = resynchronise({ bytes, view, from: at, isLast, knownTypes, topics });
        if (found > at) {
          if (this.#badBytes === 0) this.#firstBad = blockStart + at;
          this.#badBytes += found - at;
          at = found;
          continue;
        }
        // An unknown kind of message whose neighbour is sound, or the end of the block.
        if (found < 0) break;
      }
      if (next > end) {
        if (!isLast) break;
        // The message reaches beyond its section: it was cut there, or its length is wrong.
        const found = resynchronise({ bytes, view, from: at + 1, isLast, knownTypes, topics });
        if (found < 0 || found >= end) break;
        if (this.#badBytes === 0) this.#firstBad = blockStart + at;
        this.#badBytes += found - at;
        at = found;
        continue;
      }
      if (
        next + 3 <= end &&
        (knownTypes[bytes[next + 2] as number] === 0 || ((bytes[next] as number) | (bytes[next + 1] as number)) === 0)
      ) {
        // It does not lead to a message: believed only when nothing inside it is one.
        const found = resynchronise({ bytes, view, from: at + 1, isLast, knownTypes, topics });
        if (found >= 0 && found < next) {
          if (this.#badBytes === 0) this.#firstBad = blockStart + at;
          this.#badBytes += found - at;
          at = found;
          continue;
        }
      }
      this.#latestBootUs = latestUs;
      this.#readOther(type, { view, bytes, at: at + 3, next, blockStart });
      at = next;
    }
    this.#firstBootUs = firstUs;
    this.#lastBootUs = lastUs;
    this.#latestBootUs = latestUs;
    this.#topics.flush(view, bytes, blockStart);
    if (!isLast && at > 0) return at;
    if (at < end && blockStart + end === this.#size) this.#truncatedAt = blockStart + at;
    return end;
  }

  finish(version: number, startBootUs: number): Ulog {
    const issues = [...this.#topics.issues];
    const annotations = this.#annotations.finish();
    const { dropouts } = annotations;
    if (this.#badBytes > 0) issues.push(ulogIssue("ulog-bad-bytes", this.#firstBad, { count: this.#badBytes }));
    if (this.#orphans > 0) issues.push(ulogIssue("ulog-orphans", this.#firstOrphan, { count: this.#orphans }));
    if (this.#short > 0) issues.push(ulogIssue("ulog-short-messages", this.#firstShort, { count: this.#short }));
    if (this.#truncatedAt >= 0) issues.push(ulogIssue("ulog-truncated", this.#truncatedAt));
    if (annotations.dropoutCount > 0) {
      issues.push(ulogIssue("ulog-dropouts", dropouts[0]?.byteOffset ?? 0, { count: annotations.dropoutCount }));
    }
    if (annotations.leftOutAt >= 0) issues.push(ulogIssue("ulog-too-many-texts", annotations.leftOutAt));
    if (Number.isNaN(this.#lastBootUs)) issues.push(ulogIssue("ulog-no-data", Math.min(HEADER_BYTES, this.#size)));
    const series = this.#topics.series();
    for (const one of series) {
      if (one.isBounded) issues.push(ulogIssue("ulog-thinned", one.byteOffset[0] ?? 0, { field: one.name }));
    }
    return {
      version,
      startBootUs,
      firstBootUs: this.#firstBootUs,
      lastBootUs: this.#lastBootUs,
      series,
      topics: this.#topics.counts(),
      information: annotations.information,
      parameters: annotations.parameters,
      parameterDefaults: annotations.parameterDefaults,
      texts: annotations.texts,
      dropouts,
      dropoutMs: annotations.dropoutMs,
      badBytes: this.#badBytes,
      issues,
    };
  }

  #readOther(
    type: number,
    message: {
      readonly view: DataView;
      readonly bytes: Uint8Array;
      readonly at: number;
      readonly next: number;
      readonly blockStart: number;
    },
  ): void {
    if (this.#topics.read(type, message)) return;
    this.#annotations.read(type, message, this.#latestBootUs);
  }
}
