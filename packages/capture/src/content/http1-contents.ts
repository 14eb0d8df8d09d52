/**
 * HTTP/1 (RFC 9112): heads and bodies of both sides, answers matched with their requests, and what follows CONNECT and Upgrade. A side whose
 * framing is lost is read as bytes until a head plainly begins; answers are not matched any more then.
 */
import type { Side } from "../analyzer.ts";
import { u8 } from "../protocol/big-endian.ts";
import { indexOfByte } from "../protocol/byte-text.ts";
import type { ContentPart, ContentSink, HttpMessage, PacketSpan, TransportLayer } from "./content-part.ts";
import type { ContentContext } from "./content-stream.ts";
import { HeldRuns } from "./held-runs.ts";
import { type Http1Head, isStartLine, readHttp1Head } from "./http1-head.ts";
import type { PartHost, PartReader } from "./part-reader.ts";

/** Digits of a chunk's size: what a number holds. */
const MAX_SIZE_DIGITS = 13;
/** Longest line of a chunk's size, with its extensions. */
const MAX_SIZE_LINE_BYTES = 4_096;
/** What a waiting request takes in memory. */
const REQUEST_BYTES = 256;

/** A request without its answer yet. */
export interface OpenRequest {
  readonly http: HttpMessage;
  readonly head: Http1Head;
  readonly side: Side;
}

/** Where a connection goes on after CONNECT, or after an upgrade that the answer agreed to. */
export type OnSwitch = (request: OpenRequest, answer: Http1Head | null) => void;

interface SideState {
  stage: "head" | "length" | "close" | "size" | "chunk" | "chunkEnd" | "trailers" | "waiting";
  /** Head or trailers that are not whole yet; while `waiting`, what came behind a request to switch. */
  readonly held: HeldRuns;
  /** Lines of the head so far, and bytes of its last line in `held`. */
  lines: number;
  lineBytes: number;
  /** Bytes of the body or chunk that are still to come. */
  left: number;
  sizeDigits: number;
  sizeBytes: number;
  isSizeOver: boolean;
  isCut: boolean;
  /** True where the message asks to switch: what follows waits for the answer. */
  isSwitching: boolean;
  message: number;
  about: Pick<ContentPart, "http" | "mediaType" | "boundary" | "contentCodings">;
  sink: ContentSink | null | undefined;
}

const NOTHING_KNOWN: SideState["about"] = { http: null, mediaType: null, boundary: null, contentCodings: [] };

/** Reads both sides of a connection. */
export class Http1Contents implements PartReader {
  readonly #context: ContentContext;
  readonly #host: PartHost;
  readonly #onSwitch: OnSwitch;
  readonly #sides: readonly [SideState, SideState];
  readonly #transport: readonly TransportLayer[];
  readonly #chunkedTransport: readonly TransportLayer[];
  #requests: OpenRequest[] = [];
  #isMatching = true;

  constructor(context: ContentContext, host: PartHost, onSwitch: OnSwitch) {
    this.#context = context;
    this.#host = host;
    this.#onSwitch = onSwitch;
    this.#transport = [...context.carriedIn, "http1"];
    this.#chunkedTransport = [...this.#transport, "chunked"];
    this.#sides = [sideState(context), sideState(context)];
  }

