/**
 * Cuts a stretch of bytes into records (docs/formats/dji-flight-record.md, section 2): `type, length, payload, 0xFF`, the end
 * marker, the start of embedded pictures, and resynchronisation where bytes frame as nothing.
 */
import type { Issue } from "@creance/core";
import { djiIssue } from "./record-issue.ts";

/** Why `frame` stopped: needs more bytes, met a picture, the record list is full (or a key group starts), the region ended, or gave up. */
export type FrameStop = "more" | "picture" | "full" | "end" | "gaveUp";

/** Records that one call lists at most. */
export const FRAME_CAPACITY = 65_536;
/** A stretch without any record after which the rest is not searched. */
const GIVE_UP_BYTES = 64 * 1_048_576;
/** Records that must follow each other before framing is trusted again. */
const RESYNC_LINKS = 3;
/** Key groups that are told apart; a flight has a few. */
const MAX_KEY_GROUPS = 1024;
/** Type, length and terminator of an empty record. */
const LEAST_RECORD_BYTES = 3;
const NO = -1;
const MORE = -2;

/** What a framer works on in one call. */
export interface FrameWindow {
  readonly bytes: Uint8Array;
  /** First byte to look at and one past the last, both within `bytes`. */
  readonly start: number;
  readonly end: number;
  /** Offset in the file of `bytes[0]`. */
  readonly baseOffset: number;
  /** True when the region ends at `end`. */
  readonly isLast: boolean;
}

/** What a framer must know about its region. */
export interface FramerOptions {
  /** Length of the region; a small one needs small lists. */
  readonly regionBytes: number;
  readonly endIsFileEnd: boolean;
  readonly report: (issue: Issue) => void;
}

/** Frames records window by window; keeps what must survive from one window to the next. */
export class Framer {
  /** Records of the last call: type, and payload place in the window. */
  readonly types: Uint8Array;
  readonly payloadStarts: Int32Array;
  readonly payloadLengths: Int32Array;
  count = 0;
  /** Indices in the record list before which bytes were skipped. */
  readonly gaps: number[] = [];
  /** Where the last call stopped, within its window. */
  stoppedAt = 0;
  /** File offsets: start of the first record, end of the last record or marker; -1 before there is one. */
  firstStart = -1;
  lastEnd = -1;
  strayBytes = 0;
  readonly #lengthBytes: 1 | 2;
  readonly #minimumPayload: number;
  #keyGroupsLeft: number;
  readonly #report: (issue: Issue) => void;
  readonly #endIsFileEnd: boolean;
  /** File offset where bytes began to frame as nothing; -1 while in step. */
  #strayStart = -1;
  #isCut = false;
  #markerEnd = -1;
  /** True from an end marker to the next record: pictures may follow. */
  #afterMarker = false;

  constructor(version: number, options: FramerOptions) {
    const capacity = Math.min(FRAME_CAPACITY, Math.ceil(options.regionBytes / LEAST_RECORD_BYTES) + 1);
    this.types = new Uint8Array(capacity);
    this.payloadStarts = new Int32Array(capacity);
    this.payloadLengths = new Int32Array(capacity);
    this.#lengthBytes = version < 13 ? 1 : 2;
    this.#minimumPayload = version < 7 ? 0 : 2;
    this.#keyGroupsLeft = version < 13 ? 0 : MAX_KEY_GROUPS;
    this.#endIsFileEnd = options.endIsFileEnd;
    this.#report = options.report;
  }

  /** True when an end marker came after the last record. */
  get closed(): boolean {
    return this.#markerEnd >= 0 && this.#markerEnd === this.lastEnd;
  }

  /** Lists the records of a window. `stoppedAt` says where to go on. */
  frame(window: FrameWindow): FrameStop {
    this.count = 0;
    this.gaps.length = 0;
    let position = window.start;
    while (position < window.end) {
      if (this.#strayStart >= 0) {
        const found = this.#search(window, position);
        if (found < 0) return this.#stop(window, found === NO ? window.end : this.stoppedAt, found === NO);
        this.#endStray(window, found);
        position = found;
      }
      const next = this.#step(window, position);
      if (next === MORE) return this.#stop(window, position, false);
      if (next === NO) {
        this.#strayStart = window.baseOffset + position;
        position += 1;
      } else if (next === position) {
        this.stoppedAt = position;
        return "picture";
      } else {
        position = next;
        if (this.count === this.types.length || this.#startsKeyGroup()) {
          this.stoppedAt = position;
          return "full";
        }
      }
    }
    return this.#stop(window, position, true);
  }

  /** True where pictures may follow: after an end marker, before the next record. */
  get isAfterMarker(): boolean {
    return this.#afterMarker;
  }

  /** Says that what stood at the last stop is no picture: it will be searched through as stray bytes. */
  refusePicture(offset: number): void {
    this.#strayStart = offset;
  }

