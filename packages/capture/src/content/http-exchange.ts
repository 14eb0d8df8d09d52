/** One stream of HTTP/2 or HTTP/3: a request and its answer as parts, from decoded header blocks and body bytes. */
import type { Side } from "../analyzer.ts";
import { hostOfAuthority } from "../protocol/byte-text.ts";
import type { HeaderField } from "../protocol/hpack.ts";
import type { ContentPart, ContentSink, HttpMessage, PacketSpan, TransportLayer } from "./content-part.ts";
import type { ContentContext, ContentStream } from "./content-stream.ts";
import { readContentCodings, readMediaType } from "./media-type.ts";
import { type WebSocketAnswer, WebSocketContents } from "./websocket-contents.ts";

/** What an exchange counts for while it is open, in memory. */
export const EXCHANGE_BYTES = 1_024;
/** Longest method that is kept. */
const MAX_METHOD_LENGTH = 64;

/** Where a header block stood. */
export interface BlockPlace {
  readonly streamStart: number;
  readonly streamEnd: number;
  readonly packets: PacketSpan;
  readonly timeUs: number;
}

/** Reads what goes through a tunnel (CONNECT) as a stream of its own. */
export type OpenTunnel = (context: ContentContext) => ContentStream;

/** What a part says about its message. */
type MessageFields = Pick<ContentPart, "http" | "mediaType" | "boundary" | "contentCodings">;

/** A request for a tunnel, and what its answer agreed to. */
interface Connect {
  /** `:protocol` of an extended CONNECT. */
  readonly protocol: string | null;
  readonly answer: WebSocketAnswer | null;
}

const NO_CODINGS: readonly string[] = [];
const NOTHING_KNOWN: MessageFields = bare(null);

/** What is said of a head, and of a body whose head was lost. */
function bare(http: HttpMessage | null): MessageFields {
  return { http, mediaType: null, boundary: null, contentCodings: NO_CODINGS };
}

/** One side of an exchange. */
class MessageSide {
  /** Messages of this side before the current one. */
  message = 0;
  /** `begin`: a message's head comes next, if none was lost. */
  stage: "begin" | "body" | "over" = "begin";
  about: MessageFields = NOTHING_KNOWN;
  /** Length of the body as declared and as it came. */
  declaredBytes: number | null = null;
  bodyBytes = 0;
  /** True when something of the body is missing, and how much of it nobody was told yet. */
  hasGap = false;
  untoldGapBytes = 0;
  /** Who takes the body; `undefined` as long as nobody was asked. */
  sink: ContentSink | null | undefined = undefined;
}

/** A request and its answer. */
export class HttpExchange {
  readonly #context: ContentContext;
  readonly #transport: readonly TransportLayer[];
  readonly #streamId: number;
  readonly #sides: readonly [MessageSide, MessageSide] = [new MessageSide(), new MessageSide()];
  readonly #openTunnel: OpenTunnel;
  #request: HttpMessage | null;
  /** Fields of a CONNECT and of its answer; `null` for all other requests, and once it was refused. */
  #connect: Connect | null = null;
  #tunnel: ContentStream | null = null;
  #isTellingGap = false;

  /** `request`: what the stream answers, where that came another way (the upgrade from HTTP/1). */
  constructor(
    context: ContentContext,
    options: {
      readonly transport: readonly TransportLayer[];
      readonly streamId: number;
      readonly openTunnel: OpenTunnel;
      readonly request?: HttpMessage | null;
    },
  ) {
    this.#context = context;
    this.#transport = options.transport;
    this.#streamId = options.streamId;
    this.#openTunnel = options.openTunnel;
    this.#request = options.request ?? null;
  }

  /** True when both sides have said what they had to say. */
  get isOver(): boolean {
    return this.#sides[0].stage === "over" && this.#sides[1].stage === "over";
  }

