/** What a stream's bytes are, by their first bytes and by what was declared; the first bytes decide where the two differ. */
import { ascii } from "./signature.ts";

/** Ways to read a stream. The upper ones are opened, the lower ones searched as they are. */
export type BodyShape =
  | "gzip"
  | "zlib"
  | "zip"
  | "multipart"
  | "grpc"
  | "utf16le"
  | "utf16be"
  | "json"
  | "xml"
  | "form"
  | "head"
  | "text"
  | "jpeg"
  | "binary";

/** The shape of a stream that begins with `head`; `isWhole` when nothing follows. */
export function bodyShape(head: Uint8Array, mediaType: string | null, isWhole: boolean): BodyShape {
  const length = head.byteLength;
  if (length === 0) return "text";
  const first = head[0] as number;
  if (first === 0x1f && head[1] === 0x8b && head[2] === 8 && ((head[3] ?? 0) & 0xe0) === 0) return "gzip";
  if (first === 0x50 && ascii(head, 0, "PK\u0003\u0004") && length >= 30) return "zip";
  if (
    first === 0x78 &&
    (head[1] === 0x01 || head[1] === 0x9c || head[1] === 0xda || head[1] === 0x5e) &&
    (first * 256 + (head[1] as number)) % 31 === 0 &&
    !isText(head)
  )
    return "zlib";
  if (first === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (mediaType?.startsWith("application/grpc") === true && first <= 1) return "grpc";
  if (first === 0x2d && head[1] === 0x2d && /^--[^\s]{1,70}\r?\n(content-|\r?\n)/i.test(latin1(head, 100))) return "multipart";
  const wide = utf16(head);
  if (wide !== undefined) return wide;
  if (!isText(head)) return "binary";
  let from = first === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (from < length && isSpace(head[from] as number)) from++;
  switch (head[from]) {
    case 0x7b: // {
    case 0x5b: // [
      return /^(\{\s*("|\}|$)|\[\s*([\][{"\-\d]|true|false|null|$))/.test(latin1(head.subarray(from), SHAPE_CHARACTERS)) ? "json" : "text";
    case 0x22: // "
      return mediaType?.includes("json") === true ? "json" : "text";
    case 0x3c: // <
      return /^<([?!a-zA-Z])/.test(latin1(head.subarray(from), 2)) ? "xml" : "text";
  }
  if (mediaType === "application/x-www-form-urlencoded") return "form";
  const equals = head.subarray(from, from + 65).indexOf(0x3d);
  if (equals < 1) return "text";
  const text = latin1(head.subarray(from), SNIFFED_FORM);
  return /^[\w.%+\-[\]~*!$'()]{1,64}=(?!=?$)[^\s<>{}"]*$/.test(text) && (isWhole || text.includes("&")) ? "form" : "text";
}

/** As much of a form as is looked at. */
const SNIFFED_FORM = 512;

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const SHAPE_CHARACTERS = 64;

/** True when bytes read like text: no control characters but white space, and what is beyond ASCII is UTF-8 (or as rare as in Latin-1 text). */
export function isText(head: Uint8Array): boolean {
  let high = 0;
  let broken = 0;
  const length = head.byteLength;
  for (let at = 0; at < length; at++) {
    const byte = head[at] as number;
    if (byte >= 0x80) {
      high++;
      const follow = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : -1;
      if (follow < 0) broken++;
      else {
        for (let next = 1; next <= follow && at + next < length; next++) {
          if (((head[at + next] as number) & 0xc0) !== 0x80) {
            broken++;
            break;
          }
        }
        at += Math.min(follow, length - 1 - at);
      }
    } else if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && byte !== 0x0c && byte !== 0x1b) return false;
    else if (byte === 0x7f) return false;
  }
  return broken === 0 || (broken <= 2 && high * 8 < length);
}

function utf16(head: Uint8Array): "utf16le" | "utf16be" | undefined {
  const length = Math.min(head.byteLength, 64) & ~1;
  if (length >= 4 && head[0] === 0xff && head[1] === 0xfe && head[3] === 0) return "utf16le";
  if (length >= 4 && head[0] === 0xfe && head[1] === 0xff && head[2] === 0) return "utf16be";
  if (length < 16) return undefined;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    const low = head[at] as number;
    const high = head[at + 1] as number;
    if (high === 0 && low >= 9 && low < 0x7f) even++;
    if (low === 0 && high >= 9 && high < 0x7f) odd++;
  }
  return even * 2 === length ? "utf16le" : odd * 2 === length ? "utf16be" : undefined;
}

/** The first bytes as characters, a byte each. */
export function latin1(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, Math.min(length, bytes.byteLength)));
}
