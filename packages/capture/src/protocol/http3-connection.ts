/** HTTP/3 (RFC 9114) in decrypted QUIC streams: header blocks of the client's requests until one names the host. */
import type { AnalyzerContext, Side } from "../analyzer.ts";
import { hostOfAuthority } from "./byte-text.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { protocolIssues } from "./protocol-issues.table.ts";
import { QpackDecoder } from "./qpack.ts";
import { readVarint } from "./quic-long-header.ts";
import { addService } from "./service.ts";

/** Largest header block that is collected. */
const MAX_BLOCK_BYTES = 65_536;
/** Streams whose first request is looked at. */
const MAX_STREAMS = 64;
/** Blocks that wait for the encoder stream. */
const MAX_BLOCKED = 16;
const MAX_SETTINGS = 64;

const HEADERS = 1;
const SETTINGS = 4;
const CONTROL_STREAM = 0;
const ENCODER_STREAM = 2;
const QPACK_MAX_TABLE_CAPACITY = 1;

interface StreamState {
  readonly side: Side;
  /** What a one-way stream is for; -2 until its type is known, -1 for requests. */
  type: number;
  readonly held: GrowingBytes;
  /** Bytes of the current frame's contents that go by unread. */
  skip: number;
  isDone: boolean;
}

/** One HTTP/3 connection. */
export class Http3Connection {
  readonly #context: AnalyzerContext;
  readonly #clientSide: Side;
  readonly #qpack: QpackDecoder;
  readonly #streams = new Map<string, StreamState>();
  readonly #blocked: Uint8Array[] = [];
  #isDone = false;

  constructor(context: AnalyzerContext, clientSide: Side) {
    this.#context = context;
    this.#clientSide = clientSide;
    this.#qpack = new QpackDecoder(context.held);
    addService(context.facts, "http");
  }

  /** True when the host is known or cannot be. */
  get done(): boolean {
    return this.#isDone;
  }

  /** Takes the next bytes of a stream, in order. */
  data(side: Side, streamId: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#isDone) return;
    const isRequest = streamId % 4 === 0;
    if (isRequest && side !== this.#clientSide) return;
    const key = `${side} ${streamId}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      if (this.#streams.size >= MAX_STREAMS) return;
      stream = { side, type: isRequest ? -1 : -2, held: new GrowingBytes(MAX_BLOCK_BYTES, this.#context.held), skip: 0, isDone: false };
      this.#streams.set(key, stream);
    }
    if (stream.isDone) return;
    let at = start;
    if (stream.type === ENCODER_STREAM) {
      this.#encoder(stream, bytes, at, end);
      return;
    }
    const skipped = Math.min(stream.skip, end - at);
    stream.skip -= skipped;
    at += skipped;
    if (stream.held.append(bytes, at, end) < end - at) this.#drop(stream);
    else this.#read(stream);
  }

  /** Something of a stream is missing: what follows cannot be framed. */
  gap(side: Side, streamId: number): void {
    const stream = this.#streams.get(`${side} ${streamId}`);
    if (stream !== undefined) this.#drop(stream);
  }

  #read(stream: StreamState): void {
    const { held } = stream;
    if (stream.type === -2) {
      const type = readVarint(held.bytes, 0, held.length);
      if (type === undefined) return;
      stream.type = type[0];
      held.drop(type[1]);
      if (stream.type === ENCODER_STREAM) {
        const rest = held.bytes.slice(0, held.length);
        held.clear();
        this.#encoder(stream, rest, 0, rest.length);
        return;
      }
      if (stream.type !== CONTROL_STREAM) {
        this.#drop(stream);
        return;
      }
    }
    while (!stream.isDone && !this.#isDone) {
      const type = readVarint(held.bytes, 0, held.length);
      const length = type === undefined ? undefined : readVarint(held.bytes, type[1], held.length);
      if (type === undefined || length === undefined) return;
      const end = length[1] + length[0];
      const isWanted = type[0] === (stream.type === CONTROL_STREAM ? SETTINGS : HEADERS);
      if (isWanted && end > MAX_BLOCK_BYTES) {
        this.#drop(stream);
        return;
      }
      if (isWanted && end > held.length) return;
      if (isWanted && stream.type === CONTROL_STREAM) this.#settings(stream, length[1], end);
      else if (isWanted) {
        this.#block(held.bytes.slice(length[1], end));
        this.#drop(stream); // trailers name nobody
        return;
      }
      stream.skip = Math.max(0, end - held.length);
      held.drop(Math.min(end, held.length));
      if (stream.skip > 0) return;
    }
  }

  #settings(stream: StreamState, start: number, end: number): void {
    const { bytes } = stream.held;
    const isServer = stream.side !== this.#clientSide;
    for (let at = start, count = 0; at < end && count < MAX_SETTINGS; count++) {
      const id = readVarint(bytes, at, end);
      const value = id === undefined ? undefined : readVarint(bytes, id[1], end);
      if (id === undefined || value === undefined) break;
      if (isServer && id[0] === QPACK_MAX_TABLE_CAPACITY) this.#qpack.maxCapacityBytes = value[0];
      at = value[1];
    }
    this.#drop(stream);
  }

  #encoder(stream: StreamState, bytes: Uint8Array, start: number, end: number): void {
    if (stream.side !== this.#clientSide) return;
    this.#qpack.encoderStream(bytes, start, end);
    for (const block of this.#blocked.splice(0)) {
      this.#context.held?.give(block.length);
      this.#block(block);
    }
  }

  #block(block: Uint8Array): void {
    const fields = this.#qpack.decode(block);
    if (fields === "blocked") {
      if (this.#blocked.length < MAX_BLOCKED && this.#context.held?.take(block.length) !== false) this.#blocked.push(block);
      return;
    }
    if (fields === "broken") {
      this.#context.issue(protocolIssues.qpackBroken);
      this.#isDone = true;
      return;
    }
    const authority = fields.find(([name]) => name === ":authority") ?? fields.find(([name]) => name === "host");
    if (authority === undefined) return;
    const text = Uint8Array.from(authority[1], (character) => character.charCodeAt(0));
    this.#context.facts.host ??= hostOfAuthority(text, 0, text.length);
    this.#isDone = true;
  }

  #drop(stream: StreamState): void {
    stream.isDone = true;
    stream.held.clear();
  }
}
