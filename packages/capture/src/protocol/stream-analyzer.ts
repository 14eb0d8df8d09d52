/** Contents of a TCP flow: finds out the protocol of each side and reads as much of it as names the server. */
import type { AnalyzerContext, Side, StreamAnalyzer } from "../analyzer.ts";
import { TlsSession } from "../decrypt/tls-session.ts";
import { DnsSide } from "./dns-side.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { Http1Side } from "./http1-side.ts";
import { Http2Side } from "./http2-side.ts";
import { RtmpSide } from "./rtmp-side.ts";
import { addService } from "./service.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";
import { Ssl2HelloSide } from "./ssl2-hello-side.ts";
import { DETECT_BYTES, detectStream, type StreamKind } from "./stream-detect.ts";
import { TextSide } from "./text-side.ts";
import { TlsFacts } from "./tls-facts.ts";
import { TlsSide } from "./tls-side.ts";

/** Protocols inside protocols (CONNECT after CONNECT) before a side is given up. */
const MAX_LAYERS = 4;
/** Times that the sides of a stream wake each other for one piece. */
const MAX_WAKES = 64;
/** Bytes taken at a time. */
const STEP_BYTES = 65_536;
/** Longest part of a side that waits for a reader to move: the largest window (65,537), and one step. */
const MAX_WAITING_BYTES = 65_537 + STEP_BYTES;

/**
 * An analyzer for one TCP flow, or for one stream inside something decrypted, of which only the flow's own analyzer ends what the flow holds.
 * Keeps at most the unread beginning of a message for each side.
 */
export function createStreamAnalyzer(context: AnalyzerContext, place: "flow" | "decrypted stream" = "flow"): StreamAnalyzer {
  return new StreamAnalysis(context, place === "flow" ? 0 : 1);
}

interface SideState {
  /** `null`: done. */
  reader: SideReader | null;
  waiting: GrowingBytes | null;
  /** Packets that brought what waits: all of them lie between these, perhaps with one too many before. */
  waitingFirst: number;
  waitingLast: number;
  layers: number;
}

class StreamAnalysis implements StreamAnalyzer, StreamHost {
  readonly context: AnalyzerContext;
  connectSeen = false;
  readonly #sides: readonly [SideState, SideState];
  #tls: TlsFacts | null = null;
  #session: TlsSession | null = null;
  readonly #wakes: [boolean, boolean] = [false, false];
  /** How many times this was inside something decrypted. */
  readonly #depth: number;

  constructor(context: AnalyzerContext, depth = 0) {
    this.context = context;
    this.#depth = depth;
    this.#sides = [
      { reader: new DetectSide(this, 0), waiting: null, waitingFirst: 0, waitingLast: 0, layers: 0 },
      { reader: new DetectSide(this, 1), waiting: null, waitingFirst: 0, waitingLast: 0, layers: 0 },
    ];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    const state = this.#sides[side];
    for (let at = start; at < end && state.reader !== null; at += STEP_BYTES) {
      this.#step(state, side, bytes, at, Math.min(end, at + STEP_BYTES), timeUs);
      if (this.#wakes[0] || this.#wakes[1]) this.#rouse(timeUs);
    }
  }

