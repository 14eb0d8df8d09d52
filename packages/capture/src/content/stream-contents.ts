/**
 * A plain stream of unknown protocol: finds out what each side speaks, and hands it to who reads that. What is sealed by itself (TLS, SSH) is
 * counted and left out.
 */
import type { Side } from "../analyzer.ts";
import { u8, u24, u32 } from "../protocol/big-endian.ts";
import { DETECT_BYTES, detectStream, type StreamKind } from "../protocol/stream-detect.ts";
import type { HttpMessage, PacketSpan } from "./content-part.ts";
import type { ContentContext, ContentStream } from "./content-stream.ts";
import { DnsStream } from "./dns-contents.ts";
import { HeldRuns } from "./held-runs.ts";
import type { OpenTunnel } from "./http-exchange.ts";
import { Http1Contents, type OpenRequest } from "./http1-contents.ts";
import type { Http1Head } from "./http1-head.ts";
import { createHttp2Contents } from "./http2-contents.ts";
import { MqttContents } from "./mqtt-contents.ts";
import type { PartHost, PartReader } from "./part-reader.ts";
import { PlainStream } from "./plain-stream.ts";
import { RawSide } from "./raw-side.ts";
import { WebSocketContents } from "./websocket-contents.ts";

/** Readers that may hand a side on without moving before it is read as bytes. */
const MAX_IDLE_TURNS = 8;

interface SideState {
  /** Who reads the side; `null` while that is not known. */
  reader: PartReader | null;
  isSealed: boolean;
  /** What waits for a decision; `null` where nothing does. */
  held: HeldRuns | null;
  rawParts: number;
}

/** Reads a stream with two sides. */
export class StreamContents implements ContentStream, PartHost {
  readonly #context: ContentContext;
  readonly #depth: number;
  readonly #sides: readonly [SideState, SideState];
  #http1: Http1Contents | null = null;
  #dns: PartReader | null = null;

  /** `depth`: tunnels around this stream. */
  constructor(context: ContentContext, depth = 0) {
    this.#context = context;
    this.#depth = depth;
    const state = (): SideState => ({
      reader: null,
      isSealed: false,
      held: null,
      rawParts: 0,
    });
    this.#sides = [state(), state()];
  }

  /** True when what follows of both sides is sealed. */
  get isSealed(): boolean {
    return this.#sides[0].isSealed && this.#sides[1].isSealed;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    this.feed(side, bytes, start, end, streamStart, packets, timeUs);
  }

