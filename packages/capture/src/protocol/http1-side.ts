/** One side of HTTP/1 (RFC 9112): the head of the first request or response. CONNECT and its 2xx answer open a tunnel: what is inside is looked at anew. */
import type { Side } from "../analyzer.ts";
import { u8 } from "./big-endian.ts";
import { hostOfAuthority, indexOfByte, indexOfText, startsWithText, startsWithTextAnyCase } from "./byte-text.ts";
import { addService } from "./service.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";

/** Longest line of a head. */
const MAX_LINE_BYTES = 65_536;
/** Most lines of a head. */
const MAX_HEAD_LINES = 512;

/** Reads heads line by line. */
export class Http1Side implements SideReader {
  readonly windowBytes = MAX_LINE_BYTES;
  readonly #host: StreamHost;
  readonly #side: Side;
  readonly #kind: "request" | "response";
  #lines = 0;
  /** Bytes of the current line in which no end was found: a line that comes in small pieces is searched once. */
  #searched = 0;
  #isConnect = false;
  #status = 0;
  #target: string | null = null;
  #hasHost = false;
  #websocket = false;

  constructor(host: StreamHost, side: Side, kind: "request" | "response") {
    this.#host = host;
    this.#side = side;
    this.#kind = kind;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const newline = indexOfByte(bytes, start + this.#searched, end, 0x0a);
    this.#searched = newline < 0 ? end - start : 0;
    if (newline < 0) return start;
    const stop = newline > start && bytes[newline - 1] === 0x0d ? newline - 1 : newline;
    this.#line(bytes, start, stop);
    return newline + 1;
  }

  finish(bytes: Uint8Array, start: number, end: number): void {
    // The capture cut the head: what stands of its last line may still be the request line or the host.
    if (this.#lines === 0 && this.#kind === "request" && indexOfText(bytes, start, end, " HTTP/1.") > 0)
      addService(this.#host.context.facts, "http");
    if (this.#lines > 0) this.#headEnd(false);
  }

  #line(bytes: Uint8Array, start: number, end: number): void {
    const first = this.#lines++ === 0;
    if (first) {
      if (this.#kind === "request") this.#requestLine(bytes, start, end);
      else this.#statusLine(bytes, start, end);
    } else if (end === start || this.#lines > MAX_HEAD_LINES) this.#headEnd(true);
    else if (this.#kind === "request" && startsWithTextAnyCase(bytes, start, end, "host:") && !this.#hasHost) {
      const host = hostOfAuthority(bytes, start + 5, end);
      if (host !== null) {
        this.#hasHost = true;
        this.#host.context.facts.host ??= host;
      }
    } else if (startsWithTextAnyCase(bytes, start, end, "upgrade:")) {
      let at = start + 8;
      while (at < end && u8(bytes, at) === 0x20) at++;
      this.#websocket = startsWithTextAnyCase(bytes, at, end, "websocket");
    }
  }

  #requestLine(bytes: Uint8Array, start: number, end: number): void {
    // Some clients leave out the space before the version, or its last digit.
    const version = indexOfText(bytes, Math.max(start, end - 9), end, "HTTP/1.");
    if (version < 0) {
      // HTTP/0.9 has neither a version nor headers. Anything else is not HTTP after all.
      if (startsWithText(bytes, start, end, "GET /")) addService(this.#host.context.facts, "http");
      this.#host.done(this.#side);
      return;
    }
    addService(this.#host.context.facts, "http");
    this.#isConnect = startsWithText(bytes, start, end, "CONNECT ");
    const from = indexOfText(bytes, start, version, " ") + 1;
    if (this.#isConnect) this.#target = hostOfAuthority(bytes, from, version);
    else {
      // A request to a proxy names the host in its target.
      const scheme = indexOfText(bytes, from, Math.min(version, from + 12), "://");
      if (scheme > 0) {
        let slash = scheme + 3;
        while (slash < version && bytes[slash] !== 0x2f) slash++;
        this.#target = hostOfAuthority(bytes, scheme + 3, slash);
      }
    }
    if (this.#isConnect) this.#host.connectSeen = true;
  }

  #statusLine(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 12 || bytes[start + 8] !== 0x20) {
      this.#host.done(this.#side);
      return;
    }
    this.#status = (u8(bytes, start + 9) - 48) * 100 + (u8(bytes, start + 10) - 48) * 10 + u8(bytes, start + 11) - 48;
    addService(this.#host.context.facts, "http");
    const opensTunnel = this.#host.connectSeen && this.#status >= 200 && this.#status < 300;
    if (!opensTunnel && this.#status !== 101) this.#host.done(this.#side);
  }

  #headEnd(whole: boolean): void {
    if (this.#kind === "request") {
      const { facts } = this.#host.context;
      if (this.#target !== null && (this.#isConnect || !this.#hasHost)) facts.host ??= this.#target;
      if (this.#isConnect && whole) this.#host.detectAgain(this.#side);
      else this.#host.done(this.#side);
    } else if (this.#status === 101) {
      if (this.#websocket) addService(this.#host.context.facts, "websocket");
      this.#host.done(this.#side);
    } else if (whole) this.#host.detectAgain(this.#side);
  }
}
