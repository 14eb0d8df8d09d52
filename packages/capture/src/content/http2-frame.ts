/** Heads of HTTP/2 frames (RFC 9113 section 4.1 and 6): what they say and whether they can be true. */
import { u8, u24, u32 } from "../protocol/big-endian.ts";

export const FRAME_HEAD_BYTES = 9;

export const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const CONTINUATION = 9;

export const END_STREAM = 0x01;
export const ACK = 0x01;
export const END_HEADERS = 0x04;
export const PADDED = 0x08;
export const PRIORITY = 0x20;

/** Rules of one type of frame. */
interface FrameRules {
  /** Whether it belongs to a stream, to the connection (stream 0), or to either. */
  readonly stream: "one" | "none" | "any";
  /** The lengths it may have. */
  readonly fits: (length: number) => boolean;
  /** Flags that have a meaning. */
  readonly flags: number;
}

const any = (): boolean => true;

/** By type. */
const rules: readonly FrameRules[] = [
  { stream: "one", fits: any, flags: END_STREAM | PADDED }, // DATA
  { stream: "one", fits: any, flags: END_STREAM | END_HEADERS | PADDED | PRIORITY }, // HEADERS
  { stream: "one", fits: (length) => length === 5, flags: 0 }, // PRIORITY
  { stream: "one", fits: (length) => length === 4, flags: 0 }, // RST_STREAM
  { stream: "none", fits: (length) => length % 6 === 0, flags: ACK }, // SETTINGS
  { stream: "one", fits: (length) => length >= 4, flags: END_HEADERS | PADDED }, // PUSH_PROMISE
  { stream: "none", fits: (length) => length === 8, flags: ACK }, // PING
  { stream: "none", fits: (length) => length >= 8, flags: 0 }, // GOAWAY
  { stream: "any", fits: (length) => length === 4, flags: 0 }, // WINDOW_UPDATE
  { stream: "one", fits: any, flags: END_HEADERS }, // CONTINUATION
];

/** A frame's head. Filled anew for each. */
export interface FrameHead {
  length: number;
  type: number;
  flags: number;
  streamId: number;
}

/** Reads the nine bytes at `at`. */
export function readFrameHead(bytes: Uint8Array, at: number, into: FrameHead): void {
  into.length = u24(bytes, at);
  into.type = u8(bytes, at + 3);
  into.flags = u8(bytes, at + 4);
  into.streamId = (u32(bytes, at + 5) & 0x7fffffff) >>> 0;
}

/** False when no frame has such a head. Types that are not known may have any. */
export function isPossible(head: FrameHead): boolean {
  const rule = rules[head.type];
  if (rule === undefined) return true;
  return rule.fits(head.length) && (rule.stream === "any" || (rule.stream === "one") === head.streamId > 0);
}

/** True for a head that hardly stands anywhere by chance: a known type with its flags only, and no longer than frames usually may be. */
export function isPlain(head: FrameHead, bytes: Uint8Array, at: number): boolean {
  const rule = rules[head.type];
  return rule !== undefined && isPossible(head) && (head.flags & ~rule.flags) === 0 && head.length <= 16_384 && u8(bytes, at + 5) < 0x80;
}
