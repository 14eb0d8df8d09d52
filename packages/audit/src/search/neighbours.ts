/** What stands directly before and behind a form, seen through the form's own encoding: tells whether a value stands alone or inside a longer one. */
import type { RunOf } from "./standing.table.ts";
import type { Base64Edges, FormShape } from "./written-form.ts";

/** Nothing there, or nothing of the same encoding. */
export const NOBODY = -1;

/** Bytes that a look to either side may touch. */
export const NEIGHBOUR_BYTES = 8;

/** The character before `start`, `NOBODY` where the bytes begin at `low`. `edges` belong to base64. */
export function characterBefore(shape: FormShape, bytes: Uint8Array, low: number, start: number, edges: Base64Edges | undefined): number {
  switch (shape) {
    case "utf16":
      return start - 2 >= low && bytes[start - 1] === 0 ? (bytes[start - 2] as number) : NOBODY;
    case "hex":
      return start - 2 >= low ? hexByte(bytes, start - 2) : NOBODY;
    case "hexSpaced":
      return start - 3 >= low && isSpacer(bytes[start - 1] as number) ? hexByte(bytes, start - 3) : NOBODY;
    case "hexUtf16":
      return start - 4 >= low && hexByte(bytes, start - 2) === 0 ? hexByte(bytes, start - 4) : NOBODY;
    case "base64": {
      if (start - 2 < low || edges === undefined) return NOBODY;
      const pair = base64Pair(bytes, start - 2);
      return pair < 0 ? NOBODY : (pair >> (edges.alignment === 1 ? 4 : edges.alignment)) & 0xff;
    }
    default:
      return textBefore(bytes, low, start);
  }
}

/** The character at `end`, `NOBODY` where the bytes end at `high`. */
export function characterBehind(shape: FormShape, bytes: Uint8Array, high: number, end: number, edges: Base64Edges | undefined): number {
  switch (shape) {
    case "utf16":
      return end + 1 < high && bytes[end] === 0 ? (bytes[end + 1] as number) : NOBODY;
    case "hex":
      return end + 1 < high ? hexByte(bytes, end) : NOBODY;
    case "hexSpaced":
      return end + 2 < high && isSpacer(bytes[end] as number) ? hexByte(bytes, end + 1) : NOBODY;
    case "hexUtf16":
      return end + 3 < high && hexByte(bytes, end) === 0 ? hexByte(bytes, end + 2) : NOBODY;
    case "base64": {
      if (end + 1 >= high || edges === undefined) return NOBODY;
      const pair = base64Pair(bytes, end);
      return pair < 0 ? NOBODY : (pair >> (4 - edges.tailCount)) & 0xff;
    }
    default:
      return end < high ? (bytes[end] as number) : NOBODY;
  }
}

/** True when the characters that a needle shares with its neighbours hold the needle's bits; where they are missing, the value is cut there. */
export function edgesAgree(bytes: Uint8Array, low: number, high: number, start: number, end: number, edges: Base64Edges): boolean {
  if (edges.alignment > 0) {
    const value = start - 1 >= low ? base64Value(bytes[start - 1] as number) : -1;
    if (value < 0 || (value & (edges.alignment === 1 ? 15 : 3)) !== edges.headBits) return false;
  }
  if (edges.tailCount > 0) {
    const value = end < high ? base64Value(bytes[end] as number) : -1;
    if (value < 0 || value >> (6 - edges.tailCount) !== edges.tailBits) return false;
  }
  return true;
}

/** True when a character would belong to the same value. */
export function continues(run: RunOf, code: number): boolean {
  if (code === NOBODY) return false;
  if (code >= 0x30 && code <= 0x39) return true;
  if (run === "digits") return false;
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x7a && code < 0x80) return true;
  if (run === "word") return code >= 0x80;
  return run === "mail" && (code === 0x2e || code === 0x2d || code === 0x5f);
}

/** Percent coding and JSON's escapes end in letters and digits: they are read first. */
function textBefore(bytes: Uint8Array, low: number, start: number): number {
  if (start <= low) return NOBODY;
  const code = bytes[start - 1] as number;
  if (start - 3 >= low && bytes[start - 3] === 0x25) {
    const decoded = hexByte(bytes, start - 2);
    if (decoded >= 0) return decoded;
  }
  if (start - 5 >= low && bytes[start - 5] === 0x25 && bytes[start - 4] === 0x32 && bytes[start - 3] === 0x35) {
    const decoded = hexByte(bytes, start - 2);
    if (decoded >= 0) return decoded;
  }
  if (start - 2 >= low && bytes[start - 2] === 0x5c && isEscaped(code)) return 0x20;
  if (start - 6 >= low && bytes[start - 6] === 0x5c && bytes[start - 5] === 0x75) {
    const decoded = hexByte(bytes, start - 2);
    if (decoded >= 0 && hexByte(bytes, start - 4) >= 0) return decoded;
  }
  return code;
}

/** `b`, `f`, `n`, `r`, `t` behind a backslash. */
function isEscaped(code: number): boolean {
  return code === 0x62 || code === 0x66 || code === 0x6e || code === 0x72 || code === 0x74;
}

function isSpacer(code: number): boolean {
  return code === 0x3a || code === 0x20;
}

/** Value of two hexadecimal digits, -1 where they are none. */
function hexByte(bytes: Uint8Array, at: number): number {
  const high = hexValue(bytes[at] as number);
  const low = hexValue(bytes[at + 1] as number);
  return high < 0 || low < 0 ? NOBODY : (high << 4) | low;
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function base64Pair(bytes: Uint8Array, at: number): number {
  const first = base64Value(bytes[at] as number);
  const second = base64Value(bytes[at + 1] as number);
  return first < 0 || second < 0 ? -1 : (first << 6) | second;
}

function base64Value(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x61 && code <= 0x7a) return code - 0x47;
  if (code >= 0x30 && code <= 0x39) return code + 4;
  if (code === 0x2b || code === 0x2d) return 62;
  return code === 0x2f || code === 0x5f ? 63 : -1;
}
