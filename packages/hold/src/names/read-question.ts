/** Reads a DNS question from its message (RFC 1035 section 4, RFC 6891), strictly: what is not one plain question is refused. */
import { nameText } from "./name-text.ts";

/** What a client asks. */
export interface Question {
  readonly name: string;
  readonly type: number;
  /** 1 is IN. */
  readonly class: number;
  /** End of the question in the message: `message.subarray(12, end)` is the question as it was asked. */
  readonly end: number;
  /** Of its OPT record; `null` without one. */
  readonly edns: { readonly version: number; readonly wantsSignatures: boolean } | null;
}

/** Length of a message header, bytes. */
export const HEADER_BYTES = 12;
/** Longest name with its length bytes (RFC 1035). */
const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
const OPT = 41;
/** Root name, type, class, time to live, length. */
const OPT_BYTES = 11;

/**
 * The one question of a query whose header was read. `null` when it has none or several, carries records that a query has not, uses
 * compression, ends early or goes on after its end.
 */
export function readQuestion(message: Uint8Array): Question | null {
  if (message.length < HEADER_BYTES) return null;
  if (u16(message, 4) !== 1 || u16(message, 6) !== 0 || u16(message, 8) !== 0 || u16(message, 10) > 1) return null;
  const nameEnd = skipName(message);
  if (nameEnd < 0 || nameEnd + 4 > message.length) return null;
  const end = nameEnd + 4;
  const hasOpt = u16(message, 10) === 1;
  if (hasOpt) {
    if (end + OPT_BYTES > message.length || message[end] !== 0 || u16(message, end + 1) !== OPT) return null;
    if (end + OPT_BYTES + u16(message, end + 9) !== message.length) return null;
  } else if (end !== message.length) return null;
  return {
    name: nameText(message, HEADER_BYTES),
    type: u16(message, nameEnd),
    class: u16(message, nameEnd + 2),
    end,
    edns: hasOpt ? { version: message[end + 6] ?? 0, wantsSignatures: ((message[end + 7] ?? 0) & 0x80) !== 0 } : null,
  };
}

/** Big-endian 16 bits; bytes past the end are 0. */
export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** End of the name at the start of the question, or -1. */
function skipName(message: Uint8Array): number {
  let at = HEADER_BYTES;
  while (at < message.length) {
    const length = message[at] ?? 0;
    at += 1 + length;
    if (length > MAX_LABEL_BYTES || at - HEADER_BYTES > MAX_NAME_BYTES) return -1;
    if (length === 0) return at;
  }
  return -1;
}
