/** Which protocol a side of a stream speaks, from its first bytes. Never from a port. */
import { u8, u16, u32 } from "./big-endian.ts";
import { indexOfByte, indexOfText, startsWithText, startsWithTextAnyCase } from "./byte-text.ts";
import { looksLikeDnsHeader } from "./dns-message.ts";
import { isTlsRecordHeader } from "./tls-side.ts";

/** What the first bytes of a side look like. `more`: too few bytes to say. */
export type StreamKind =
  | "more"
  | "unknown"
  | "tls"
  | "ssl2"
  | "http1Request"
  | "http1Response"
  | "http2"
  | "dns"
  | "mqtt"
  | "ssh"
  | "rtsp"
  | "sip"
  | "rtmp"
  | "text"
  | "xmpp"
  | "bittorrent"
  | "rfb"
  | "smb"
  | "stun";

/** Most bytes that detection looks at: the first exchange of RTMP, and a long first line. */
export const DETECT_BYTES = 2048;

const HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HTTP_METHODS = ["GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "PATCH ", "CONNECT "];
/** First words of text dialogues that may change to TLS: SMTP, FTP, POP3, IMAP. Lower case. */
const TEXT_WORDS = [
  "220 ",
  "220-",
  "* ok",
  "* preauth",
  "+ok",
  "ehlo ",
  "helo ",
  "lhlo ",
  "user ",
  "auth ",
  "feat\r\n",
  "stls\r\n",
  "capa\r\n",
];
/** Longest first line of a dialogue that is not known otherwise. */
const MAX_COMMAND_BYTES = 128;
const RTMP_HANDSHAKE_BYTES = 1537;

/**
 * Says what `bytes[start..end)` are. The answer for a longer piece never differs from an answer other than `more` for a shorter one, so it
 * does not matter how a stream is cut. With `last` no more bytes will come and `more` is not an answer.
 */
export function detectStream(bytes: Uint8Array, start: number, end: number, last: boolean): StreamKind {
  const kind = byFirstByte(bytes, start, end);
  if (kind !== "unknown") return kind === "more" && last ? "unknown" : kind;
  const dns = dnsOverTcp(bytes, start, end);
  return dns === "more" && last ? "unknown" : dns;
}

function byFirstByte(bytes: Uint8Array, start: number, end: number): StreamKind {
  const length = end - start;
  const first = u8(bytes, start);
  if (first >= 0x14 && first <= 0x17) {
    if (length < 5) return "more";
    return isTlsRecordHeader(bytes, start) ? "tls" : "unknown";
  }
  if (first === 0x10) return mqtt(bytes, start, end);
  if (first === 0x03) return rtmp(bytes, start, end);
  if (first === 0x13) return wholeText(bytes, start, end, "\u0013BitTorrent protocol", "bittorrent");
  if (first <= 0x01) {
    // STUN (RFC 8489) by itself or behind a two-byte length (RFC 4571); SMB behind its four
    if (length < 10) return "more";
    const magic = u32(bytes, start + 4);
    if (magic === 0x2112a442 || (u32(bytes, start + 6) === 0x2112a442 && u8(bytes, start + 2) <= 1)) return "stun";
    return magic === 0xfe534d42 || magic === 0xff534d42 ? "smb" : "unknown";
  }
  if (first >= 0x80 && first < 0xc0) {
    if (length < 5) return "more";
    const isHello = u8(bytes, start + 2) === 1 && (u16(bytes, start + 3) >> 8 === 3 || u16(bytes, start + 3) === 2);
    return isHello && u8(bytes, start + 1) >= 9 ? "ssl2" : "unknown";
  }
  if (first === 0x3c) return either(wholeText(bytes, start, end, "<?xml", "xmpp"), wholeText(bytes, start, end, "<stream:stream", "xmpp"));
  if (first < 0x20 || first > 0x7e) return "unknown";
  return textual(bytes, start, end);
}

function textual(bytes: Uint8Array, start: number, end: number): StreamKind {
  let kind: StreamKind = "unknown";
  kind = either(kind, wholeText(bytes, start, end, "SSH-", "ssh"));
  kind = either(kind, wholeText(bytes, start, end, "HTTP/1.", "http1Response"));
  kind = either(kind, wholeText(bytes, start, end, "RTSP/1.", "rtsp"));
  kind = either(kind, wholeText(bytes, start, end, "SIP/2.0", "sip"));
  kind = either(kind, wholeText(bytes, start, end, "RFB 00", "rfb"));
  kind = either(kind, wholeText(bytes, start, end, HTTP2_PREFACE, "http2"));
  for (const method of HTTP_METHODS) kind = either(kind, wholeText(bytes, start, end, method, "http1Request"));
  if (kind !== "unknown") return kind;
  for (const word of TEXT_WORDS) {
    if (startsWithTextAnyCase(bytes, start, end, word)) return "text";
    if (end - start < word.length && startsWithTextAnyCase(bytes, start, end, word.slice(0, end - start))) kind = "more";
  }
  if (kind === "more") return kind;
  return firstLine(bytes, start, end);
}

/** A request line of another method (HTTP, RTSP, SIP), or the first line of some dialogue: needs the whole line. */
function firstLine(bytes: Uint8Array, start: number, end: number): StreamKind {
  const stop = Math.min(end, start + DETECT_BYTES);
  for (let at = start; at < stop; at++) {
    const code = u8(bytes, at);
    if (code === 0x0a) return lineKind(bytes, start, at);
    if ((code < 0x20 && code !== 0x0d && code !== 0x09) || code > 0x7e) return "unknown";
    // The first word of a request or a command is short.
    if (at - start === 32 && indexOfByte(bytes, start, at, 0x20) < 0) return "unknown";
  }
  return stop - start === DETECT_BYTES ? "unknown" : "more";
}

function lineKind(bytes: Uint8Array, start: number, end: number): StreamKind {
  const stop = end > start && bytes[end - 1] === 0x0d ? end - 1 : end;
  if (indexOfText(bytes, Math.max(start, stop - 9), stop, "HTTP/1.") > start) return "http1Request";
  // Never before `start`: what stands there belongs to something else.
  if (stop - start > 8 && startsWithText(bytes, stop - 8, stop, "RTSP/1.0")) return "rtsp";
  if (stop - start > 7 && startsWithText(bytes, stop - 7, stop, "SIP/2.0")) return "sip";
  // Some dialogue of lines, as yet without a name. It may still change to TLS.
  return stop > start && stop - start <= MAX_COMMAND_BYTES ? "text" : "unknown";
}

/** CONNECT of MQTT 3.1, 3.1.1 and 5: type 1, remaining length, protocol name. */
function mqtt(bytes: Uint8Array, start: number, end: number): StreamKind {
  let at = start + 1;
  for (let count = 0; ; count++) {
    if (at >= end) return "more";
    if (count === 4) return "unknown";
    if (u8(bytes, at++) < 0x80) break;
  }
  return either(wholeText(bytes, at, end, "\u0000\u0004MQTT", "mqtt"), wholeText(bytes, at, end, "\u0000\u0006MQIsdp", "mqtt"));
}

/** C0 and C1: version 3, a time, four zero bytes, and 1528 bytes more. */
function rtmp(bytes: Uint8Array, start: number, end: number): StreamKind {
  if (end - start >= 9 && u32(bytes, start + 5) !== 0) return "unknown";
  if (end - start >= 4 && bytes[start + 1] === 0 && u16(bytes, start + 2) < RTMP_HANDSHAKE_BYTES && u16(bytes, start + 2) >= 7)
    return "unknown"; // TPKT
  return end - start >= RTMP_HANDSHAKE_BYTES ? "rtmp" : "more";
}

function dnsOverTcp(bytes: Uint8Array, start: number, end: number): StreamKind {
  if (end - start < 14) return "more";
  const length = u16(bytes, start);
  return length >= 17 && looksLikeDnsHeader(bytes, start + 2) ? "dns" : "unknown";
}

/** `kind` when the text stands there, `more` while it may still, else `unknown`. */
function wholeText(bytes: Uint8Array, start: number, end: number, text: string, kind: StreamKind): StreamKind {
  if (startsWithText(bytes, start, end, text)) return kind;
  return end - start < text.length && startsWithText(bytes, start, end, text.slice(0, end - start)) ? "more" : "unknown";
}

function either(one: StreamKind, other: StreamKind): StreamKind {
  if (one === "unknown") return other;
  if (one === "more" && other !== "unknown") return other;
  return one;
}
