/** Which protocol a datagram speaks, from its content. A port may only confirm a shape that says too little by itself (NTP). */
import { u8, u16, u24, u32 } from "./big-endian.ts";
import { indexOfText, startsWithText } from "./byte-text.ts";
import { looksLikeDtls } from "./dtls-flow.ts";
import { googleQuicVersion } from "./google-quic.ts";
import { looksLikeQuic } from "./quic-flow.ts";

/** What a datagram looks like. DNS is tried apart, by reading the message. */
export type DatagramKind =
  | "unknown"
  | "quic"
  | "googleQuic"
  | "dtls"
  | "stun"
  | "dhcp"
  | "ssdp"
  | "sip"
  | "snmp"
  | "wireguard"
  | "ntp"
  | "dhcpv6";

const NTP_PORT = 123;

/** Names what `bytes[start..end)` is. */
export function detectDatagram(
  bytes: Uint8Array,
  start: number,
  end: number,
  ports: { readonly client: number; readonly server: number },
): DatagramKind {
  const length = end - start;
  if (length < 8) return "unknown";
  if (looksLikeQuic(bytes, start, end)) return "quic";
  if (looksLikeDtls(bytes, start, end)) return "dtls";
  if (googleQuicVersion(bytes, start, end) !== undefined) return "googleQuic";
  if (isStun(bytes, start, length)) return "stun";
  if (isDhcp(bytes, start, length)) return "dhcp";
  if (isSsdp(bytes, start, end)) return "ssdp";
  if (isSip(bytes, start, end)) return "sip";
  if (isWireGuard(bytes, start, length)) return "wireguard";
  if (isSnmp(bytes, start, end)) return "snmp";
  if ((ports.client === NTP_PORT || ports.server === NTP_PORT) && isNtp(bytes, start, length)) return "ntp";
  if ((ports.client === 546 || ports.client === 547) && (ports.server === 546 || ports.server === 547) && isDhcpV6(bytes, start, end))
    return "dhcpv6";
  return "unknown";
}

/** RFC 8415 between its ports: a message type, a transaction id, options that end where the datagram ends. */
function isDhcpV6(bytes: Uint8Array, start: number, end: number): boolean {
  const type = u8(bytes, start);
  if (type < 1 || type > 11) return false;
  let at = start + 4;
  while (at + 4 <= end) at += 4 + u16(bytes, at + 2);
  return at === end;
}

/** RFC 8489: two zero bits, the magic cookie, a length that fits. */
function isStun(bytes: Uint8Array, at: number, length: number): boolean {
  return (
    length >= 20 &&
    u8(bytes, at) < 0x40 &&
    u32(bytes, at + 4) === 0x2112a442 &&
    u16(bytes, at + 2) % 4 === 0 &&
    u16(bytes, at + 2) <= length - 20
  );
}

/** RFC 2131: operation 1 or 2 and the magic cookie behind the fixed part. */
function isDhcp(bytes: Uint8Array, at: number, length: number): boolean {
  return length >= 240 && (u8(bytes, at) === 1 || u8(bytes, at) === 2) && u8(bytes, at + 2) <= 16 && u32(bytes, at + 236) === 0x63825363;
}

function isSsdp(bytes: Uint8Array, start: number, end: number): boolean {
  if (startsWithText(bytes, start, end, "M-SEARCH * HTTP/1.1") || startsWithText(bytes, start, end, "NOTIFY * HTTP/1.1")) return true;
  return startsWithText(bytes, start, end, "HTTP/1.1 200 OK") && indexOfText(bytes, start, Math.min(end, start + 1024), "USN:") > 0;
}

function isSip(bytes: Uint8Array, start: number, end: number): boolean {
  if (startsWithText(bytes, start, end, "SIP/2.0 ")) return true;
  const first = u8(bytes, start);
  if (first < 0x41 || first > 0x5a) return false;
  const line = Math.min(end, start + 512);
  const stop = indexOfText(bytes, start, line, "\r\n");
  return stop - start > 16 && startsWithText(bytes, stop - 8, stop, " SIP/2.0");
}

/** A handshake's first or second message: type, three zero bytes, an exact length. */
function isWireGuard(bytes: Uint8Array, at: number, length: number): boolean {
  return (
    (u8(bytes, at) === 1 && length === 148 && u24(bytes, at + 1) === 0) ||
    (u8(bytes, at) === 2 && length === 92 && u24(bytes, at + 1) === 0)
  );
}

/** RFC 1157, 3416, 3412: SEQUENCE with its true length, version 0, 1 or 3, then a community or a SEQUENCE. */
function isSnmp(bytes: Uint8Array, start: number, end: number): boolean {
  if (u8(bytes, start) !== 0x30) return false;
  const first = u8(bytes, start + 1);
  const at = start + 2 + (first > 0x80 ? first - 0x80 : 0);
  const length = first < 0x80 ? first : first === 0x81 ? u8(bytes, start + 2) : first === 0x82 ? u16(bytes, start + 2) : -1;
  if (length < 5 || at + length !== end || u16(bytes, at) !== 0x0201) return false;
  const version = u8(bytes, at + 2);
  const next = u8(bytes, at + 3);
  return (version <= 1 && next === 0x04) || (version === 3 && next === 0x30);
}

/** RFC 5905 and its forerunners on their port: version 1 to 4, a mode with its length. Modes 6 and 7 are control and private. */
function isNtp(bytes: Uint8Array, at: number, length: number): boolean {
  const version = (u8(bytes, at) >> 3) & 7;
  const mode = u8(bytes, at) & 7;
  if (version < 1 || version > 4) return false;
  if (mode === 6) return length >= 12;
  if (mode === 7) return length >= 8;
  return mode >= 1 && mode <= 5 && length >= 48 && length % 4 === 0 && length <= 1024;
}
