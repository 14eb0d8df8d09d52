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
  let name = "";
  for (let at = start; at < end; at++) {
    const code = u8(bytes, at);
    if (code > 0x20 && code < 0x7f && code !== 0x5c) name += String.fromCharCode(code >= 0x41 && code <= 0x5a ? code + 0x20 : code);
    else name += `\\${String(code).padStart(3, "0")}`;
  }
  return name;
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
