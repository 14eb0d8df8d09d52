/**
 * HTTP/2 (RFC 9113) in both directions as parts: header blocks as lines, bodies without their frames. Table sizes follow from the blocks
 * themselves (RFC 7541 section 6.3). Where bytes are missing, frames are looked for by their heads, and header blocks are read as far as
 * they refer to what came afterwards.
 */
import type { Side } from "../analyzer.ts";
import { u8 } from "../protocol/big-endian.ts";
import { GrowingBytes } from "../protocol/growing-bytes.ts";
import { HpackDecoder } from "../protocol/hpack.ts";
import type { HttpMessage, PacketSpan, TransportLayer } from "./content-part.ts";
import type { ContentContext, ContentStream } from "./content-stream.ts";
import { framingIssues } from "./framing-issues.table.ts";
import { EXCHANGE_BYTES, HttpExchange, type OpenTunnel } from "./http-exchange.ts";
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FRAME_HEAD_BYTES,
  type FrameHead,
  HEADERS,
  isPlain,
  isPossible,
  PADDED,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  readFrameHead,
  SETTINGS,
} from "./http2-frame.ts";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** What is kept while frames are looked for: three of the usual largest ones. */
const MAX_SOUGHT_BYTES = 3 * (16_384 + FRAME_HEAD_BYTES) + FRAME_HEAD_BYTES;
/** Bytes behind one hole in which frames are looked for before the side is given up. */
const MAX_SOUGHT_BYTES_ALL = 4_194_304;
/** Times that frames may be lost soon after they were found, and what soon is. */
const MAX_LOSSES = 64;
const FEW_FRAMES = 8;
/** Heads in a row that make a place certain: fewer where they name a stream that is open. */
const CERTAIN_HEADS = 3;
const CERTAIN_HEADS_OF_OPEN_STREAMS = 2;
/** How far the number of a new stream may lie behind the highest one seen, when frames are looked for. */
const MAX_STREAM_STEP = 4_096;

/**
 * Reads one connection from its beginning, or from wherever the capture begins. `upgraded`: the request of HTTP/1 that asked for HTTP/2 and
 * that stream 1 answers (RFC 7540 section 3.2). `openTunnel`: who reads what follows a CONNECT.
 */
export function createHttp2Contents(context: ContentContext, openTunnel: OpenTunnel, upgraded: HttpMessage | null = null): ContentStream {
  return new Http2Contents(context, openTunnel, upgraded);
}

class Http2Contents implements ContentStream {
  readonly #context: ContentContext;
  readonly #transport: readonly TransportLayer[];
  readonly #openTunnel: OpenTunnel;
  readonly #exchanges = new Map<number, HttpExchange>();
  readonly #sides: readonly [Http2Side, Http2Side];
  /** Highest numbers of streams that either side began: even and odd ones. */
  readonly #highest = [0, 0];
  #hasLost = false;
  #wasCrowded = false;

  constructor(context: ContentContext, openTunnel: OpenTunnel, upgraded: HttpMessage | null) {
    this.#context = context;
    this.#openTunnel = openTunnel;
    this.#transport = [...context.carriedIn, "http2"];
    this.#sides = [new Http2Side(context, this, 0), new Http2Side(context, this, 1)];
    if (upgraded === null) return;
    this.exchange(1, upgraded)?.sideEnd(context.clientSide, true);
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    this.#sides[side].data(bytes, start, end, streamStart, packets, timeUs);
  }

  gap(side: Side, lengthBytes: number): void {
    this.#sides[side].gap(lengthBytes);
  }

