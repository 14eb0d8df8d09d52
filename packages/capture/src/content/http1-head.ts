/** The head of an HTTP/1 message (RFC 9112): start line and the fields that say how its body is framed and what it is. */
import { u8 } from "../protocol/big-endian.ts";
import { hostOfAuthority, indexOfByte, indexOfText, startsWithText, startsWithTextAnyCase } from "../protocol/byte-text.ts";
import { readContentCodings, readMediaType } from "./media-type.ts";

/** Longest value of a field that is read; longer ones say nothing. */
const MAX_VALUE_BYTES = 2_048;
/** Longest name of a field that is read. */
const MAX_NAME_BYTES = 32;
/** Fields that are read, by the length of their names: most fields of a head are passed over by that alone. */
const fieldNames: Readonly<Record<number, readonly string[]>> = {
  4: ["host"],
  7: ["upgrade"],
  12: ["content-type"],
  14: ["content-length"],
  16: ["content-encoding"],
  17: ["transfer-encoding"],
  22: ["sec-websocket-protocol"],
  24: ["sec-websocket-extensions"],
};
const MAX_METHOD_BYTES = 24;
/** What a start line ends in: ` HTTP/1.1`. */
const VERSION_BYTES = 9;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;

/** How long a body is. */
export type BodyLength = number | "chunked" | "untilClose" | "invalid";

/** What a head says. */
export interface Http1Head {
  readonly kind: "request" | "answer";
  readonly method: string | null;
  readonly path: string | null;
  readonly host: string | null;
  readonly status: number | null;
  /** Length of the body as the fields say; `null` where they say nothing. */
  readonly bodyLength: BodyLength | null;
  readonly mediaType: string | null;
  readonly boundary: string | null;
  readonly contentCodings: readonly string[];
  /** Protocol that is asked for or begun, lower case. */
  readonly upgrade: string | null;
  readonly webSocketExtensions: string | null;
  readonly webSocketProtocol: string | null;
}

/** True when `bytes[start..end)`, a line without its end, is a request line or a status line of HTTP/1. */
export function isStartLine(bytes: Uint8Array, start: number, end: number): boolean {
  return isStatusLine(bytes, start, end) || isRequestLine(bytes, start, end);
}

/** `HTTP/1.1 200`, and a space or the end. */
export function isStatusLine(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 12 || !startsWithText(bytes, start, end, "HTTP/1.") || u8(bytes, start + 8) !== SPACE) return false;
  for (let at = start + 9; at < start + 12; at++) if (!isDigit(u8(bytes, at))) return false;
  return isDigit(u8(bytes, start + 7)) && (end - start === 12 || u8(bytes, start + 12) === SPACE);
}

function isRequestLine(bytes: Uint8Array, start: number, end: number): boolean {
  const version = end - VERSION_BYTES;
  if (version < start + 3 || !startsWithText(bytes, version, end, " HTTP/1.") || !isDigit(u8(bytes, end - 1))) return false;
  const space = indexOfByte(bytes, start, Math.min(version, start + MAX_METHOD_BYTES + 1), SPACE);
  return space > start && isToken(bytes, start, space);
}

/** Reads a head: `bytes[start..end)` from its start line to its blank line. `undefined` when the start line is none. */
export function readHttp1Head(bytes: Uint8Array, start: number, end: number, maxPathLength: number): Http1Head | undefined {
  const firstEnd = lineEnd(bytes, start, end);
  const stop = contentEnd(bytes, start, firstEnd);
  const isAnswer = isStatusLine(bytes, start, stop);
  if (!isAnswer && !isRequestLine(bytes, start, stop)) return undefined;
  const fields = readFields(bytes, firstEnd, end);
  const common = {
    bodyLength: bodyLengthOf(fields),
    ...readMediaType(fields.contentType ?? ""),
    contentCodings: fields.codings,
    upgrade: fields.upgrade,
    webSocketExtensions: fields.webSocketExtensions,
    webSocketProtocol: fields.webSocketProtocol,
  };
  if (isAnswer) {
    const status = (u8(bytes, start + 9) - 48) * 100 + (u8(bytes, start + 10) - 48) * 10 + u8(bytes, start + 11) - 48;
    return { kind: "answer", method: null, path: null, host: null, status, ...common };
  }
  const space = indexOfByte(bytes, start, stop, SPACE);
  const method = latin1(bytes, start, space);
  const target = targetOf(bytes, space + 1, stop - VERSION_BYTES, method, maxPathLength);
  return { kind: "request", method, path: target.path, host: target.host ?? fields.host, status: null, ...common };
}

interface Fields {
  host: string | null;
  contentLength: number | "invalid" | null;
  transferCodings: readonly string[] | null;
  contentType: string | null;
  codings: readonly string[];
  upgrade: string | null;
  webSocketExtensions: string | null;
  webSocketProtocol: string | null;
}

