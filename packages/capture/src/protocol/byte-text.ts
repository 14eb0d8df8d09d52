/** Text in captured bytes. Any byte may be hostile: what is not printable ASCII comes out as `\ddd`, as DNS tools write it. */
import { u8 } from "./big-endian.ts";

/** Longest host name kept, in bytes of the capture. */
const MAX_HOST_BYTES = 255;

/** True when the bytes at `at` are the ASCII text. The caller does not check the bounds: `end` is respected. */
export function startsWithText(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Like `startsWithText`, upper and lower case alike. `text` is lower case. */
export function startsWithTextAnyCase(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    let code = u8(bytes, at + i);
    if (code >= 0x41 && code <= 0x5a) code += 0x20;
    if (code !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Position of the byte in `bytes[start..end)`, -1 without. Never looks behind `end`, however large the block is. */
export function indexOfByte(bytes: Uint8Array, start: number, end: number, byte: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}

/** Position of the ASCII text in `bytes[start..end)`, -1 without. */
export function indexOfText(bytes: Uint8Array, start: number, end: number, text: string): number {
  const last = end - text.length;
  for (let at = start; at <= last; at++) if (startsWithText(bytes, at, end, text)) return at;
  return -1;
}

/** Bytes as lower-case text; what is not printable ASCII, spaces included, is written `\ddd`. */
export function printableName(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= MAX_NAME_BYTES) return rememberedText(characters, addPrintable(characters, 0, bytes, start, end));
  let name = "";
  for (let at = start; at < end; at += MAX_NAME_BYTES) name += printableName(bytes, at, Math.min(end, at + MAX_NAME_BYTES));
  return name;
}

/** Bytes that are turned into text at once. */
const MAX_NAME_BYTES = 256;
const ESCAPE_BYTES = 4;
const characters = new Uint8Array(MAX_NAME_BYTES * ESCAPE_BYTES);

/** Writes the characters of `printableName`, four at most for a byte, into a list and returns where they end. */
export function addPrintable(into: Uint8Array, place: number, bytes: Uint8Array, start: number, end: number): number {
  let next = place;
  for (let at = start; at < end; at++) {
    const code = u8(bytes, at);
    if (code > 0x20 && code < 0x7f && code !== 0x5c) into[next++] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    else {
      into[next++] = 0x5c;
      into[next++] = 0x30 + Math.floor(code / 100);
      into[next++] = 0x30 + (Math.floor(code / 10) % 10);
      into[next++] = 0x30 + (code % 10);
    }
  }
  return next;
}

/** Places for names met before; a power of two. */
const PLACES = 4_096;
/** Longer texts are not remembered. */
const MAX_REMEMBERED_LENGTH = 64;
const remembered: string[] = new Array<string>(PLACES).fill("");

/** The first `length` characters of an ASCII list as text. Names come again and again in a capture: the same text is used again. */
export function rememberedText(ascii: Uint8Array, length: number): string {
  if (length > MAX_REMEMBERED_LENGTH) return textOf(ascii, length);
  let hash = length;
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ u8(ascii, at), 0x01000193);
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
  const known = remembered[place] as string;
  if (known.length === length) {
    let at = 0;
    while (at < length && known.charCodeAt(at) === ascii[at]) at++;
    if (at === length) return known;
  }
  const text = textOf(ascii, length);
  remembered[place] = text;
  return text;
}

function textOf(ascii: Uint8Array, length: number): string {
  let text = "";
  for (let at = 0; at < length; at++) text += String.fromCharCode(u8(ascii, at));
  return text;
}

/** A server name as a hello carries it: lower case, without the final dot; `null` when empty or longer than a name may be. */
export function serverNameOf(bytes: Uint8Array, start: number, end: number): string | null {
  let stop = end;
  if (stop > start && bytes[stop - 1] === 0x2e) stop--;
  if (stop <= start || stop - start > MAX_HOST_BYTES) return null;
  return printableName(bytes, start, stop);
}

/** The host of an `authority` (Host header, `:authority`, CONNECT target): without user, port and brackets. `null` when there is none. */
export function hostOfAuthority(bytes: Uint8Array, start: number, end: number): string | null {
  let from = start;
  let to = end;
  while (from < to && u8(bytes, from) <= 0x20) from++;
  while (to > from && u8(bytes, to - 1) <= 0x20) to--;
  for (let at = from; at < to; at++) {
    if (bytes[at] === 0x40) from = at + 1;
  }
  if (bytes[from] === 0x5b && from < to) {
    for (let at = from; at < to; at++) if (bytes[at] === 0x5d) return serverNameOf(bytes, from + 1, at);
    return null;
  }
  let colons = 0;
  let colon = to;
  for (let at = from; at < to; at++) {
    if (bytes[at] === 0x3a && colons++ === 0) colon = at;
  }
  return serverNameOf(bytes, from, colons === 1 ? colon : to);
}