  gap(side: Side, lengthBytes: number): void {
    const state = this.#sides[side];
    if (state.isSealed) return;
    if (state.reader === null) this.#decideNow(side);
    if (state.reader instanceof RawSide) state.reader.settle();
    // Another reader may have it now, or nobody.
    const { reader } = this.#sides[side];
    if (reader !== null) reader.gap(side, lengthBytes);
    else if (!this.#sides[side].isSealed) this.#context.lost(side, lengthBytes);
  }

  end(): void {
    for (const side of [0, 1] as const) this.#decideNow(side);
    for (const { reader } of this.#sides) if (reader instanceof RawSide) reader.settle();
    for (let turn = 0; turn < this.#context.limits.maxLayers && this.#http1?.settle() === true; turn++);
    this.#http1?.end();
    this.#http1 = null;
    const readers = new Set([this.#sides[0].reader, this.#sides[1].reader]);
    for (const state of this.#sides) state.reader = null;
    for (const reader of readers) if (!(reader instanceof Http1Contents)) reader?.end();
  }

  feed(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const state = this.#sides[side];
    let idle = 0;
    for (let at = start; at < end; ) {
      const place = streamStart + at - start;
      const { reader } = state;
      if (state.isSealed) {
        this.#context.sealed(side, end - at);
        return;
      }
      let next = at;
      if (reader !== null) next = reader.take(side, bytes, at, end, place, packets, timeUs);
      else if (state.held !== null || !this.#decide(side, bytes, at, end, end - at >= DETECT_BYTES)) {
        state.held ??= new HeldRuns(DETECT_BYTES, this.#context.held);
        const { held } = state;
        next += held.append(bytes, at, end, place, packets, timeUs);
        if (this.#decide(side, held.bytes, 0, held.length, held.length >= DETECT_BYTES || next === at)) this.#replay(side);
      }
      idle = next > at ? 0 : idle + 1;
      at = next;
      if (idle <= MAX_IDLE_TURNS) continue;
      this.lose(side).pass(bytes, at, end, streamStart + at - start, packets, timeUs);
      return;
    }
  }

  lose(side: Side): RawSide {
    return this.#raw(side, false);
  }

  http1(side: Side): void {
    this.#sides[side].reader = this.#openHttp1();
    this.#http1?.resume(side);
  }

  seal(side: Side): void {
    const other = this.#sides[side === 0 ? 1 : 0];
    this.#sealOne(side);
    if (!other.isSealed && (other.reader === null || (other.reader instanceof RawSide && other.reader.isUndecided))) {
      this.#sealOne(side === 0 ? 1 : 0);
    }
  }

  become(stream: ContentStream): void {
    const reader = wholeReader(stream);
    for (const state of this.#sides) {
      if (state.reader instanceof RawSide) state.reader.settle();
      const before = state.reader;
      if (!state.isSealed) state.reader = reader;
      if (before !== null && before !== reader && !(before instanceof Http1Contents)) before.end();
    }
    for (const side of [0, 1] as const) this.#replay(side);
  }

  #becomeHttp2(upgraded: HttpMessage | null = null): void {
    const isDeep = this.#depth + 1 >= this.#context.limits.maxLayers;
    const openTunnel: OpenTunnel = (context) => (isDeep ? new PlainStream(context) : new StreamContents(context, this.#depth + 1));
    this.become(createHttp2Contents(this.#context, openTunnel, upgraded));
  }

  #openHttp1(): Http1Contents {
    this.#http1 ??= new Http1Contents(this.#context, this, (request, answer) => this.#switch(request, answer));
    return this.#http1;
  }

  #raw(side: Side, mayBeSealed: boolean): RawSide {
    const state = this.#sides[side];
    const raw = new RawSide(this.#context, this, side, state.rawParts++, { mayBeSealed });
    state.reader = raw;
    return raw;
  }

  /** Finds out what a side speaks. True when that is settled. */
  #decide(side: Side, bytes: Uint8Array, start: number, end: number, last: boolean): boolean {
    const state = this.#sides[side];
    const { alpn, clientSide } = this.#context;
    if (alpn === "h2" || (side !== clientSide && isHttp2Settings(bytes, start, end))) {
      this.#becomeHttp2();
      return true;
    }
    const kind = detectStream(bytes, start, end, last);
    if (kind === "more") return false;
    this.#settle(side, state, kind);
    return true;
  }

  #settle(side: Side, state: SideState, kind: Exclude<StreamKind, "more">): void {
    switch (kind) {
      case "tls":
      case "ssl2":
      case "ssh":
        this.seal(side);
        return;
      case "http1Request":
      case "http1Response":
        state.reader = this.#openHttp1();
        return;
      case "http2":
        this.#becomeHttp2();
        return;
      case "mqtt":
        this.become(new MqttContents(this.#context));
        return;
      case "dns":
        this.#dns ??= wholeReader(new DnsStream(this.#context));
        state.reader = this.#dns;
        return;
      default:
        // A side without a name may be the middle of TLS.
        this.#raw(side, kind === "unknown");
    }
  }

  /** Decides with what there is, since no more comes. */
  #decideNow(side: Side): void {
    const state = this.#sides[side];
    if (state.reader !== null || state.held === null) return;
    this.#decide(side, state.held.bytes, 0, state.held.length, true);
    this.#replay(side);
  }

  /** Hands on what waited for a decision. */
  #replay(side: Side): void {
    const { held } = this.#sides[side];
    if (held === null) return;
    this.#sides[side].held = null; // the same side may wait anew
    held.replay(0, held.length, (bytes, start, end, at, packets, timeUs) => this.feed(side, bytes, start, end, at, packets, timeUs));
    held.clear();
  }

  #sealOne(side: Side): void {
    const state = this.#sides[side];
    state.isSealed = true;
    if (state.reader instanceof RawSide) state.reader.sealed();
    state.reader = null;
    if (state.held !== null) this.#context.sealed(side, state.held.length);
    state.held?.clear();
    state.held = null;
  }

  /** What follows CONNECT or an upgrade. Without an answer it is looked at anew. */
  #switch(request: OpenRequest, answer: Http1Head | null): void {
    this.#http1 = null;
    const protocol = answer === null || request.head.method === "CONNECT" ? null : (answer.upgrade ?? request.head.upgrade);
    if (protocol?.startsWith("websocket") === true) this.become(new WebSocketContents(this.#context, request.http, answer));
    else if (protocol === "h2c") this.#becomeHttp2(request.http);
    else if (this.#depth < this.#context.limits.maxLayers) this.become(new StreamContents(this.#context, this.#depth + 1));
    else for (const side of [0, 1] as const) this.lose(side);
  }
}

/** A reader that takes all that comes. */
function wholeReader(stream: ContentStream): PartReader {
  return {
    take(side, bytes, start, end, streamStart, packets, timeUs) {
      stream.data(side, bytes, start, end, streamStart, packets, timeUs);
      return end;
    },
    gap: (side, lengthBytes) => stream.gap(side, lengthBytes),
    end: () => stream.end(),
  };
}

/** The first frame of an HTTP/2 server: SETTINGS of the connection. */
function isHttp2Settings(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 9) return false;
  const length = u24(bytes, start);
  return length <= 240 && length % 6 === 0 && u8(bytes, start + 3) === 4 && u8(bytes, start + 4) === 0 && u32(bytes, start + 5) === 0;
}