  take(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): number {
    const state = this.#sides[side];
    let at = start;
    while (at < end) {
      const place = streamStart + at - start;
      switch (state.stage) {
        case "waiting": {
          const taken = state.held.append(bytes, at, end, place, packets, timeUs);
          at += taken;
          if (at < end) this.#switch(null); // the answer does not come
          return at;
        }
        case "head":
        case "trailers": {
          const next = this.#head(side, state, bytes, at, end, place, packets, timeUs);
          if (next < 0) return ~next;
          at = next;
          break;
        }
        case "size": {
          const byte = u8(bytes, at++);
          if (this.#size(state, byte)) break;
          this.#lose(side);
          return at - 1;
        }
        case "chunkEnd": {
          const byte = u8(bytes, at);
          if (byte === 0x0a) {
            at++;
            state.stage = "size";
          } else if (byte === 0x0d) at++;
          else {
            this.#lose(side);
            return at;
          }
          break;
        }
        default: {
          const count = Math.min(end - at, state.left);
          this.#body(side, state)?.data(bytes, at, at + count, place, place + count, packets, timeUs);
          at += count;
          state.left -= count;
          if (state.left === 0) this.#pieceEnd(state);
        }
      }
    }
    return at;
  }

  gap(side: Side, lengthBytes: number): void {
    const state = this.#sides[side];
    const isInBody = state.stage === "length" || state.stage === "chunk" || state.stage === "close";
    this.#context.lost(side, lengthBytes);
    if (!isInBody) {
      this.#lose(side);
      return;
    }
    const inside = Math.min(lengthBytes, state.left);
    this.#body(side, state)?.gap(inside);
    state.isCut = true;
    state.left -= inside;
    if (lengthBytes > inside) this.#lose(side);
    else if (state.left === 0) this.#pieceEnd(state);
  }

  end(): void {
    for (const side of [0, 1] as const) {
      const state = this.#sides[side];
      if (state.stage === "head" && state.held.length > 0) this.#endHead(side, state);
      else state.sink?.end(state.stage === "close" && !state.isCut);
      state.sink = null;
      state.held.clear();
    }
    this.#forget();
  }

  /** No more comes: what waits for an answer is handed on. True when another reader has it now. */
  settle(): boolean {
    const isWaiting = this.#sides[0].stage === "waiting" || this.#sides[1].stage === "waiting";
    if (isWaiting) this.#switch(null);
    return isWaiting;
  }

  /** A side goes on with the first line of a head. */
  resume(side: Side): void {
    const state = this.#sides[side];
    state.stage = "head";
    state.lines = 0;
    state.lineBytes = 0;
  }

  /** Takes lines up to the blank one. Returns how far it got; `~` of that when the side was handed on. */
  #head(
    side: Side,
    state: SideState,
    bytes: Uint8Array,
    start: number,
    end: number,
    streamStart: number,
    packets: PacketSpan,
    timeUs: number,
  ): number {
    const { held } = state;
    let headAt = start;
    const hold = (to: number): boolean => {
      const taken = held.append(bytes, headAt, to, streamStart + headAt - start, packets, timeUs);
      const isAll = taken === to - headAt;
      headAt += taken;
      return isAll;
    };
    for (let at = start; ; ) {
      const newline = indexOfByte(bytes, at, end, 0x0a);
      if (newline < 0) {
        state.lineBytes = (at === start ? state.lineBytes : 0) + end - at;
        if (hold(end)) return end;
        this.#lose(side);
        return ~headAt;
      }
      const before = at === start ? state.lineBytes : 0;
      const length = before + newline - at;
      const isBlank = length === 0 || (length === 1 && (before === 1 ? u8(held.bytes, held.length - 1) : u8(bytes, at)) === 0x0d);
      if (isBlank && state.lines === 0 && state.stage === "head") {
        held.clear();
        state.lineBytes = 0;
        return newline + 1; // blank lines before a message
      }
      if (isBlank) {
        if (held.length === 0) return this.#headEnd(side, state, bytes, headAt, newline + 1, streamStart + headAt - start, packets, timeUs);
        if (!hold(newline + 1)) {
          this.#lose(side);
          return ~headAt;
        }
        const { bytes: head, length: headBytes, streamStart: place, packets: span, timeUs: firstUs } = held;
        const next = this.#headEnd(side, state, head, 0, headBytes, place, span, firstUs);
        return next < 0 ? ~(newline + 1) : newline + 1;
      }
      if (++state.lines === 1 && state.stage === "head") {
        if (held.length > 0 && !hold(newline + 1)) {
          this.#lose(side);
          return ~headAt;
        }
        const line = held.length > 0 ? held.bytes : bytes;
        const lineAt = held.length > 0 ? 0 : at;
        let stop = held.length > 0 ? held.length - 1 : newline;
        if (stop > lineAt && u8(line, stop - 1) === 0x0d) stop--;
        if (!isStartLine(line, lineAt, stop)) {
          this.#lose(side);
          return ~headAt;
        }
      }
      if (state.lines > this.#context.limits.maxHeadLines) {
        this.#lose(side);
        return ~headAt;
      }
      state.lineBytes = 0;
      at = newline + 1;
      if (at === end) {
        if (hold(end)) return end;
        this.#lose(side);
        return ~headAt;
      }
    }
  }