  #stop(window: FrameWindow, position: number, exhausted: boolean): FrameStop {
    this.stoppedAt = position;
    const offset = window.baseOffset + position;
    if (this.#strayStart >= 0 && offset - this.#strayStart > GIVE_UP_BYTES) return "gaveUp";
    if (!window.isLast || !exhausted) return "more";
    if (this.#strayStart >= 0) this.endOfRegion(offset);
    return "end";
  }

  /** Counts what is left over at the end of the region. */
  endOfRegion(offset: number): void {
    if (this.#strayStart < 0 || offset <= this.#strayStart) return;
    const bytes = offset - this.#strayStart;
    const isCut = this.#isCut && this.#endIsFileEnd;
    this.#report(djiIssue(isCut ? "truncated" : "stray-bytes", this.#strayStart, "records", `${bytes} bytes`));
    this.strayBytes += bytes;
    this.#strayStart = -1;
  }

  #endStray(window: FrameWindow, position: number): void {
    const bytes = window.baseOffset + position - this.#strayStart;
    this.#report(djiIssue("stray-bytes", this.#strayStart, "records", `${bytes} bytes`));
    this.strayBytes += bytes;
    this.#strayStart = -1;
    this.#isCut = false;
    this.gaps.push(this.count);
  }

  /** One step while in sync: the next position; the same position for a picture; `NO` or `MORE`. */
  #step(window: FrameWindow, position: number): number {
    const { bytes, end } = window;
    const type = bytes[position] as number;
    if (type === 0x39 || type === 0xff) {
      const left = end - position;
      if (left < 4 && !window.isLast) return MORE;
      if (type === 0x39 && isMarker(bytes, position, end)) {
        const record = this.#isRecord57(window, position);
        if (record === MORE) return MORE;
        if (record === NO) return this.#acceptMarker(window, position);
      } else if (type === 0xff && isPicture(bytes, position, end)) {
        if (this.#afterMarker) return position;
        const record = this.#chain(window, position, 2);
        if (record === MORE) return MORE;
        if (record === NO) return position;
      }
    }
    const next = this.#frameAt(bytes, position, end);
    if (next === MORE) {
      if (!window.isLast) return MORE;
      this.#isCut = true;
      return NO;
    }
    if (next === NO) {
      this.#isCut = false;
      return NO;
    }
    const at = this.count;
    const payloadStart = position + 1 + this.#lengthBytes;
    this.types[at] = type;
    this.payloadStarts[at] = payloadStart;
    this.payloadLengths[at] = next - 1 - payloadStart;
    this.count = at + 1;
    if (this.firstStart < 0) this.firstStart = window.baseOffset + position;
    this.lastEnd = window.baseOffset + next;
    this.#afterMarker = false;
    return next;
  }

  /** True when the record just listed starts a key group, so that what follows needs other keys. */
  #startsKeyGroup(): boolean {
    if (this.#keyGroupsLeft === 0 || this.count === 0 || this.types[this.count - 1] !== 50) return false;
    this.#keyGroupsLeft -= 1;
    return true;
  }

  #acceptMarker(window: FrameWindow, position: number): number {
    if (this.firstStart < 0) this.firstStart = window.baseOffset + position;
    this.lastEnd = window.baseOffset + position + 4;
    this.#markerEnd = this.lastEnd;
    this.#afterMarker = true;
    return position + 4;
  }

  /** The marker's bytes are a type-57 record of 48 bytes when that record ends in 0xFF and the next one frames too. */
  #isRecord57(window: FrameWindow, position: number): number {
    const next = this.#frameAt(window.bytes, position, window.end);
    if (next === NO) return NO;
    if (next === MORE) return window.isLast ? NO : MORE;
    if (next === window.end) return window.isLast ? NO : MORE;
    return this.#chain(window, next, 1);
  }

  /** Position after a whole record, `NO` when none stands there, `MORE` when the window ends inside. */
  #frameAt(bytes: Uint8Array, position: number, end: number): number {
    const payloadStart = position + 1 + this.#lengthBytes;
    if (payloadStart > end) return MORE;
    if (bytes[position] === 0) return NO;
    let length = bytes[position + 1] as number;
    if (this.#lengthBytes === 2) length |= (bytes[position + 2] as number) << 8;
    if (length < this.#minimumPayload) return NO;
    const terminator = payloadStart + length;
    if (terminator >= end) return MORE;
    return bytes[terminator] === 0xff ? terminator + 1 : NO;
  }

  /** Whether `links` records, markers or pictures follow each other from a position: 1, `NO` or `MORE`. */
  #chain(window: FrameWindow, start: number, links: number): number {
    const { bytes, end } = window;
    let position = start;
    for (let link = 0; link < links; link += 1) {
      if (position === end) return window.isLast ? 1 : MORE;
      if (position > start && isPicture(bytes, position, end)) return 1;
      if (isMarker(bytes, position, end)) {
        position += 4;
        continue;
      }
      const next = this.#frameAt(bytes, position, end);
      if (next === NO) return NO;
      if (next === MORE) {
        if (!window.isLast) return MORE;
        return link >= 2 ? 1 : NO;
      }
      position = next;
    }
    return 1;
  }

  /** First position from which framing can be trusted again; `NO` when the window holds none, `MORE` when unsure (see `stoppedAt`). */
  #search(window: FrameWindow, start: number): number {
    const { bytes, end } = window;
    for (let position = start; position < end; position += 1) {
      const byte = bytes[position] as number;
      if (byte === 0) continue;
      if ((byte === 0x39 || byte === 0xff) && !window.isLast && end - position < 4) {
        this.stoppedAt = position;
        return MORE;
      }
      if (byte === 0x39 && isMarker(bytes, position, end)) return position;
      if (byte === 0xff && isPicture(bytes, position, end) && window.baseOffset + position !== this.#strayStart) return position;
      const next = this.#frameAt(bytes, position, end);
      if (next === NO) continue;
      const chained = next === MORE ? (window.isLast ? NO : MORE) : this.#chain(window, position, RESYNC_LINKS);
      if (chained === MORE) {
        this.stoppedAt = position;
        return MORE;
      }
      if (chained !== NO) return position;
    }
    return NO;
  }
}

function isMarker(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 4 <= end && bytes[at] === 0x39 && bytes[at + 1] === 0x30 && bytes[at + 2] === 0 && bytes[at + 3] === 0;
}

function isPicture(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 <= end && bytes[at] === 0xff && bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff;
}
