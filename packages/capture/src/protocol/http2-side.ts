/** The client's side of HTTP/2 with prior knowledge (RFC 9113): frames until the first request's `:authority` (or Host) is known. */
import type { Side } from "../analyzer.ts";
import { u8, u24 } from "./big-endian.ts";
import { hostOfAuthority } from "./byte-text.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { HpackDecoder } from "./hpack.ts";
import { protocolIssues } from "./protocol-issues.table.ts";
import { addService } from "./service.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";

/** Largest header block that is collected. */
const MAX_BLOCK_BYTES = 65_536;
/** Frames before the search for a request is given up. */
const MAX_FRAMES = 1000;
const PREFACE_BYTES = 24;

const HEADERS = 1;
const CONTINUATION = 9;
const END_HEADERS = 0x04;
const PADDED = 0x08;
const PRIORITY = 0x20;

/** Reads frames. */
export class Http2Side implements SideReader {
  readonly windowBytes = 65_536;
  readonly #host: StreamHost;
  readonly #side: Side;
  readonly #hpack: HpackDecoder;
  readonly #block: GrowingBytes;
  #prefaceLeft = PREFACE_BYTES;
  #frames = 0;
  #type = 0;
  #flags = 0;
  #left = -1;
  /** Bytes of the frame's head that do not belong to the block, and padding behind it. */
  #skip = 0;
  #padding = 0;
  #needsPadding = false;

  constructor(host: StreamHost, side: Side) {
    this.#host = host;
    this.#side = side;
    this.#hpack = new HpackDecoder(host.context.held);
    this.#block = new GrowingBytes(MAX_BLOCK_BYTES, host.context.held);
    addService(host.context.facts, "http");
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (this.#prefaceLeft > 0) {
      const count = Math.min(this.#prefaceLeft, end - start);
      this.#prefaceLeft -= count;
      return start + count;
    }
    if (this.#left < 0) return this.#head(bytes, start, end);
    if (this.#needsPadding) {
      this.#needsPadding = false;
      this.#padding = u8(bytes, start);
      if (--this.#left === 0) this.#frameEnd();
      return start + 1;
    }
    const count = Math.min(this.#left, end - start);
    if (this.#type === HEADERS || this.#type === CONTINUATION) {
      const skipped = Math.min(this.#skip, count);
      this.#skip -= skipped;
      const content = Math.max(0, Math.min(count - skipped, this.#left - skipped - this.#padding));
      if (this.#block.append(bytes, start + skipped, start + skipped + content) < content) this.#stop();
    }
    this.#left -= count;
    if (this.#left === 0) this.#frameEnd();
    return start + count;
  }

  finish(): void {}

  #head(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < 9) return start;
    if (++this.#frames > MAX_FRAMES) {
      this.#stop();
      return end;
    }
    this.#left = u24(bytes, start);
    this.#type = u8(bytes, start + 3);
    this.#flags = u8(bytes, start + 4);
    this.#padding = 0;
    this.#needsPadding = this.#type === HEADERS && (this.#flags & PADDED) !== 0;
    this.#skip = this.#type === HEADERS && (this.#flags & PRIORITY) !== 0 ? 5 : 0;
    if (this.#left === 0) this.#frameEnd();
    return start + 9;
  }

  #frameEnd(): void {
    this.#left = -1;
    if ((this.#type !== HEADERS && this.#type !== CONTINUATION) || (this.#flags & END_HEADERS) === 0) return;
    const fields = this.#hpack.decode(this.#block.bytes.subarray(0, this.#block.length));
    this.#block.clear();
    if (fields === undefined) {
      this.#host.context.issue(protocolIssues.hpackBroken);
      this.#stop();
      return;
    }
    const authority = fields.find(([name]) => name === ":authority") ?? fields.find(([name]) => name === "host");
    if (authority !== undefined) {
      const text = Uint8Array.from(authority[1], (character) => character.charCodeAt(0));
      this.#host.context.facts.host ??= hostOfAuthority(text, 0, text.length);
      this.#stop();
    }
  }

  #stop(): void {
    this.#block.clear();
    this.#host.done(this.#side);
  }
}
