/** The reader of telemetry logs: one pass over blocks, memory bounded by the wanted series (docs/formats/mavlink.md). */
import type { ByteSource } from "@creance/core";
import { fieldKindBytes } from "../message-series/field-kinds.table.ts";
import type { SeriesField, SeriesWish } from "../message-series/message-series.ts";
import { SeriesCollector } from "../message-series/series-collector.ts";
import { MAX_RECORD_BYTES, recordBytes, STAMP_BYTES, stampAt, VERSION_1 } from "./frame.ts";
import { frameChecksum } from "./frame-checksum.ts";
import { mavlinkError, mavlinkIssue } from "./mavlink-issue.ts";
import { type MavlinkMessage, type MavlinkMessageName, mavlinkMessages } from "./messages.table.ts";
import type { MavlinkCount, Tlog, TlogReadOptions } from "./types.ts";

const BLOCK_BYTES = 1_048_576;
const MIN_BLOCK_BYTES = 65_536;
const MAX_ROWS = 4_000_000;
/** Room behind a block for messages that version 2 wrote without their trailing zeros. */
const PADDED_BYTES = 262_144;
/** Frames that must follow each other before a place after bad bytes is believed: with a checksum that fits among them, and without. */
const CHAIN = 3;
const LONG_CHAIN = 8;
/** Frames of unknown messages further apart than this are not taken for frames. */
const DAY_US = 86_400_000_000;
/** Different messages of different components at most; the rest is counted as one. */
const MAX_KINDS = 20_000;

/** Reads a telemetry log. Throws a `FormatError` when it holds no frame; damage becomes issues. */
export async function readTlog(source: ByteSource, options: TlogReadOptions): Promise<Tlog> {
  const blockBytes = Math.max(MIN_BLOCK_BYTES, options.blockBytes ?? BLOCK_BYTES);
  const reading = new TlogReading(options, Math.min(blockBytes, source.size));
  for (let position = 0; position < source.size; ) {
    const end = Math.min(source.size, position + blockBytes);
    const block = await source.read(position, end);
    const isLast = end === source.size || block.byteLength < end - position;
    position += reading.readBlock(block, position, isLast);
    if (isLast) break;
  }
  return reading.finish();
}

/** One message of one component. */
interface Kind {
  readonly messageId: number;
  readonly systemId: number;
  readonly componentId: number;
  /** `null` for a message that is not in the table. */
  readonly message: MavlinkMessage | null;
  /** Bytes that a body must have for every wanted field. */
  readonly needBytes: number;
  readonly collector: SeriesCollector | null;
  messages: number;
}

const byId = new Map<number, MavlinkMessage>(Object.values(mavlinkMessages).map((message) => [message.id, message]));

/** State of one reading. */
class TlogReading {
  readonly #options: TlogReadOptions;
  /** The block, with room for padded bodies behind it. */
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  readonly #paddedStart: number;
  #paddedEnd: number;
  readonly #kinds = new Map<number, Kind>();
  #frames = 0;
  #version1 = 0;
  #signed = 0;
  #badBytes = 0;
  #firstBad = 0;
  #badChecksums = 0;
  #firstBadChecksum = 0;
  #truncatedAt = -1;
  #lastStampUs = Number.NaN;

  constructor(options: TlogReadOptions, blockBytes: number) {
    this.#options = options;
    this.#buffer = new Uint8Array(blockBytes + PADDED_BYTES);
    this.#view = new DataView(this.#buffer.buffer);
    this.#paddedStart = blockBytes;
    this.#paddedEnd = blockBytes;
  }

  /** Reads the frames of a block; returns the bytes used. */
  readBlock(block: Uint8Array, blockStart: number, isLast: boolean): number {
    const end = block.byteLength;
    const bytes = this.#buffer;
    bytes.set(block);
    let at = 0;
    while (at < end) {
      const length = at + STAMP_BYTES + 4 > end ? -1 : recordBytes(bytes, at);
      if (length < 0 || at + length > end) {
        if (!isLast) break;
        const found = length < 0 ? end : this.#resynchronise(at + 1, end, isLast);
        if (found >= end) {
          this.#truncatedAt = blockStart + at;
          break;
        }
        this.#bad(blockStart + at, found - at);
        at = found;
        continue;
      }
      // What follows a frame can vouch for it: it must be in sight.
      if (!isLast && at > 0 && at + length + STAMP_BYTES + 4 > end) break;
      if (length === 0) {
        const found = this.#resynchronise(at + 1, end, isLast);
        this.#bad(blockStart + at, found - at);
        at = found;
        continue;
      }
      if (!this.#readFrame({ at, length, end, blockStart }) && recordBytes(block, at + length) === 0) {
        // Neither a checksum nor a frame behind it: its length was wrong.
        const found = this.#resynchronise(at + 1, end, isLast);
        this.#bad(blockStart + at, found - at);
        at = found;
        continue;
      }
      at += length;
    }
    this.#flush(blockStart);
    return isLast || at === 0 ? end : at;
  }