function readFields(bytes: Uint8Array, start: number, end: number): Fields {
  const fields: Fields = {
    host: null,
    contentLength: null,
    transferCodings: null,
    contentType: null,
    codings: [],
    upgrade: null,
    webSocketExtensions: null,
    webSocketProtocol: null,
  };
  for (let at = start; at < end; ) {
    const next = lineEnd(bytes, at, end);
    const stop = contentEnd(bytes, at, next);
    const colon = indexOfByte(bytes, at, Math.min(stop, at + MAX_NAME_BYTES), COLON);
    const name = colon < 0 ? undefined : fieldNames[colon - at];
    for (const known of name ?? []) if (startsWithTextAnyCase(bytes, at, colon, known)) takeField(fields, known, bytes, colon + 1, stop);
    at = next;
  }
  return fields;
}

function takeField(fields: Fields, name: string, bytes: Uint8Array, start: number, end: number): void {
  switch (name) {
    case "host":
      fields.host ??= hostOfAuthority(bytes, start, end);
      return;
    case "content-length":
      fields.contentLength = lengthOf(trimmedText(bytes, start, end), fields.contentLength);
      return;
    case "transfer-encoding":
      fields.transferCodings = readContentCodings(trimmedText(bytes, start, end), fields.transferCodings ?? []);
      return;
    case "content-type":
      fields.contentType ??= trimmedText(bytes, start, end);
      return;
    case "content-encoding":
      fields.codings = readContentCodings(trimmedText(bytes, start, end), fields.codings);
      return;
    case "upgrade":
      fields.upgrade ??= trimmedText(bytes, start, end).toLowerCase();
      return;
    case "sec-websocket-extensions":
      fields.webSocketExtensions ??= trimmedText(bytes, start, end).toLowerCase();
      return;
    case "sec-websocket-protocol":
      fields.webSocketProtocol ??= trimmedText(bytes, start, end).toLowerCase();
  }
}

/** One length; the same one several times is one (RFC 9110 section 8.6). */
function lengthOf(value: string, before: Fields["contentLength"]): Fields["contentLength"] {
  let length = before;
  for (const part of value.split(",", 8)) {
    const one = /^\d{1,15}$/.test(part.trim()) ? Number(part) : "invalid";
    length = length === null || length === one ? one : "invalid";
  }
  return length;
}

/** Transfer codings go before a length (RFC 9112 section 6.3). A transfer coding besides `chunked` is taken off as a content coding is. */
function bodyLengthOf(fields: Fields): BodyLength | null {
  const { transferCodings } = fields;
  if (transferCodings === null || transferCodings.length === 0) return fields.contentLength;
  const isChunked = transferCodings[transferCodings.length - 1] === "chunked";
  fields.codings = readContentCodings((isChunked ? transferCodings.slice(0, -1) : transferCodings).join(","), fields.codings);
  return isChunked ? "chunked" : "untilClose";
}

/** Host and path of a request's target: a path, an address with scheme and host (to a proxy), or a host and a port (CONNECT). */
function targetOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  method: string,
  maxPathLength: number,
): { readonly path: string | null; readonly host: string | null } {
  if (method === "CONNECT") return { path: null, host: hostOfAuthority(bytes, start, end) };
  const scheme = u8(bytes, start) === 0x2f ? -1 : indexOfText(bytes, start, Math.min(end, start + 12), "://");
  if (scheme < 0) return { path: latin1(bytes, start, Math.min(end, start + maxPathLength)), host: null };
  let slash = scheme + 3;
  while (slash < end && u8(bytes, slash) !== 0x2f && u8(bytes, slash) !== 0x3f) slash++;
  return {
    path: slash < end ? latin1(bytes, slash, Math.min(end, slash + maxPathLength)) : "/",
    host: hostOfAuthority(bytes, scheme + 3, slash),
  };
}

function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  const newline = indexOfByte(bytes, start, end, 0x0a);
  return newline < 0 ? end : newline + 1;
}

/** Where a line ends without its CR and LF. */
function contentEnd(bytes: Uint8Array, start: number, end: number): number {
  let stop = end;
  if (stop > start && u8(bytes, stop - 1) === 0x0a) stop--;
  if (stop > start && u8(bytes, stop - 1) === 0x0d) stop--;
  return stop;
}

function trimmedText(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && (u8(bytes, from) === SPACE || u8(bytes, from) === TAB)) from++;
  while (to > from && (u8(bytes, to - 1) === SPACE || u8(bytes, to - 1) === TAB)) to--;
  return to - from > MAX_VALUE_BYTES ? "" : latin1(bytes, from, to);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  // At most the longest value or path: a call takes that many arguments.
  return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters, and the hyphen and underscore of some methods. */
function isToken(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = u8(bytes, at);
    if (!((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x2d || code === 0x5f)) return false;
  }
  return true;
}
