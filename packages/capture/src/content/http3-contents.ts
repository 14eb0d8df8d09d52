/**
 * HTTP/3 (RFC 9114) in the decrypted streams of a QUIC connection, both directions, as parts: header blocks as lines (QPACK with its table),
 * bodies without their frames. Streams that are no part of HTTP/3, and streams of other protocols, are given as they are.
 */
import type { Side } from "../analyzer.ts";
import { u8 } from "../protocol/big-endian.ts";
import { GrowingBytes } from "../protocol/growing-bytes.ts";
import { QpackDecoder } from "../protocol/qpack.ts";
import { readVarint } from "../protocol/quic-long-header.ts";
import type { PacketSpan, TransportLayer } from "./content-part.ts";
import type { ContentContext, ContentStream, QuicContents } from "./content-stream.ts";
import { framingIssues } from "./framing-issues.table.ts";
import { HeldRuns } from "./held-runs.ts";
import { EXCHANGE_BYTES, HttpExchange, type OpenTunnel } from "./http-exchange.ts";
import { PlainStream } from "./plain-stream.ts";

/** Most bytes that wait behind a header block which needs more of the encoder stream. */
const MAX_BLOCKED_BYTES = 262_144;
/** Streams that have ended and are kept until their header block can be read. */
const MAX_LATE_STREAMS = 256;
const MAX_SETTINGS = 64;
const MAX_SETTINGS_BYTES = 1_024;
/** Type and length of a frame: two numbers of up to eight bytes. */
const MAX_FRAME_HEAD_BYTES = 16;

const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const PUSH_PROMISE = 5;

const CONTROL_STREAM = 0;
const PUSH_STREAM = 1;
const ENCODER_STREAM = 2;
const DECODER_STREAM = 3;
const QPACK_MAX_TABLE_CAPACITY = 1;

/** Reads the streams of one HTTP/3 connection. `openTunnel`: who reads what follows a CONNECT. */
export function createHttp3Contents(context: ContentContext, openTunnel: OpenTunnel): QuicContents {
  return new Http3Contents(context, openTunnel);
}

class Http3Contents implements QuicContents {
  readonly context: ContentContext;
  readonly transport: readonly TransportLayer[];
  readonly openTunnel: OpenTunnel;
  /** Decoders of the header blocks that a side sends. */
  readonly qpack: readonly [QpackDecoder, QpackDecoder];
  /** Sides of streams whose header block waits for the encoder stream. */
  readonly blocked: readonly [Set<FrameSide>, Set<FrameSide>] = [new Set(), new Set()];
  /** Streams that have ended while a block of theirs waits. */
  readonly late = new Set<RequestStream>();
  #hasUnreadableHeads = false;
  #hasLostFrames = false;

  constructor(context: ContentContext, openTunnel: OpenTunnel) {
    this.context = context;
    this.openTunnel = openTunnel;
    this.transport = [...context.carriedIn, "http3"];
    this.qpack = [new QpackDecoder(context.held), new QpackDecoder(context.held)];
  }

  stream(streamId: number): ContentStream {
    const kind = streamId % 4;
    if (kind === 0) return new RequestStream(this, streamId);
    return kind === 1 ? new PlainStream({ ...this.context, streamId }) : new OneWayStream(this, streamId);
  }

  end(): void {
    for (const stream of this.late) stream.close();
    this.qpack[0].clear();
    this.qpack[1].clear();
  }

  /** More of a side's encoder stream is known. */
  unblock(side: Side): void {
    for (const waiting of [...this.blocked[side]]) waiting.retry();
  }

