/**
 * One side of a stream without a protocol that is read: its bytes as they are. Sealed parts are left out: TLS that began before the capture
 * (records that link), and TLS that begins in the middle (STARTTLS in any protocol: a hello). A head of HTTP/1 that plainly begins, at the
 * beginning of a line or of what a packet brought, hands the side on.
 */
import type { Side } from "../analyzer.ts";
import { u8, u16, u24 } from "../protocol/big-endian.ts";
import { startsWithText } from "../protocol/byte-text.ts";
import { isTlsRecordHeader } from "../protocol/tls-side.ts";
import type { ContentSink, PacketSpan } from "./content-part.ts";
import { type ContentContext, plainPart } from "./content-stream.ts";
import { HeldRuns } from "./held-runs.ts";
import { isStartLine, isStatusLine } from "./http1-head.ts";
import type { PartHost, PartReader } from "./part-reader.ts";

/** Longest request line by which HTTP is recognised in the middle of a stream. */
const MAX_LINE_BYTES = 8_192;
/** A hello and the head of the record behind it. */
const MAX_HELLO_BYTES = 16_384 + 16;
/** New bytes before a beginning is searched for records again. */
const CHECK_BYTES = 1_024;
/** The beginning of a beginning: if that is not as even as sealed bytes are, nothing needs to wait. */
const EVEN_BYTES = 512;
/** Different values in so many sealed bytes: 221 on average, and never so few. */
const MIN_EVEN_VALUES = 190;
const METHODS = ["GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "PATCH ", "OPTIONS ", "CONNECT "];

type Match = "no" | "more" | "http" | "tls";

/** How a side is read. */
export interface RawOptions {
  /** True where the beginning may be the middle of sealed records: it waits until that is known. */
  readonly mayBeSealed: boolean;
}

/** Reads one side. */
export class RawSide implements PartReader {
  readonly #context: ContentContext;
  readonly #host: PartHost;
  readonly #side: Side;
  readonly #message: number;
  /** The beginning, until it is known not to be sealed. */
  #beginning: HeldRuns | null;
  #nextCheck = 0;
  #isEven = false;
  /** What may be the beginning of a hello or of a head. */
  readonly #tail: HeldRuns;
  #isLineStart = true;
  #sink: ContentSink | null | undefined = undefined;
  #isWhole = true;

  /** `message`: parts of this kind before it. */
  constructor(context: ContentContext, host: PartHost, side: Side, message: number, { mayBeSealed }: RawOptions) {
    this.#context = context;
    this.#host = host;
    this.#side = side;
    this.#message = message;
    this.#beginning = mayBeSealed ? new HeldRuns(context.limits.maxUndecidedBytes, context.held) : null;
    this.#tail = new HeldRuns(MAX_HELLO_BYTES, context.held);
  }

  /** True while it is not known yet whether the side is sealed. */
  get isUndecided(): boolean {
    return this.#beginning !== null;
  }

  take(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): number {
    const beginning = this.#beginning;
    if (beginning === null) return this.#scan(side, bytes, start, end, streamStart, packets, timeUs);
    const taken = beginning.append(bytes, start, end, streamStart, packets, timeUs);
    if (!this.#isEven && beginning.length >= EVEN_BYTES) {
      this.#isEven = recordsIn(beginning.bytes, EVEN_BYTES, false) !== "none" || valuesIn(beginning.bytes, EVEN_BYTES) >= MIN_EVEN_VALUES;
      if (!this.#isEven) {
        this.#release();
        return start + taken;
      }
    }
    const isFull = taken < end - start || beginning.length >= this.#context.limits.maxUndecidedBytes;
    if (isFull || beginning.length >= this.#nextCheck) {
      this.#nextCheck = beginning.length + CHECK_BYTES;
      const found = recordsIn(beginning.bytes, beginning.length, false);
      if (found === "records") {
        this.#host.seal(side);
        return start + taken;
      }
      if (found === "hello") {
        this.#release();
        return start + taken;
      }
    }
    if (isFull) this.#release();
    return start + taken;
  }

  /** No more of the beginning comes: it is read, or sealed. Another reader may go on with the side then. */
  settle(): void {
    const beginning = this.#beginning;
    if (beginning === null || beginning.length === 0) return;
    if (recordsIn(beginning.bytes, beginning.length, true) === "records") this.#host.seal(this.#side);
    else this.#release();
  }

  gap(side: Side, lengthBytes: number): void {
    this.#context.lost(side, lengthBytes);
    this.#endTail();
    this.#isWhole = false;
    this.#sink?.gap(lengthBytes);
    this.#isLineStart = true;
  }

  end(): void {
    this.#endTail();
    this.#sink?.end(this.#isWhole);
    this.#sink = null;
  }

  /** The side is sealed: what waits is left out. */
  sealed(): void {
    const held = (this.#beginning?.length ?? 0) + this.#tail.length;
    this.#beginning?.clear();
    this.#beginning = null;
    this.#tail.clear();
    if (held > 0) this.#context.sealed(this.#side, held);
    this.#finish();
  }

  /** Hands on bytes that need not be looked at again. */
  pass(bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    if (end <= start) return;
    this.#isLineStart = bytes[end - 1] === 0x0a;
    if (this.#sink === undefined) {
      const { flow, carriedIn, streamId } = this.#context;
      this.#sink = this.#context.onContent({
        ...plainPart,
        flow,
        side: this.#side,
        transport: carriedIn,
        streamId,
        message: this.#message,
        role: "stream",
      });
    }
    this.#sink?.data(bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
  }

  #scan(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): number {
    const tail = this.#tail;
    if (tail.length > 0) {
      const before = tail.length;
      const taken = tail.append(bytes, start, end, streamStart, packets, timeUs);
      const found = matchAt(tail.bytes, 0, tail.length, taken < end - start);
      if (found === "more") return end;
      if (found === "tls") {
        this.#context.sealed(side, before);
        tail.clear();
        this.#host.seal(side);
        return start;
      }
      if (found === "http") {
        this.#finish();
        this.#host.http1(side);
        tail.replay(0, before, (held, from, to, at, span, time) => this.#host.feed(side, held, from, to, at, span, time));
        tail.clear();
        return start;
      }
      tail.replay(0, before, (held, from, to, at, span, time) => this.pass(held, from, to, at, span, time));
      tail.clear();
    } else this.#isLineStart = true;
    let isLineStart = this.#isLineStart;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === 0x16 || (isLineStart && byte >= 0x41 && byte <= 0x5a)) {
        const found = matchAt(bytes, at, end, false);
        if (found !== "no") {
          this.pass(bytes, start, at, streamStart, packets, timeUs);
          if (found === "more") {
            const place = streamStart + at - start;
            const taken = tail.append(bytes, at, end, place, packets, timeUs);
            if (taken === end - at) return end;
            tail.clear();
            this.pass(bytes, at, end, place, packets, timeUs);
            return end;
          }
          this.#finish();
          if (found === "tls") this.#host.seal(side);
          else this.#host.http1(side);
          return at;
        }
      }
      isLineStart = byte === 0x0a;
    }
    this.pass(bytes, start, end, streamStart, packets, timeUs);
    return end;
  }

  /** The beginning is not sealed: it is read. */
  #release(): void {
    const beginning = this.#beginning;
    this.#beginning = null;
    beginning?.replay(0, beginning.length, (bytes, start, end, streamStart, packets, timeUs) =>
      this.#host.feed(this.#side, bytes, start, end, streamStart, packets, timeUs),
    );
    beginning?.clear();
  }

  /** No more comes behind what waits. */
  #endTail(): void {
    const tail = this.#tail;
    if (tail.length === 0) return;
    if (isHello(tail.bytes, 0, tail.length)) this.#context.sealed(this.#side, tail.length);
    else
      tail.replay(0, tail.length, (bytes, start, end, streamStart, packets, timeUs) =>
        this.pass(bytes, start, end, streamStart, packets, timeUs),
      );
    tail.clear();
  }

  #finish(): void {
    this.#sink?.end(this.#isWhole);
    this.#sink = null;
  }
}