  #step(state: SideState, side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    let from = bytes;
    let at = start;
    let stop = end;
    const { packets } = this.context;
    const { first: arrivedFirst, last: arrivedLast } = packets;
    /** Where in `from` the bytes that came just now begin. */
    let arrivedAt = start;
    const { waiting } = state;
    if (waiting !== null && waiting.length > 0) {
      arrivedAt = waiting.length;
      if (waiting.append(bytes, start, end) < end - start) {
        this.#finish(side);
        return;
      }
      from = waiting.bytes;
      at = 0;
      stop = waiting.length;
    }
    const first = at;
    while (at < stop && state.reader !== null) {
      const reader: SideReader = state.reader;
      const window = Math.min(stop, at + reader.windowBytes);
      const isOld = at < arrivedAt;
      packets.first = isOld ? Math.min(state.waitingFirst, arrivedFirst) : arrivedFirst;
      packets.last = isOld ? Math.max(state.waitingLast, arrivedLast) : arrivedLast;
      const next = reader.read(from, at, window, timeUs);
      if (next === at && state.reader === reader) {
        if (window - at < reader.windowBytes) break; // needs more
        reader.finish(from, at, window);
        if (state.reader === reader) this.done(side); // a full window and no way on
      }
      at = next;
    }
    packets.first = arrivedFirst;
    packets.last = arrivedLast;
    const isAllOld = at < arrivedAt;
    state.waitingFirst = isAllOld ? Math.min(state.waitingFirst, arrivedFirst) : arrivedFirst;
    state.waitingLast = isAllOld ? Math.max(state.waitingLast, arrivedLast) : arrivedLast;
    if (state.reader === null) {
      this.done(side);
    } else if (waiting !== null && waiting.length > 0) {
      if (at > first) waiting.drop(at);
    } else if (at < stop) {
      state.waiting ??= new GrowingBytes(MAX_WAITING_BYTES, this.context.held);
      if (state.waiting.append(from, at, stop) < stop - at) this.#finishWith(side, from, at, stop);
    }
  }

  gap(side: Side, lengthBytes: number): void {
    const state = this.#sides[side];
    const held = state.waiting?.length ?? 0;
    if (state.reader?.gap?.(lengthBytes, state.waiting?.bytes ?? NOTHING, 0, held) === true) {
      state.waiting?.clear();
      return;
    }
    // Before the first byte a gap tells nothing: what comes may still be a beginning.
    if (state.reader instanceof DetectSide && held === 0) return;
    this.#finish(side);
  }

  wants(side: Side): boolean {
    return this.#sides[side].reader !== null;
  }

  end(): void {
    this.#finish(0);
    this.#finish(1);
    this.#session?.inside?.end();
    this.#session?.sink?.end();
    this.#session = null;
    if (this.#depth === 0) this.context.held?.end();
  }

  done(side: Side): void {
    const state = this.#sides[side];
    state.reader = null;
    state.waiting?.clear();
    state.waiting = null;
  }

  doneBoth(): void {
    this.done(0);
    this.done(1);
  }

  become(side: Side, reader: SideReader): void {
    this.#sides[side].reader = reader;
  }

  detectAgain(side: Side): void {
    const state = this.#sides[side];
    if (++state.layers > MAX_LAYERS) this.done(side);
    else state.reader = new DetectSide(this, side);
  }

  tls(): TlsFacts {
    this.#tls ??= new TlsFacts(this.context, "t");
    return this.#tls;
  }

  session(): TlsSession | null {
    const { decryption } = this.context;
    if (decryption !== undefined && this.#depth < MAX_LAYERS) this.#session ??= new TlsSession(this.context, decryption);
    return this.#session;
  }

  inside(): StreamAnalyzer {
    return new StreamAnalysis(this.context, this.#depth + 1);
  }

  wake(side: Side): void {
    this.#wakes[side] = true;
  }

  /** Reads what waits on sides that were woken. */
  #rouse(timeUs: number): void {
    const { packets } = this.context;
    const { first, last } = packets;
    for (let round = 0; round < MAX_WAKES && (this.#wakes[0] || this.#wakes[1]); round++) {
      const side = this.#wakes[0] ? 0 : 1;
      this.#wakes[side] = false;
      const state = this.#sides[side];
      if (state.reader === null || state.waiting === null || state.waiting.length === 0) continue;
      packets.first = state.waitingFirst;
      packets.last = state.waitingLast;
      this.#step(state, side, NOTHING, 0, 0, timeUs);
    }
    packets.first = first;
    packets.last = last;
  }

  #finish(side: Side): void {
    const { waiting } = this.#sides[side];
    this.#finishWith(side, waiting?.bytes ?? NOTHING, 0, waiting?.length ?? 0);
  }

  /** Ends a side of which `bytes[start..end)` were never read. */
  #finishWith(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const state = this.#sides[side];
    const { reader } = state;
    if (reader === null) return;
    reader.finish(bytes, start, end);
    // Detection may have found out at the last moment: then its reader sees the bytes, and the end.
    const found = state.reader;
    if (found !== null && found !== reader) {
      let at = start;
      for (let next = -1; at < end && next !== at && state.reader === found; ) {
        next = at;
        at = found.read(bytes, at, end, Number.NaN);
      }
      if (state.reader === found) found.finish(bytes, at, end);
    }
    this.done(side);
  }
}

const NOTHING = new Uint8Array(0);

/** The reader that every side begins with. */
class DetectSide implements SideReader {
  readonly windowBytes = DETECT_BYTES;
  readonly #host: StreamAnalysis;
  readonly #side: Side;

  constructor(host: StreamAnalysis, side: Side) {
    this.#host = host;
    this.#side = side;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    this.#settle(detectStream(bytes, start, end, false));
    return start;
  }

  finish(bytes: Uint8Array, start: number, end: number): void {
    if (end > start) this.#settle(detectStream(bytes, start, end, true));
  }

  #settle(kind: StreamKind): void {
    const host = this.#host;
    const side = this.#side;
    switch (kind) {
      case "more":
        return;
      case "unknown":
        host.done(side);
        return;
      case "tls":
        host.become(side, new TlsSide(host, side));
        return;
      case "ssl2":
        addService(host.context.facts, "ssl");
        if (host.context.decryption === undefined) host.done(side);
        else host.become(side, new Ssl2HelloSide(host, side));
        return;
      case "http1Request":
        host.become(side, new Http1Side(host, side, "request"));
        return;
      case "http1Response":
        host.become(side, new Http1Side(host, side, "response"));
        return;
      case "http2":
        host.become(side, new Http2Side(host, side));
        host.done(side === 0 ? 1 : 0);
        return;
      case "dns":
        host.become(side, new DnsSide(host, side));
        return;
      case "text":
        host.become(side, new TextSide(host, side, "lines"));
        return;
      case "xmpp":
        host.become(side, new TextSide(host, side, "xmpp"));
        return;
      case "rtmp":
        addService(host.context.facts, "rtmp");
        host.become(side, new RtmpSide(host, side));
        host.done(side === 0 ? 1 : 0);
        return;
      default:
        // Named, and nothing more to read: mqtt, ssh, rtsp, sip, bittorrent, rfb, smb, stun
        addService(host.context.facts, kind);
        host.doneBoth();
    }
  }
}
