/**
 * Follows a client's HTTP/1 requests on port 80: each head of the stream is read, each body is measured, so that a later request on the same
 * connection cannot name another host. Nothing is rewritten.
 */
import type { RelayEnd } from "../log/types.ts";
import type { HelloCheck } from "./hello-check.ts";
import { type RequestHead, readRequestHead } from "./request-head.ts";

/** Longest request line with its headers. */
export const MAX_HEAD_BYTES = 16_384;
/** Size line of a chunk: 12 hexadecimal digits are more than a connection carries. Chunk extensions are refused. */
const MAX_SIZE_LINE = 14;

const CR = 13;
const LF = 10;

/** A check for a connection to port 80, with the requests it saw. */
export interface RequestCheck extends HelloCheck {
  /** Newest head that may pass. */
  readonly request: RequestHead | null;
}

/** A check for a connection to port 80. */
export function createRequestCheck(name: string): RequestCheck {
  return new RequestFollower(name);
}

/** What the next byte belongs to. `behind`: the CR LF after a chunk; `last`: the one that ends a chunked body. */
type Part = "head" | "body" | "size" | "chunk" | "behind" | "last";

class RequestFollower implements RequestCheck {
  readonly #wanted: string;
  #part: Part = "head";
  /** The line or head that is being collected, one character for each byte. */
  #text = "";
  #bodyLeft = 0;
  #seenBytes = 0;
  #end: RelayEnd | null = null;
  request: RequestHead | null = null;
  passBytes = 0;
  readonly isSettled = false;
  name: string | null = null;

  constructor(wanted: string) {
    this.#wanted = wanted;
  }

  push(bytes: Uint8Array): RelayEnd | null {
    let at = 0;
    while (at < bytes.byteLength && this.#end === null) {
      if (this.#part === "body" || this.#part === "chunk") at += this.#takeBody(bytes.byteLength - at);
      else at += this.#takeText(bytes, at);
    }
    return this.#end;
  }

  #takeBody(available: number): number {
    const taken = Math.min(this.#bodyLeft, available);
    this.#bodyLeft -= taken;
    this.#seenBytes += taken;
    this.passBytes = this.#seenBytes;
    if (this.#bodyLeft === 0) this.#part = this.#part === "chunk" ? "behind" : "head";
    return taken;
  }

  /** Collects up to and with the next LF. */
  #takeText(bytes: Uint8Array, at: number): number {
    const most = this.#part === "head" ? MAX_HEAD_BYTES : MAX_SIZE_LINE;
    const stop = Math.min(bytes.byteLength, at + most + 1 - this.#text.length);
    let end = at;
    let piece = "";
    let isLine = false;
    while (end < stop && !isLine) {
      const byte = bytes[end++] ?? 0;
      isLine = byte === LF;
      piece += String.fromCharCode(byte);
    }
    this.#text += piece;
    this.#seenBytes += end - at;
    const text = this.#text;
    if (text.length > most || isImpossible(this.#part, text, isLine)) this.#end = "not-http";
    else if (isLine) this.#line(text);
    return end - at;
  }

  #line(text: string): void {
    if (this.#part === "head") {
      if (!text.endsWith("\r\n\r\n")) return;
      this.#head(text.slice(0, -2));
    } else if (this.#part === "size") {
      // Checked by `isImpossible`: digits, CR, LF.
      this.#bodyLeft = Number.parseInt(text, 16);
      this.#part = this.#bodyLeft === 0 ? "last" : "chunk";
    } else {
      this.#part = this.#part === "behind" ? "size" : "head";
    }
    this.#text = "";
    if (this.#end === null) this.passBytes = this.#seenBytes;
  }

  #head(text: string): void {
    const head = readRequestHead(text);
    this.name = head.host;
    if ("end" in head) {
      this.#end = head.end;
      return;
    }
    if (head.host !== this.#wanted) {
      this.#end = "wrong-name";
      return;
    }
    this.request = head;
    if (head.body.kind === "chunked") this.#part = "size";
    if (head.body.kind !== "length") return;
    this.#part = "body";
    this.#bodyLeft = head.body.bytes;
  }
}

/** True when the text can no longer become what is expected: said at once, not at the bound. */
function isImpossible(part: Part, text: string, isLine: boolean): boolean {
  if (part === "size") return !(isLine ? /^[0-9a-fA-F]{1,12}\r\n$/ : /^[0-9a-fA-F]{0,12}\r?$/).test(text);
  if (part !== "head") return !(isLine ? text === "\r\n" : text.charCodeAt(0) === CR && text.length === 1);
  // The first byte of a request is a letter of its method; every line ends with CR LF.
  return !/^[A-Z]/.test(text) || (isLine && text.charCodeAt(text.length - 2) !== CR);
}