/** What begins at `at`. With `last` no more bytes will be shown. */
function matchAt(bytes: Uint8Array, at: number, end: number, last: boolean): Match {
  const found = u8(bytes, at) === 0x16 ? matchHello(bytes, at, end) : matchHttp(bytes, at, end);
  return found === "more" && last ? "no" : found;
}

/** A hello in its record, and the head of another record behind it: a hello by itself may be part of something that is carried. */
function matchHello(bytes: Uint8Array, at: number, end: number): Match {
  if (end - at < HELLO_HEAD_BYTES) return isPrefixOfHello(bytes, at, end) ? "more" : "no";
  if (!isHello(bytes, at, end)) return "no";
  const next = at + 5 + u16(bytes, at + 3);
  if (end < next + 3) return "more";
  return u8(bytes, next) >= 20 && u8(bytes, next) <= 23 && u8(bytes, next + 1) === 3 && u8(bytes, next + 2) <= 4 ? "tls" : "no";
}

const HELLO_HEAD_BYTES = 11;

/** Record of the handshake, with a ClientHello or ServerHello that fits it. */
function isHello(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < HELLO_HEAD_BYTES || u8(bytes, at) !== 0x16 || !isTlsRecordHeader(bytes, at)) return false;
  const recordBytes = u16(bytes, at + 3);
  const type = u8(bytes, at + 5);
  const length = u24(bytes, at + 6);
  return (
    recordBytes <= 16_384 &&
    (type === 1 || type === 2) &&
    length >= 34 &&
    length <= 65_536 &&
    u8(bytes, at + 9) === 3 &&
    u8(bytes, at + 10) <= 4
  );
}

