/** Google QUIC (Q0xx): the client hello is a message "CHLO" of tags and end offsets. */
import { u8, u16, u32 } from "./big-endian.ts";
import { indexOfText, serverNameOf, startsWithText } from "./byte-text.ts";

/** How far into a packet the hello may begin: public header, hash, stream frame. */
const SEARCH_BYTES = 128;
const MAX_TAGS = 128;

/** What a Google hello says. */
export interface GoogleHello {
  readonly serverName: string | null;
}

/**
 * The version of a packet with Google's public header (up to Q043): flags with the version bit, an eight-byte connection id, the version.
 * `undefined` when it is none.
 */
export function googleQuicVersion(bytes: Uint8Array, start: number, end: number): string | undefined {
  const flags = u8(bytes, start);
  if (end - start < 14 || (flags & 0x01) === 0 || (flags & 0xc0) !== 0) return undefined;
  const at = start + 1 + ((flags & 0x08) !== 0 ? 8 : 0);
  if (bytes[at] !== 0x51 || bytes[at + 1] !== 0x30) return undefined;
  const tens = u8(bytes, at + 2);
  const ones = u8(bytes, at + 3);
  if (tens < 0x30 || tens > 0x39 || ones < 0x30 || ones > 0x39) return undefined;
  return `quic-Q0${String.fromCharCode(tens, ones)}`;
}

/** Finds a hello in a packet. */
export function findGoogleHello(bytes: Uint8Array, start: number, end: number): GoogleHello | undefined {
  const at = indexOfText(bytes, start, Math.min(end, start + SEARCH_BYTES + 4), "CHLO");
  if (at < 0 || at + 8 > end) return undefined;
  // The count of tags is little endian.
  const tags = (u16(bytes, at + 4) >> 8) | ((u16(bytes, at + 4) & 0xff) << 8);
  if (tags === 0 || tags > MAX_TAGS) return undefined;
  const values = at + 8 + tags * 8;
  let from = 0;
  for (let tag = 0; tag < tags; tag++) {
    const entry = at + 8 + tag * 8;
    if (entry + 8 > end) break;
    const to = littleEndian32(bytes, entry + 4);
    if (to < from) break;
    if (startsWithText(bytes, entry, end, "SNI\u0000")) {
      return { serverName: values + to <= end ? serverNameOf(bytes, values + from, values + to) : null };
    }
    from = to;
  }
  return { serverName: null };
}

function littleEndian32(bytes: Uint8Array, at: number): number {
  const value = u32(bytes, at);
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