  end(): void {
    for (const side of this.#sides) side.end();
    for (const exchange of this.#exchanges.values()) exchange.end();
    this.#context.held.give(this.#exchanges.size * EXCHANGE_BYTES);
    this.#exchanges.clear();
  }

  /** The exchange of a stream, a new one for a stream that may be new. `undefined` for one that is over, or without room. */
  exchange(streamId: number, request: HttpMessage | null = null): HttpExchange | undefined {
    const found = this.#exchanges.get(streamId);
    if (found !== undefined) return found;
    const parity = streamId & 1;
    const highest = this.#highest[parity] as number;
    if (streamId <= highest && !this.#hasLost) return undefined;
    const { held, limits } = this.#context;
    if (this.#exchanges.size >= limits.maxOpenMessages) this.#giveUpOldest();
    if (!held.take(EXCHANGE_BYTES)) return undefined;
    this.#highest[parity] = Math.max(highest, streamId);
    const made = new HttpExchange(this.#context, { transport: this.#transport, streamId, openTunnel: this.#openTunnel, request });
    this.#exchanges.set(streamId, made);
    return made;
  }

  isOpen(streamId: number): boolean {
    return this.#exchanges.has(streamId);
  }

  /** True for a number that a stream may have that was not seen yet. */
  mayBeNew(streamId: number): boolean {
    return streamId <= (this.#highest[streamId & 1] as number) + MAX_STREAM_STEP;
  }

  settle(streamId: number, exchange: HttpExchange): void {
    if (!exchange.isOver) return;
    this.#exchanges.delete(streamId);
    this.#context.held.give(EXCHANGE_BYTES);
  }

  /** Bytes of a side are missing: of each body that is open, at most so many. */
  bodiesGap(side: Side, lengthBytes: number): void {
    for (const exchange of this.#exchanges.values()) exchange.gap(side, lengthBytes);
  }

  framesLost(): void {
    if (!this.#hasLost) this.#context.onIssue(framingIssues.framesLost);
    this.#hasLost = true;
  }

  #giveUpOldest(): void {
    const [oldest] = this.#exchanges;
    if (oldest === undefined) return;
    const [streamId, exchange] = oldest;
    exchange.end();
    this.settle(streamId, exchange);
    if (!this.#wasCrowded) this.#context.onIssue(framingIssues.exchangesCrowded);
    this.#wasCrowded = true;
  }
}

/** `begin`, `preface`, `first`: a connection begins; `head`, `payload`: of a frame; `seek`: the place of frames is lost; `over`: nothing is read. */
type Stage = "begin" | "preface" | "first" | "head" | "payload" | "seek" | "over";

/** One direction. */
class Http2Side {
  readonly #context: ContentContext;
  readonly #connection: Http2Contents;
  readonly #side: Side;
  readonly #hpack: HpackDecoder;
  readonly #block: GrowingBytes;
  readonly #sought: GrowingBytes;
  /** Whichever side the capture calls the client: the one that asks says the preface. */
  #stage: Stage = "begin";
  #prefaceAt = 0;
  /** A frame's head as it comes. */
  readonly #headBytes = new Uint8Array(FRAME_HEAD_BYTES);
  #headLength = 0;
  readonly #head: FrameHead = { length: 0, type: 0, flags: 0, streamId: 0 };
  /** The current frame's payload: bytes before its content (`#prefix`), all that is left, and padding at its end. */
  #prefixLeft = 0;
  #left = 0;
  #padding = 0;
  /** The exchange that the current DATA frame belongs to. */
  #body: HttpExchange | undefined;
  /** The header block that is being collected. */
  #isBlockOpen = false;
  #isBlockLost = false;
  #blockStreamId = 0;
  #blockEndsStream = false;
  #promisedId = 0;
  readonly #place = { streamStart: 0, streamEnd: 0, packets: { first: 0, last: 0 }, timeUs: 0 };
  #hasUnreadableHeads = false;
  /** Where the bytes that are sought through began. */
  #soughtStart = 0;
  readonly #soughtPackets: PacketSpan = { first: 0, last: 0 };
  #soughtBytes = 0;
  #losses = 0;
  #framesSinceFound = 0;

  constructor(context: ContentContext, connection: Http2Contents, side: Side) {
    this.#context = context;
    this.#connection = connection;
    this.#side = side;
    this.#hpack = new HpackDecoder(context.held);
    this.#block = new GrowingBytes(context.limits.maxHeadBytes, context.held);
    this.#sought = new GrowingBytes(MAX_SOUGHT_BYTES, context.held);
  }

  data(bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const base = streamStart - start;
    let at = start;
    while (at < end) {
      if (this.#stage === "payload") at = this.#payload(bytes, at, end, base, packets, timeUs);
      else if (this.#stage === "begin") this.#stage = u8(bytes, at) === PREFACE.charCodeAt(0) ? "preface" : "first";
      else if (this.#stage === "preface") at = this.#preface(bytes, at, end);
      else if (this.#stage === "over") {
        this.#missed(end - at);
        return;
      } else if (this.#stage === "seek") {
        this.#seek(bytes, at, end, base + at, packets, timeUs);
        return;
      } else {
        this.#headBytes[this.#headLength++] = u8(bytes, at++);
        if (this.#headLength === FRAME_HEAD_BYTES) this.#frame(base + at, packets, timeUs);
      }
    }
  }

  gap(lengthBytes: number): void {
    this.#missed(lengthBytes);
    this.#lose();
  }

  end(): void {
    if (this.#stage === "seek") this.#readLast();
    if (this.#isBlockOpen) this.#blockLost();
    this.#forgetSought();
    this.#block.clear();
    this.#hpack.clear();
    this.#stage = "over";
  }

  /** Frames of open streams that end with the connection are where they seem to be. */
  #readLast(): void {
    const { bytes, length } = this.#sought;
    for (let at = 0; at + FRAME_HEAD_BYTES <= length; at++) {
      if (this.#isCertain(bytes, at, length, true) !== true) continue;
      this.#missed(at);
      this.#readFound(at, this.#place.timeUs);
      return;
    }
  }

  #preface(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (; at < end && this.#prefaceAt < PREFACE.length; at++, this.#prefaceAt++) {
      if (u8(bytes, at) === PREFACE.charCodeAt(this.#prefaceAt)) continue;
      this.#lost(this.#prefaceAt);
      this.#lose();
      return at;
    }
    if (this.#prefaceAt === PREFACE.length) this.#stage = "first";
    return at;
  }

  /** A head is complete. */
  #frame(streamAt: number, packets: PacketSpan, timeUs: number): void {
    const head = this.#head;
    readFrameHead(this.#headBytes, 0, head);
    this.#headLength = 0;
    const isFirst = this.#stage === "first";
    this.#framesSinceFound++;
    if (!isPossible(head) || (isFirst && head.type !== SETTINGS)) {
      this.#lose();
      const bytes = this.#headBytes.slice();
      this.#seek(bytes, 0, bytes.length, streamAt - bytes.length, packets, timeUs);
      return;
    }
    const { type, flags, streamId } = head;
    if (this.#isBlockOpen && (type !== CONTINUATION || streamId !== this.#blockStreamId)) this.#blockLost();
    this.#stage = "payload";
    this.#left = head.length;
    this.#padding = 0;
    this.#prefixLeft = 0;
    this.#body = undefined;
    if (type === DATA) {
      this.#prefixLeft = flags & PADDED ? 1 : 0;
      this.#body = this.#connection.exchange(streamId);
    } else if (type === HEADERS || type === PUSH_PROMISE) {
      this.#prefixLeft = (flags & PADDED ? 1 : 0) + (type === PUSH_PROMISE ? 4 : flags & PRIORITY ? 5 : 0);
      this.#openBlock(type, flags, streamId, streamAt, packets, timeUs);
    } else if (type === CONTINUATION && !this.#isBlockOpen) this.#headsUnreadable();
    if (this.#prefixLeft > this.#left) this.#lose();
    else if (this.#left === 0) this.#frameEnd();
  }

  #payload(bytes: Uint8Array, start: number, end: number, base: number, packets: PacketSpan, timeUs: number): number {
    let at = start;
    const { type, flags } = this.#head;
    while (this.#prefixLeft > 0 && at < end) {
      const byte = u8(bytes, at++);
      const isPadLength = (flags & PADDED) !== 0 && this.#left === this.#head.length;
      if (isPadLength) this.#padding = byte;
      else if (type === PUSH_PROMISE) this.#promisedId = ((this.#promisedId << 8) | byte) & 0x7fffffff;
      this.#prefixLeft--;
      this.#left--;
      if (this.#prefixLeft === 0 && this.#padding > this.#left) {
        this.#lose();
        return at;
      }
    }
    const count = Math.min(this.#left, end - at);
    const content = Math.max(0, Math.min(count, this.#left - this.#padding));
    if (content > 0 && this.#prefixLeft === 0) {
      if (type === DATA) {
        if (this.#body === undefined) this.#lost(content);
        else this.#body.data(this.#side, bytes, at, at + content, base + at, base + at + content, packets, timeUs);
      } else if (this.#isBlockOpen) this.#collect(bytes, at, content, base + at, packets);
    }
    this.#left -= count;
    if (this.#left === 0) this.#frameEnd();
    return at + count;
  }

  #frameEnd(): void {
    const { type, flags, streamId } = this.#head;
    this.#stage = "head";
    if (type === DATA) {
      if ((flags & END_STREAM) !== 0 && this.#body !== undefined) this.#sideEnd(streamId, this.#body, true);
    } else if (type === RST_STREAM) {
      const exchange = this.#connection.isOpen(streamId) ? this.#connection.exchange(streamId) : undefined;
      exchange?.end();
      if (exchange !== undefined) this.#connection.settle(streamId, exchange);
    } else if (this.#isBlockOpen && (flags & END_HEADERS) !== 0) this.#blockEnd();
  }

  #sideEnd(streamId: number, exchange: HttpExchange, isWhole: boolean): void {
    exchange.sideEnd(this.#side, isWhole);
    this.#connection.settle(streamId, exchange);
  }

  #openBlock(type: number, flags: number, streamId: number, streamAt: number, packets: PacketSpan, timeUs: number): void {
    this.#isBlockOpen = true;
    this.#isBlockLost = false;
    this.#blockStreamId = streamId;
    this.#blockEndsStream = type === HEADERS && (flags & END_STREAM) !== 0;
    this.#promisedId = 0;
    const place = this.#place;
    place.streamStart = streamAt;
    place.streamEnd = streamAt;
    place.packets.first = packets.first;
    place.packets.last = packets.last;
    place.timeUs = timeUs;
  }

  #collect(bytes: Uint8Array, at: number, count: number, streamAt: number, packets: PacketSpan): void {
    const place = this.#place;
    if (place.streamEnd === place.streamStart) place.streamStart = streamAt;
    place.streamEnd = streamAt + count;
    place.packets.first = Math.min(place.packets.first, packets.first);
    place.packets.last = Math.max(place.packets.last, packets.last);
    const before = this.#block.length;
    if (!this.#isBlockLost && this.#block.append(bytes, at, at + count) < count) {
      this.#lost(before + count);
      this.#block.clear();
      this.#isBlockLost = true;
    } else if (this.#isBlockLost) this.#lost(count);
  }

  #blockEnd(): void {
    if (this.#isBlockLost) {
      this.#blockLost();
      return;
    }
    this.#isBlockOpen = false;
    const length = this.#block.length;
    const fields = this.#hpack.decode(this.#block.bytes.subarray(0, length));
    this.#block.drop(length);
    const isPromise = this.#promisedId > 0;
    const streamId = isPromise ? this.#promisedId : this.#blockStreamId;
    if (fields === undefined) {
      this.#lost(length);
      this.#headsUnreadable();
    } else if (this.#hpack.unknownFields > 0) this.#reportUnreadable();
    const exchange = this.#connection.exchange(streamId);
    if (exchange === undefined) return;
    if (fields === undefined) exchange.headLost(this.#side);
    else if (isPromise) exchange.promise(this.#side, fields, this.#place);
    else exchange.head(this.#side, fields, this.#place, this.#hpack.unknownFields === 0);
    if (this.#blockEndsStream) this.#sideEnd(streamId, exchange, true);
  }

  /** The block that is being collected will not be whole. */
  #blockLost(): void {
    this.#isBlockOpen = false;
    this.#lost(this.#block.length);
    this.#block.clear();
    this.#headsUnreadable();
    const exchange = this.#connection.exchange(this.#blockStreamId);
    exchange?.headLost(this.#side);
    if (exchange !== undefined && this.#blockEndsStream) this.#sideEnd(this.#blockStreamId, exchange, false);
  }

  #headsUnreadable(): void {
    this.#hpack.lose();
    this.#reportUnreadable();
  }

  #reportUnreadable(): void {
    if (!this.#hasUnreadableHeads) this.#context.onIssue(framingIssues.headsUnreadable);
    this.#hasUnreadableHeads = true;
  }

  /** The place of frames is not known any more. */
  #lose(): void {
    if (this.#stage === "over") return;
    if (this.#isBlockOpen) this.#blockLost();
    this.#hpack.lose();
    this.#lost(this.#headLength);
    this.#headLength = 0;
    this.#body = undefined;
    this.#forgetSought();
    this.#connection.framesLost();
    if (this.#framesSinceFound < FEW_FRAMES) this.#losses++;
    this.#stage = this.#losses > MAX_LOSSES ? "over" : "seek";
  }

  #lost(lengthBytes: number): void {
    if (lengthBytes > 0) this.#context.lost(this.#side, lengthBytes);
  }

  /** Bytes went by that may have been of any body that is open. */
  #missed(lengthBytes: number): void {
    this.#lost(lengthBytes);
    if (lengthBytes > 0) this.#connection.bodiesGap(this.#side, lengthBytes);
  }

  #forgetSought(): void {
    this.#missed(this.#sought.length);
    this.#sought.clear();
  }

  /** Looks for frames by their heads. */
  #seek(bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    let at = start;
    while (at < end) {
      const sought = this.#sought;
      if (sought.length === 0) {
        this.#soughtStart = streamStart + at - start;
        this.#soughtPackets.first = packets.first;
      }
      this.#soughtPackets.last = packets.last;
      const count = sought.append(bytes, at, end);
      at += count;
      this.#soughtBytes += count;
      if (count === 0 || this.#soughtBytes > MAX_SOUGHT_BYTES_ALL) {
        this.#forgetSought();
        this.#missed(end - at);
        this.#stage = "over";
        return;
      }
      const found = this.#find();
      this.#missed(found.at);
      if (!found.isCertain) {
        sought.drop(found.at);
        this.#soughtStart += found.at;
        continue;
      }
      this.#readFound(found.at, timeUs);
      if (at < end) this.data(bytes, at, end, streamStart + at - start, packets, timeUs);
      return;
    }
  }

  /** Reads what was sought through from where frames begin. */
  #readFound(at: number, timeUs: number): void {
    const rest = this.#sought.bytes.slice(at, this.#sought.length);
    this.#sought.clear();
    this.#soughtBytes = 0;
    this.#framesSinceFound = 0;
    this.#stage = "head";
    this.data(rest, 0, rest.length, this.#soughtStart + at, { ...this.#soughtPackets }, timeUs);
  }

  /** The first place that frames begin at for certain, or the first one of which more must be seen. */
  #find(): { readonly at: number; readonly isCertain: boolean } {
    const { bytes, length } = this.#sought;
    const isFull = length === MAX_SOUGHT_BYTES;
    for (let at = 0; at + FRAME_HEAD_BYTES <= length; at++) {
      const certain = this.#isCertain(bytes, at, length);
      if (certain === true) return { at, isCertain: true };
      if (certain === undefined && !(isFull && at === 0)) return { at, isCertain: false };
    }
    return { at: Math.max(0, length - FRAME_HEAD_BYTES + 1), isCertain: false };
  }

  /** `undefined`: it may be, but the bytes end before that is certain. `isLast`: nothing comes behind them. */
  #isCertain(bytes: Uint8Array, start: number, end: number, isLast = false): boolean | undefined {
    const head = this.#head;
    let isOfOpenStream = false;
    let at = start;
    for (let heads = 1; ; heads++) {
      if (at === end && isLast) return isOfOpenStream;
      if (at + FRAME_HEAD_BYTES > end) return undefined;
      readFrameHead(bytes, at, head);
      if (!isPlain(head, bytes, at) || (heads === 1 && head.type === CONTINUATION)) return false;
      const isOpen = this.#connection.isOpen(head.streamId);
      if (!isOpen && !this.#connection.mayBeNew(head.streamId)) return false;
      isOfOpenStream ||= isOpen;
      if (heads >= (isOfOpenStream ? CERTAIN_HEADS_OF_OPEN_STREAMS : CERTAIN_HEADS)) return true;
      at += FRAME_HEAD_BYTES + head.length;
    }
  }
}