  /** A head is whole: `bytes[start..end)`. Returns `end`, `~end` when the side was handed on. */
  #headEnd(
    side: Side,
    state: SideState,
    bytes: Uint8Array,
    start: number,
    end: number,
    streamStart: number,
    packets: PacketSpan,
    timeUs: number,
  ): number {
    const isTrailer = state.stage === "trailers";
    const isEmpty = state.lines === 0;
    state.lines = 0;
    state.lineBytes = 0;
    const head = isTrailer ? undefined : readHttp1Head(bytes, start, end, this.#context.limits.maxPathLength);
    const answered = head?.kind === "answer" ? this.#answered(head) : null;
    if (head !== undefined) {
      const { status, host, method, path, mediaType, boundary, contentCodings } = head;
      const http = head.kind === "request" ? { host, method, path, status } : answerOf(answered?.http ?? NO_REQUEST_HTTP, status);
      state.about = { http, mediaType, boundary, contentCodings };
    }
    if (!isEmpty) {
      const sink = this.#context.onContent(this.#part(side, state, "head"));
      sink?.data(bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
      sink?.end(true);
    }
    state.held.clear();
    if (isTrailer || head === undefined) {
      this.#messageEnd(state);
      return end;
    }
    if (head.kind === "request") this.#request(side, state, head);
    return this.#begin(side, state, head, answered) ? end : ~end;
  }

  /** The request that an answer belongs to, as far as that is known. Informational answers leave it open. */
  #answered(head: Http1Head): OpenRequest | null {
    if (!this.#isMatching) return null;
    const isFinal = head.status === null || head.status >= 200 || head.status === 101;
    if (!isFinal) return this.#requests[0] ?? null;
    const request = this.#requests.shift() ?? null;
    if (request !== null) this.#context.held.give(REQUEST_BYTES);
    return request;
  }

  #request(side: Side, state: SideState, head: Http1Head): void {
    state.isSwitching = head.method === "CONNECT" || head.upgrade !== null;
    if (!this.#isMatching) return;
    if (this.#requests.length >= this.#context.limits.maxOpenMessages || !this.#context.held.take(REQUEST_BYTES)) {
      this.#unmatch();
      return;
    }
    this.#requests.push({ http: state.about.http as HttpMessage, head, side });
  }

  /** Begins what follows a head. False when the side was handed on. */
  #begin(side: Side, state: SideState, head: Http1Head, answered: OpenRequest | null): boolean {
    let length = head.bodyLength;
    if (head.kind === "answer") {
      const status = head.status ?? 0;
      const isTunnel = answered?.head.method === "CONNECT" && status >= 200 && status < 300;
      if (isTunnel || status === 101) {
        this.#messageEnd(state);
        for (const other of this.#sides) other.isSwitching = false;
        this.#switch(head, answered);
        return false;
      }
      const hasNone = answered?.head.method === "HEAD" || status === 204 || status === 304 || (status >= 100 && status < 200);
      if (hasNone) length = 0;
      else length ??= "untilClose";
      if (answered !== null && status >= 200) this.#refuse(answered.side);
    } else length ??= 0;
    state.isCut = false;
    if (length === "invalid" || (length === "untilClose" && head.kind === "request")) {
      this.#lose(side);
      return false;
    }
    if (length === 0) this.#messageEnd(state);
    else if (length === "chunked") state.stage = "size";
    else if (length === "untilClose") {
      state.stage = "close";
      state.left = Number.POSITIVE_INFINITY;
    } else {
      state.stage = "length";
      state.left = length;
    }
    return true;
  }

  /** The answer refused to switch: what waited is another request. */
  #refuse(side: Side): void {
    const state = this.#sides[side];
    state.isSwitching = false;
    if (state.stage !== "waiting") return;
    state.stage = "head";
    this.#release(side);
  }

  /** Both sides go on with what was asked for. */
  #switch(answer: Http1Head | null, answered: OpenRequest | null = null): void {
    const waiting = this.#sides[0].stage === "waiting" ? 0 : this.#sides[1].stage === "waiting" ? 1 : null;
    const request = answered ?? this.#requests[this.#requests.length - 1] ?? null;
    this.#forget();
    for (const state of this.#sides) {
      state.sink?.end(false);
      state.sink = null;
    }
    this.#onSwitch(request ?? { http: NO_REQUEST_HTTP, head: NO_HEAD, side: waiting ?? 0 }, answer);
    this.#release(0);
    this.#release(1);
  }

  #release(side: Side): void {
    const { held } = this.#sides[side];
    const runs = new HeldRuns(held.length, this.#context.held);
    held.replay(0, held.length, (bytes, start, end, at, packets, timeUs) => runs.append(bytes, start, end, at, packets, timeUs));
    held.clear(); // the same reader may hold anew
    runs.replay(0, runs.length, (bytes, start, end, at, packets, timeUs) => this.#host.feed(side, bytes, start, end, at, packets, timeUs));
    runs.clear();
  }

  #size(state: SideState, byte: number): boolean {
    state.sizeBytes++;
    if (byte === 0x0a) {
      if (state.sizeDigits === 0) return false;
      state.stage = state.left === 0 ? "trailers" : "chunk";
      state.sizeDigits = 0;
      state.sizeBytes = 0;
      state.isSizeOver = false;
      return true;
    }
    const digit = state.isSizeOver ? -1 : hexDigit(byte);
    if (digit >= 0) {
      if (++state.sizeDigits > MAX_SIZE_DIGITS) return false;
      state.left = (state.sizeDigits === 1 ? 0 : state.left) * 16 + digit;
      return true;
    }
    // An extension, or the end of the line.
    if (state.sizeDigits === 0 || (!state.isSizeOver && byte !== 0x0d && byte !== 0x3b && byte !== 0x20 && byte !== 0x09)) return false;
    state.isSizeOver = true;
    return state.sizeBytes <= MAX_SIZE_LINE_BYTES;
  }

  #body(side: Side, state: SideState): ContentSink | null {
    if (state.sink === undefined) state.sink = this.#context.onContent(this.#part(side, state, "body"));
    return state.sink;
  }

  #pieceEnd(state: SideState): void {
    if (state.stage === "chunk") state.stage = "chunkEnd";
    else this.#messageEnd(state);
  }

  #messageEnd(state: SideState): void {
    state.sink?.end(!state.isCut);
    state.sink = undefined;
    state.isCut = false;
    state.message++;
    state.stage = state.isSwitching ? "waiting" : "head";
    state.left = 0;
    state.sizeDigits = 0;
    state.sizeBytes = 0;
    state.isSizeOver = false;
  }

  /** The framing of a side is lost. */
  #lose(side: Side): void {
    const state = this.#sides[side];
    state.sink?.end(false);
    state.sink = undefined;
    if (state.stage !== "head" || state.held.length > 0) state.message++;
    state.stage = "head";
    state.isSwitching = false;
    state.isCut = false;
    state.lines = 0;
    state.lineBytes = 0;
    state.sizeDigits = 0;
    state.sizeBytes = 0;
    state.isSizeOver = false;
    this.#unmatch();
    const raw = this.#host.lose(side);
    state.held.replay(0, state.held.length, (bytes, start, end, at, packets, timeUs) => raw.pass(bytes, start, end, at, packets, timeUs));
    state.held.clear();
  }

  /** The stream ended inside a head. */
  #endHead(side: Side, state: SideState): void {
    const { bytes, length, streamStart, packets, timeUs } = state.held;
    const head = readHttp1Head(bytes, 0, length, this.#context.limits.maxPathLength);
    if (head === undefined) {
      this.#lose(side);
      return;
    }
    const answered = head.kind === "answer" ? this.#answered(head) : null;
    const { status, host, method, path } = head;
    state.about = {
      ...NOTHING_KNOWN,
      http: head.kind === "request" ? { host, method, path, status } : answerOf(answered?.http ?? NO_REQUEST_HTTP, status),
    };
    const sink = this.#context.onContent(this.#part(side, state, "head"));
    sink?.data(bytes, 0, length, streamStart, streamStart + length, packets, timeUs);
    sink?.end(false);
  }

  /** Which answer belongs to which request is not known any more. */
  #unmatch(): void {
    this.#isMatching = false;
    this.#forget();
  }

  #forget(): void {
    this.#context.held.give(this.#requests.length * REQUEST_BYTES);
    this.#requests = [];
  }

  #part(side: Side, state: SideState, role: "head" | "body"): ContentPart {
    const isBody = role === "body";
    const { about } = state;
    return {
      flow: this.#context.flow,
      side,
      transport: isBody && state.stage === "chunk" ? this.#chunkedTransport : this.#transport,
      streamId: this.#context.streamId,
      message: state.message,
      role,
      http: about.http,
      topic: null,
      mediaType: isBody ? about.mediaType : null,
      boundary: isBody ? about.boundary : null,
      contentCodings: isBody ? about.contentCodings : NOTHING_KNOWN.contentCodings,
    };
  }
}

const NO_REQUEST = { host: null, method: null, path: null } as const;
const NO_REQUEST_HTTP: HttpMessage = { ...NO_REQUEST, status: null };
const NO_HEAD: Http1Head = {
  kind: "request",
  ...NO_REQUEST,
  status: null,
  bodyLength: null,
  mediaType: null,
  boundary: null,
  contentCodings: [],
  upgrade: null,
  webSocketExtensions: null,
  webSocketProtocol: null,
};

function answerOf({ host, method, path }: HttpMessage, status: number | null): HttpMessage {
  return { host, method, path, status };
}

function sideState(context: ContentContext): SideState {
  return {
    stage: "head",
    held: new HeldRuns(context.limits.maxHeadBytes, context.held),
    lines: 0,
    lineBytes: 0,
    left: 0,
    sizeDigits: 0,
    sizeBytes: 0,
    isSizeOver: false,
    isCut: false,
    isSwitching: false,
    message: 0,
    about: NOTHING_KNOWN,
    sink: undefined,
  };
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