  finish(): Tlog {
    if (this.#frames === 0) throw mavlinkError("mavlink-not-tlog", 0);
    const issues = [];
    if (this.#badBytes > 0) issues.push(mavlinkIssue("mavlink-bad-bytes", this.#firstBad, { count: this.#badBytes }));
    if (this.#badChecksums > 0) issues.push(mavlinkIssue("mavlink-bad-checksum", this.#firstBadChecksum, { count: this.#badChecksums }));
    if (this.#truncatedAt >= 0) issues.push(mavlinkIssue("mavlink-truncated", this.#truncatedAt));
    const kinds = [...this.#kinds.values()];
    const series = kinds.flatMap(({ collector }) => (collector === null ? [] : [collector.finish()])).filter(({ rows }) => rows > 0);
    for (const one of series) if (one.isBounded) issues.push(mavlinkIssue("mavlink-thinned", one.byteOffset[0] ?? 0, { field: one.name }));
    return {
      series,
      counts: kinds.map(
        ({ messageId, message, systemId, componentId, messages }): MavlinkCount => ({
          messageId,
          name: (message?.name ?? null) as MavlinkMessageName | null,
          systemId,
          componentId,
          messages,
        }),
      ),
      frames: this.#frames,
      version1: this.#version1,
      version2: this.#frames - this.#version1,
      signed: this.#signed,
      badBytes: this.#badBytes,
      badChecksums: this.#badChecksums,
      issues,
    };
  }

  /** Takes a frame; false when its checksum is wrong, or when nothing vouches for it: no checksum that can be tested, no frame behind it. */
  #readFrame({
    at,
    length,
    end,
    blockStart,
  }: {
    readonly at: number;
    readonly length: number;
    readonly end: number;
    readonly blockStart: number;
  }): boolean {
    const bytes = this.#buffer;
    const frame = at + STAMP_BYTES;
    const isVersion1 = bytes[frame] === VERSION_1;
    const head = isVersion1 ? 6 : 10;
    const systemId = bytes[frame + head - (isVersion1 ? 3 : 5)] as number;
    const componentId = bytes[frame + head - (isVersion1 ? 2 : 4)] as number;
    const messageId = isVersion1
      ? (bytes[frame + 5] as number)
      : (bytes[frame + 7] as number) | ((bytes[frame + 8] as number) << 8) | ((bytes[frame + 9] as number) << 16);
    const stampUs = stampAt(this.#view, at);
    if (!byId.has(messageId)) {
      const isFar = Math.abs(stampUs - this.#lastStampUs) > DAY_US;
      if (isFar || recordBytes(bytes.subarray(0, end), at + length) === 0) return false;
    }
    const kind = this.#kinds.get(messageId * 65_536 + systemId * 256 + componentId) ?? this.#newKind(messageId, systemId, componentId);
    const payloadBytes = bytes[frame + 1] as number;
    const body = frame + head;
    if (kind.message !== null) {
      const check = body + payloadBytes;
      const stored = (bytes[check] as number) | ((bytes[check + 1] as number) << 8);
      const isShort = isVersion1 && payloadBytes < kind.message.baseBytes;
      if (isShort || stored !== frameChecksum(bytes, frame + 1, check, kind.message.crcExtra)) {
        if (this.#badChecksums === 0) this.#firstBadChecksum = blockStart + at;
        this.#badChecksums += 1;
        return false;
      }
    }
    this.#lastStampUs = stampUs;
    this.#frames += 1;
    if (isVersion1) this.#version1 += 1;
    else if (((bytes[frame + 2] as number) & 1) !== 0) this.#signed += 1;
    kind.messages += 1;
    if (kind.collector !== null) {
      kind.collector.addStamped(
        payloadBytes >= kind.needBytes ? body : this.#padded(body, payloadBytes, kind.needBytes, blockStart),
        at,
        stampUs,
      );
    }
    return true;
  }

  /** A copy of a body with the zeros that its sender left out. */
  #padded(body: number, payloadBytes: number, needBytes: number, blockStart: number): number {
    if (this.#paddedEnd + needBytes > this.#buffer.byteLength) this.#flush(blockStart);
    const start = this.#paddedEnd;
    this.#buffer.copyWithin(start, body, body + payloadBytes);
    this.#buffer.fill(0, start + payloadBytes, start + needBytes);
    this.#paddedEnd = start + needBytes;
    return start;
  }

  #flush(blockStart: number): void {
    for (const { collector } of this.#kinds.values()) collector?.flush(this.#view, this.#buffer, blockStart);
    this.#paddedEnd = this.#paddedStart;
  }

  #newKind(messageId: number, systemId: number, componentId: number): Kind {
    const message = byId.get(messageId) ?? null;
    const { messages } = this.#options;
    const wish: SeriesWish | undefined =
      message === null ? undefined : messages === "all" ? { fields: "all" } : messages[message.name as MavlinkMessageName];
    const fields = message === null || wish === undefined ? [] : fieldsOf(message, wish);
    const maxRows = this.#options.maxRows ?? MAX_ROWS;
    const kind: Kind = {
      messageId,
      systemId,
      componentId,
      message,
      needBytes: Math.max(0, ...fields.map(({ offset, lengthBytes }) => offset + lengthBytes)),
      collector:
        message === null || wish === undefined
          ? null
          : new SeriesCollector({
              name: message.name,
              instance: systemId * 256 + componentId,
              fields,
              timeField: null,
              minStepUs: wish.minStepUs ?? 0,
              maxRows: Math.min(wish.maxRows ?? maxRows, maxRows),
              overflow: wish.overflow ?? "thin",
            }),
      messages: 0,
    };
    if (this.#kinds.size < MAX_KINDS) this.#kinds.set(messageId * 65_536 + systemId * 256 + componentId, kind);
    return kind;
  }

  #bad(offset: number, count: number): void {
    if (this.#badBytes === 0) this.#firstBad = offset;
    this.#badBytes += count;
  }

  /** First offset from `from` on where frames follow each other; where the decision must wait for the next block, that offset. */
  #resynchronise(from: number, end: number, isLast: boolean): number {
    const bytes = this.#buffer.subarray(0, end);
    const view = this.#view;
    for (let start = from; start + STAMP_BYTES + 4 <= end; start += 1) {
      let at = start;
      let links = 0;
      let isChecked = false;
      let length = recordBytes(bytes, at);
      while (length > 0 && links < LONG_CHAIN && !(isChecked && links >= CHAIN) && at + length <= end) {
        const checked = checkFrame(bytes, at, length);
        // A frame that no checksum vouches for must lie near the next one in time.
        if (
          checked === false ||
          (checked === undefined && at + length + 8 <= end && !(Math.abs(stampAt(view, at + length) - stampAt(view, at)) <= DAY_US))
        )
          break;
        isChecked ||= checked === true;
        at += length;
        links += 1;
        length = recordBytes(bytes, at);
      }
      if (links >= LONG_CHAIN || (isChecked && links >= CHAIN)) return start;
      // Ran off the end on sound frames: believed when it ends exactly there, else decided with the next block.
      const ranOff = length < 0 || at + length > end;
      if (isLast ? isChecked && at === end : ranOff && end - start <= LONG_CHAIN * MAX_RECORD_BYTES) return start;
    }
    return isLast ? end : Math.max(from, end - STAMP_BYTES - 3);
  }
}

/** Whether the checksum of a frame fits; `undefined` for a message that is not in the table. */
function checkFrame(bytes: Uint8Array, at: number, length: number): boolean | undefined {
  const frame = at + STAMP_BYTES;
  const isVersion1 = bytes[frame] === VERSION_1;
  const id = isVersion1
    ? (bytes[frame + 5] as number)
    : (bytes[frame + 7] as number) | ((bytes[frame + 8] as number) << 8) | ((bytes[frame + 9] as number) << 16);
  const message = byId.get(id);
  if (message === undefined || at + length > bytes.byteLength) return undefined;
  const check = frame + (isVersion1 ? 6 : 10) + (bytes[frame + 1] as number);
  const stored = (bytes[check] as number) | ((bytes[check + 1] as number) << 8);
  return stored === frameChecksum(bytes, frame + 1, check, message.crcExtra);
}

function fieldsOf({ fields }: MavlinkMessage, wish: SeriesWish): SeriesField[] {
  const wanted = wish.fields;
  return fields.flatMap(([name, kind, offset, count]): SeriesField[] => {
    if (wanted !== "all" && !wanted.includes(name)) return [];
    if (kind === "text") return [{ name, kind, offset, lengthBytes: count ?? 0 }];
    const size = fieldKindBytes[kind];
    if (count === undefined) return [{ name, kind, offset, lengthBytes: size }];
    return Array.from({ length: count }, (_, at) => ({ name: `${name}[${at}]`, kind, offset: offset + at * size, lengthBytes: size }));
  });
}