function isPrefixOfHello(bytes: Uint8Array, at: number, end: number): boolean {
  const length = end - at;
  return (length < 2 || u8(bytes, at + 1) === 3) && (length < 3 || u8(bytes, at + 2) <= 4) && (length < 6 || u8(bytes, at + 5) <= 2);
}

/** A status line, or a request line of a known method. */
function matchHttp(bytes: Uint8Array, at: number, end: number): Match {
  if (startsOrMay(bytes, at, end, "HTTP/1.")) {
    if (end - at < 14) return "more";
    const behind = u8(bytes, at + 12);
    if (behind === 0x20) return isStatusLine(bytes, at, at + 13) ? "http" : "no";
    const isLineEnd = behind === 0x0a || (behind === 0x0d && u8(bytes, at + 13) === 0x0a);
    return isLineEnd && isStatusLine(bytes, at, at + 12) ? "http" : "no";
  }
  if (!METHODS.some((method) => startsOrMay(bytes, at, end, method))) return "no";
  const stop = Math.min(end, at + MAX_LINE_BYTES);
  for (let next = at; next < stop; next++) {
    const code = u8(bytes, next);
    if (code === 0x0a) return isStartLine(bytes, at, u8(bytes, next - 1) === 0x0d ? next - 1 : next) ? "http" : "no";
    if ((code < 0x20 && code !== 0x0d) || code === 0x7f) return "no";
  }
  return stop === at + MAX_LINE_BYTES ? "no" : "more";
}

function startsOrMay(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  return startsWithText(bytes, at, end, end - at < text.length ? text.slice(0, end - at) : text);
}

/** How many different values there are in `bytes[0..length)`. */
function valuesIn(bytes: Uint8Array, length: number): number {
  const seen = new Uint8Array(256);
  let count = 0;
  for (let at = 0; at < length; at++) {
    const value = u8(bytes, at);
    count += seen[value] === 0 ? 1 : 0;
    seen[value] = 1;
  }
  return count;
}

/**
 * The first two records of TLS that link in `bytes[0..length)`; with `last`, also one that ends where the bytes end. What stands before records
 * is the rest of one; what stands before a hello was said in the clear.
 */
function recordsIn(bytes: Uint8Array, length: number, last: boolean): "records" | "hello" | "none" {
  for (let at = 0; at + 5 <= length; at++) {
    if (u8(bytes, at + 1) !== 3 || !isTlsRecordHeader(bytes, at)) continue;
    const next = at + 5 + u16(bytes, at + 3);
    if (next + 5 <= length && isTlsRecordHeader(bytes, next)) return isHello(bytes, at, length) ? "hello" : "records";
    if (last && next === length && u8(bytes, at) === 23 && u16(bytes, at + 3) >= 17) return "records";
  }
  return "none";
}