  /** A header block of a side: a request, an answer (informational ones come before the final one), or trailers. `isWhole`: no field is missing. */
  head(side: Side, fields: readonly HeaderField[], place: BlockPlace, isWhole = true): void {
    const state = this.#sides[side];
    if (state.stage === "over") return;
    const isTrailer = state.stage === "body";
    if (!isTrailer) {
      state.about = this.#aboutOf(fields);
      state.declaredBytes = lengthOf(fields);
      state.hasGap = false;
      const status = state.about.http?.status ?? null;
      const isInformational = status !== null && status >= 100 && status < 200;
      if (!isInformational) state.stage = "body";
      this.#takeConnect(fields, state.about.http, isInformational);
    }
    const sink = this.#context.onContent(this.#part(side, "head", bare(state.about.http)));
    if (sink !== null) {
      const text = headText(fields, this.#context.limits);
      const { bytes } = text;
      if (bytes.length > 0) sink.data(bytes, 0, bytes.length, place.streamStart, place.streamEnd, place.packets, place.timeUs);
      sink.end(isWhole && text.isWhole);
    }
    if (state.stage === "begin") state.message++;
  }

  /** A request that the answering side makes up for the other one (a push): its answer follows in this stream. */
  promise(side: Side, fields: readonly HeaderField[], place: BlockPlace): void {
    this.head(side, fields, place);
    const state = this.#sides[side];
    state.stage = "begin";
    state.message++;
    this.#sides[side === 0 ? 1 : 0].stage = "over";
  }

  /** A header block that could not be decoded: what follows has no head. */
  headLost(side: Side): void {
    const state = this.#sides[side];
    if (state.stage !== "begin") return;
    const isAnswer = side !== this.#context.clientSide && this.#request !== null;
    state.about = isAnswer ? bare(this.#request) : NOTHING_KNOWN;
    state.stage = "body";
  }

  /** The next bytes of a body. */
  data(
    side: Side,
    bytes: Uint8Array,
    start: number,
    end: number,
    streamStart: number,
    streamEnd: number,
    packets: PacketSpan,
    timeUs: number,
  ): void {
    const state = this.#sides[side];
    if (state.stage === "begin") {
      this.headLost(side);
      state.hasGap = true; // perhaps the beginning is missing with the head
    }
    if (state.stage === "over" || end <= start) return;
    if (this.#connect !== null) {
      this.#tunnel ??= this.#makeTunnel(this.#connect);
      this.#tunnel.data(side, bytes, start, end, streamStart, packets, timeUs);
      return;
    }
    state.bodyBytes += end - start;
    if (state.sink === undefined) {
      state.sink = this.#context.onContent(this.#part(side, "body", state.about));
      if (state.untoldGapBytes > 0) state.sink?.gap(state.untoldGapBytes);
    }
    state.sink?.data(bytes, start, end, streamStart, streamEnd, packets, timeUs);
  }

  /** Bytes are missing that may have been of this side's body. */
  gap(side: Side, lengthBytes: number): void {
    const state = this.#sides[side];
    if (state.stage === "over") return;
    state.hasGap = true;
    if (state.sink !== undefined) state.sink?.gap(lengthBytes);
    else if (state.stage === "body") state.untoldGapBytes += lengthBytes;
    this.#isTellingGap = true; // whoever tells it has counted it
    this.#tunnel?.gap(side, lengthBytes);
    this.#isTellingGap = false;
  }

  /** A side says no more in this stream. */
  sideEnd(side: Side, isWhole: boolean): void {
    const state = this.#sides[side];
    if (state.stage === "over") return;
    state.stage = "over";
    state.sink?.end(isWhole && !state.hasGap && (state.declaredBytes ?? state.bodyBytes) === state.bodyBytes);
    state.sink = undefined;
    this.#tunnel?.sideEnd?.(side);
    if (!this.isOver) return;
    this.#tunnel?.end();
    this.#tunnel = null;
  }

  /** No more comes. */
  end(): void {
    this.sideEnd(0, false);
    this.sideEnd(1, false);
  }

  /** Remembers a CONNECT and what its answer agreed to. */
  #takeConnect(fields: readonly HeaderField[], http: HttpMessage | null, isInformational: boolean): void {
    const value = (name: string): string | null => fields.find((field) => field[0] === name)?.[1] ?? null;
    if (http?.status === null && http.method === "CONNECT") {
      this.#connect = { protocol: value(":protocol"), answer: null };
    } else if (this.#connect !== null && http?.status !== null && http !== null && !isInformational) {
      const isAgreed = http.status >= 200 && http.status < 300;
      const webSocket = { webSocketExtensions: value("sec-websocket-extensions"), webSocketProtocol: value("sec-websocket-protocol") };
      this.#connect = isAgreed ? { ...this.#connect, answer: webSocket } : null;
    }
  }

  /** Whatever goes through a tunnel: WebSocket (RFC 8441, RFC 9220), or any stream. */
  #makeTunnel({ protocol, answer }: Connect): ContentStream {
    const context: ContentContext = {
      ...this.#context,
      carriedIn: this.#transport,
      streamId: this.#streamId,
      alpn: null,
      lost: (side, lengthBytes) => {
        if (!this.#isTellingGap) this.#context.lost(side, lengthBytes);
      },
    };
    if (protocol === "websocket" && this.#request !== null) return new WebSocketContents(context, this.#request, answer);
    return this.#openTunnel(context);
  }

  #aboutOf(fields: readonly HeaderField[]): MessageFields {
    let method: string | null = null;
    let path: string | null = null;
    let authority: string | null = null;
    let host: string | null = null;
    let status: string | null = null;
    let mediaType: string | null = null;
    let boundary: string | null = null;
    let contentCodings: readonly string[] = [];
    for (const [name, value] of fields) {
      if (name === ":method") method ??= value.slice(0, MAX_METHOD_LENGTH);
      else if (name === ":path") path ??= value.slice(0, this.#context.limits.maxPathLength);
      else if (name === ":authority") authority ??= value;
      else if (name === ":status") status ??= value;
      else if (name === "host") host ??= value;
      else if (name === "content-type" && mediaType === null) ({ mediaType, boundary } = readMediaType(value));
      else if (name === "content-encoding") contentCodings = readContentCodings(value, contentCodings);
    }
    const code = status !== null && /^[1-9]\d\d$/.test(status) ? Number(status) : null;
    if (status !== null) {
      const request = this.#request ?? { host: null, method: null, path: null };
      return {
        http: { host: request.host, method: request.method, path: request.path, status: code },
        mediaType,
        boundary,
        contentCodings,
      };
    }
    const http = { host: hostOf(authority ?? host), method, path, status: null };
    this.#request ??= http;
    return { http, mediaType, boundary, contentCodings };
  }

  #part(side: Side, role: "head" | "body", about: MessageFields): ContentPart {
    // Written out: two spreads take longer than everything else that a short message needs.
    return {
      flow: this.#context.flow,
      side,
      transport: this.#transport,
      streamId: this.#streamId,
      message: this.#sides[side].message,
      role,
      http: about.http,
      topic: null,
      mediaType: about.mediaType,
      boundary: about.boundary,
      contentCodings: about.contentCodings,
    };
  }
}

function lengthOf(fields: readonly HeaderField[]): number | null {
  const value = fields.find(([name]) => name === "content-length")?.[1];
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

function hostOf(authority: string | null): string | null {
  if (authority === null) return null;
  const bytes = latin1(authority);
  return hostOfAuthority(bytes, 0, bytes.length);
}

/** The characters of header fields are bytes. */
function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Fields as lines, pseudo fields first; cut at the bounds. */
function headText(
  fields: readonly HeaderField[],
  { maxHeadBytes, maxHeadLines }: ContentContext["limits"],
): { readonly bytes: Uint8Array; readonly isWhole: boolean } {
  const lines: string[] = [];
  let length = 0;
  let isWhole = true;
  for (const pseudo of [true, false]) {
    for (const [name, value] of fields) {
      if (name.startsWith(":") !== pseudo) continue;
      length += name.length + value.length + 4;
      isWhole &&= length <= maxHeadBytes && lines.length < maxHeadLines;
      if (isWhole) lines.push(`${name}: ${value}\r\n`);
    }
  }
  return { bytes: latin1(lines.join("")), isWhole };
}