  headsUnreadable(): void {
    if (!this.#hasUnreadableHeads) this.context.onIssue(framingIssues.headsUnreadable);
    this.#hasUnreadableHeads = true;
  }

  framesLost(): void {
    if (!this.#hasLostFrames) this.context.onIssue(framingIssues.framesLost);
    this.#hasLostFrames = true;
  }
}

/** One stream with a request and its answer. */
class RequestStream implements ContentStream {
  readonly #connection: Http3Contents;
  readonly #sides: readonly [FrameSide, FrameSide];
  readonly #exchange: ExchangeRoom;

  constructor(connection: Http3Contents, streamId: number) {
    this.#connection = connection;
    this.#exchange = new ExchangeRoom(connection, streamId);
    const onUnblocked = (): void => this.unblocked();
    this.#sides = [new FrameSide(connection, this.#exchange, 0, onUnblocked), new FrameSide(connection, this.#exchange, 1, onUnblocked)];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    this.#sides[side].data(bytes, start, end, streamStart, packets, timeUs);
  }

  gap(side: Side, lengthBytes: number): void {
    this.#sides[side].gap(lengthBytes);
  }

  sideEnd(side: Side): void {
    this.#sides[side].sideEnd();
  }

  /** A stream whose header block waits ends when that was read, or with the connection. */
  end(): void {
    const { late } = this.#connection;
    if (this.#isBlocked && late.size < MAX_LATE_STREAMS) late.add(this);
    else this.close();
  }

  /** A header block waits no more. */
  unblocked(): void {
    if (!this.#isBlocked && this.#connection.late.has(this)) this.close();
  }

  /** Ends whatever waits. */
  close(): void {
    this.#connection.late.delete(this);
    this.#sides[0].end();
    this.#sides[1].end();
    this.#exchange.end();
  }

  get #isBlocked(): boolean {
    return this.#sides[0].isBlocked || this.#sides[1].isBlocked;
  }
}

/** An exchange, as long as there is room for it. */
class ExchangeRoom {
  readonly streamId: number;
  readonly #connection: Http3Contents;
  #exchange: HttpExchange | null = null;
  #wasRefused = false;

  constructor(connection: Http3Contents, streamId: number) {
    this.#connection = connection;
    this.streamId = streamId;
  }

  get exchange(): HttpExchange | null {
    if (this.#exchange !== null || this.#wasRefused) return this.#exchange;
    const { context, transport, openTunnel } = this.#connection;
    this.#wasRefused = !context.held.take(EXCHANGE_BYTES);
    if (!this.#wasRefused) this.#exchange = new HttpExchange(context, { transport, streamId: this.streamId, openTunnel });
    return this.#exchange;
  }

  end(): void {
    if (this.#exchange === null) return;
    this.#exchange.end();
    this.#exchange = null;
    this.#wasRefused = true;
    this.#connection.context.held.give(EXCHANGE_BYTES);
  }
}

/** `head`: of a frame; `block`: contents that are collected; `body`; `pass`: contents of other frames; `over`: nothing is read any more. */
type Stage = "head" | "block" | "body" | "pass" | "over";

/** The frames of one direction of one stream. */
class FrameSide {
  readonly #connection: Http3Contents;
  readonly #room: ExchangeRoom;
  readonly #side: Side;
  readonly #onUnblocked: () => void;
  #stage: Stage = "head";
  readonly #head = new Uint8Array(MAX_FRAME_HEAD_BYTES);
  #headLength = 0;
  #type = 0;
  #left = 0;
  readonly #block: GrowingBytes;
  #isBlockLost = false;
  #place = { streamStart: 0, streamEnd: 0, packets: { first: 0, last: 0 }, timeUs: 0 };
  /** True while the collected block waits for the encoder stream; what follows waits with it. */
  #isBlocked = false;
  #waiting: HeldRuns;
  /** True when this side said no more while it waited. */
  #isEndWaiting = false;

  constructor(connection: Http3Contents, room: ExchangeRoom, side: Side, onUnblocked: () => void) {
    this.#onUnblocked = onUnblocked;
    this.#connection = connection;
    this.#room = room;
    this.#side = side;
    const { limits, held } = connection.context;
    this.#block = new GrowingBytes(limits.maxHeadBytes, held);
    this.#waiting = new HeldRuns(MAX_BLOCKED_BYTES, held);
  }

  data(bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const base = streamStart - start;
    let at = start;
    while (at < end) {
      if (this.#isBlocked) {
        at += this.#waiting.append(bytes, at, end, base + at, packets, timeUs);
        if (at < end) this.#giveUpBlock();
      } else if (this.#stage === "over") {
        this.#lost(end - at);
        this.#room.exchange?.gap(this.#side, end - at);
        return;
      } else if (this.#stage === "head") {
        this.#head[this.#headLength++] = u8(bytes, at++);
        this.#frame(base + at, packets, timeUs);
      } else {
        const count = Math.min(this.#left, end - at);
        this.#content(bytes, at, count, base + at, packets, timeUs);
        at += count;
      }
    }
  }

  gap(lengthBytes: number): void {
    this.#giveUpBlock();
    this.#lost(lengthBytes);
    this.#room.exchange?.gap(this.#side, lengthBytes);
    if (this.#stage === "over") return;
    if (this.#stage === "head" || lengthBytes > this.#left) {
      // Where the next frame begins is not known, and its head is too short to be found.
      this.#connection.framesLost();
      this.#lost(this.#headLength + this.#block.length);
      this.#block.clear();
      this.#headLength = 0;
      this.#stage = "over";
      return;
    }
    if (this.#stage === "block") {
      this.#lost(this.#block.length);
      this.#block.clear();
      this.#isBlockLost = true;
    }
    this.#left -= lengthBytes;
    if (this.#left === 0) this.#frameEnd();
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  sideEnd(): void {
    if (this.#isBlocked) {
      this.#isEndWaiting = true;
      return;
    }
    const isWhole = this.#stage === "head" && this.#headLength === 0;
    this.end();
    this.#room.exchange?.sideEnd(this.#side, isWhole);
  }

  end(): void {
    this.#giveUpBlock();
    if (this.#stage === "block" || this.#headLength > 0) this.#lost(this.#block.length + this.#headLength);
    this.#headLength = 0;
    this.#block.clear();
    this.#waiting.clear();
    this.#stage = "over";
  }

  /** More of the encoder stream is there. */
  retry(): void {
    if (this.#isBlocked && this.#decode(false)) this.#goOn();
  }

  #lost(lengthBytes: number): void {
    if (lengthBytes > 0) this.#connection.context.lost(this.#side, lengthBytes);
  }

  /** The block does not get what it waits for. */
  #giveUpBlock(): void {
    while (this.#isBlocked) {
      this.#decode(true);
      this.#goOn();
    }
  }

  /** What waited behind the block is read. It may come to wait again. */
  #goOn(): void {
    this.#isBlocked = false;
    this.#connection.blocked[this.#side].delete(this);
    const waited = this.#waiting;
    const { limits, held } = this.#connection.context;
    this.#waiting = new HeldRuns(Math.max(MAX_BLOCKED_BYTES, limits.maxHeadBytes), held);
    waited.replay(0, waited.length, (bytes, start, end, streamStart, packets, timeUs) =>
      this.data(bytes, start, end, streamStart, packets, timeUs),
    );
    waited.clear();
    if (this.#isBlocked) return;
    if (this.#isEndWaiting) this.sideEnd();
    this.#onUnblocked();
  }

  /** Another byte of a frame's head is there. */
  #frame(streamAt: number, packets: PacketSpan, timeUs: number): void {
    const type = readVarint(this.#head, 0, this.#headLength);
    const length = type === undefined ? undefined : readVarint(this.#head, type[1], this.#headLength);
    if (type === undefined || length === undefined) return;
    this.#headLength = 0;
    this.#type = type[0];
    this.#left = length[0];
    this.#isBlockLost = false;
    const isBlock = this.#type === HEADERS || this.#type === PUSH_PROMISE;
    this.#stage = this.#type === DATA ? "body" : isBlock ? "block" : "pass";
    if (isBlock) {
      this.#place = { streamStart: streamAt, streamEnd: streamAt, packets: { ...packets }, timeUs };
      if (this.#left > this.#connection.context.limits.maxHeadBytes) this.#isBlockLost = true;
    }
    if (this.#left === 0) this.#frameEnd();
  }

  #content(bytes: Uint8Array, at: number, count: number, streamAt: number, packets: PacketSpan, timeUs: number): void {
    if (this.#stage === "body") {
      const { exchange } = this.#room;
      if (exchange === null) this.#lost(count);
      else exchange.data(this.#side, bytes, at, at + count, streamAt, streamAt + count, packets, timeUs);
    } else if (this.#stage === "block") {
      this.#place.streamEnd = streamAt + count;
      this.#place.packets.first = Math.min(this.#place.packets.first, packets.first);
      this.#place.packets.last = Math.max(this.#place.packets.last, packets.last);
      const before = this.#block.length;
      if (this.#isBlockLost) this.#lost(count);
      else if (this.#block.append(bytes, at, at + count) < count) {
        this.#lost(before + count);
        this.#block.clear();
        this.#isBlockLost = true;
      }
    }
    this.#left -= count;
    if (this.#left === 0) this.#frameEnd();
  }

  #frameEnd(): void {
    const isBlock = this.#stage === "block";
    this.#stage = "head";
    if (!isBlock) return;
    if (this.#isBlockLost) this.#headLost();
    else if (!this.#decode(false)) {
      this.#isBlocked = true;
      this.#connection.blocked[this.#side].add(this);
    }
  }

  #headLost(): void {
    this.#connection.headsUnreadable();
    if (this.#type === HEADERS) this.#room.exchange?.headLost(this.#side);
  }

  /** Decodes the collected block. False when it has to wait; `isLast`: it cannot. */
  #decode(isLast: boolean): boolean {
    const qpack = this.#connection.qpack[this.#side];
    const { length } = this.#block;
    // A promise begins with the number of its push.
    const start = this.#type === PUSH_PROMISE ? (readVarint(this.#block.bytes, 0, length)?.[1] ?? length) : 0;
    const fields = qpack.decode(this.#block.bytes.subarray(start, length));
    if (fields === "blocked" && !isLast) return false;
    this.#block.drop(length);
    if (typeof fields === "string") {
      this.#lost(length);
      this.#headLost();
      return true;
    }
    const isWhole = qpack.unknownFields === 0;
    if (!isWhole) this.#connection.headsUnreadable();
    const { exchange } = this.#room;
    if (this.#type === HEADERS) exchange?.head(this.#side, fields, this.#place, isWhole);
    else {
      const { context, transport, openTunnel } = this.#connection;
      const promised = new HttpExchange(context, { transport, streamId: this.#room.streamId, openTunnel });
      promised.promise(this.#side, fields, this.#place);
      promised.end();
    }
    return true;
  }
}

/** A stream of one direction: its first number says what it is for. */
class OneWayStream implements ContentStream {
  readonly #connection: Http3Contents;
  readonly #streamId: number;
  readonly #head = new Uint8Array(8);
  #headLength = 0;
  #type: number | null = null;
  /** Settings as they come, of a control stream. */
  #settings: GrowingBytes | null = null;
  #room: ExchangeRoom | null = null;
  #frames: FrameSide | null = null;
  #pushNumberLength = 0;
  #plain: PlainStream | null = null;

  constructor(connection: Http3Contents, streamId: number) {
    this.#connection = connection;
    this.#streamId = streamId;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    let at = start;
    while (this.#type === null && at < end) {
      this.#head[this.#headLength++] = u8(bytes, at++);
      const type = readVarint(this.#head, 0, this.#headLength);
      if (type !== undefined) this.#begin(type[0], side);
    }
    if (this.#type === PUSH_STREAM) at = this.#passPushNumber(bytes, at, end);
    if (at >= end) return;
    const { qpack } = this.#connection;
    if (this.#type === ENCODER_STREAM) {
      qpack[side].encoderStream(bytes, at, end);
      this.#connection.unblock(side);
    } else if (this.#type === CONTROL_STREAM) this.#control(side, bytes, at, end);
    else if (this.#frames !== null) this.#frames.data(bytes, at, end, streamStart + at - start, packets, timeUs);
    else this.#plain?.data(side, bytes, at, end, streamStart + at - start, packets, timeUs);
  }

  gap(side: Side, lengthBytes: number): void {
    if (this.#type === ENCODER_STREAM) {
      this.#connection.context.lost(side, lengthBytes);
      this.#connection.qpack[side].lose();
      this.#connection.unblock(side);
    } else if (this.#frames !== null) this.#frames.gap(lengthBytes);
    else if (this.#plain !== null) this.#plain.gap(side, lengthBytes);
    else {
      this.#connection.context.lost(side, lengthBytes);
      this.#settings?.clear();
      this.#settings = null;
      // What it was for is not known; if it was the encoder's, nothing can be said of the table.
      if (this.#type === null) {
        this.#begin(DECODER_STREAM, side);
        this.#connection.qpack[side].lose();
        this.#connection.unblock(side);
      }
    }
  }

  sideEnd(side: Side): void {
    this.#frames?.sideEnd();
    this.#plain?.sideEnd(side);
  }

  end(): void {
    this.#settings?.clear();
    this.#frames?.end();
    this.#room?.end();
    this.#plain?.end();
  }

  #begin(type: number, side: Side): void {
    this.#type = type;
    const { context } = this.#connection;
    if (type === CONTROL_STREAM) this.#settings = new GrowingBytes(MAX_SETTINGS_BYTES, context.held);
    else if (type === PUSH_STREAM) {
      this.#room = new ExchangeRoom(this.#connection, this.#streamId);
      this.#frames = new FrameSide(this.#connection, this.#room, side, () => {});
      this.#headLength = 0;
    } else if (type !== ENCODER_STREAM && type !== DECODER_STREAM) {
      this.#plain = new PlainStream({ ...context, carriedIn: this.#connection.transport, streamId: this.#streamId });
    }
  }

  /** The number of the push stands before its frames. */
  #passPushNumber(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (this.#pushNumberLength === 0 && at < end) {
      this.#head[this.#headLength++] = u8(bytes, at++);
      this.#pushNumberLength = readVarint(this.#head, 0, this.#headLength)?.[1] ?? 0;
    }
    return at;
  }

  /** Settings are the first frame of a control stream; what follows says nothing about contents. */
  #control(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const settings = this.#settings;
    if (settings === null) return;
    const isWhole = settings.append(bytes, start, end) === end - start;
    const type = readVarint(settings.bytes, 0, settings.length);
    const length = type === undefined ? undefined : readVarint(settings.bytes, type[1], settings.length);
    const settingsEnd = length === undefined ? Number.POSITIVE_INFINITY : length[1] + length[0];
    const isUseless = (type !== undefined && type[0] !== SETTINGS) || (!isWhole && settingsEnd > settings.length);
    if (length !== undefined && settingsEnd <= settings.length && !isUseless)
      this.#readSettings(side, settings.bytes, length[1], settingsEnd);
    else if (!isUseless) return;
    settings.clear();
    this.#settings = null;
  }

  #readSettings(side: Side, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (let count = 0; at < end && count < MAX_SETTINGS; count++) {
      const id = readVarint(bytes, at, end);
      const value = id === undefined ? undefined : readVarint(bytes, id[1], end);
      if (id === undefined || value === undefined) return;
      // What a side allows bounds the table of the other side's blocks.
      if (id[0] === QPACK_MAX_TABLE_CAPACITY) this.#connection.qpack[side === 0 ? 1 : 0].maxCapacityBytes = value[0];
      at = value[1];
    }
  }
}
