/** ServerHello (RFC 8446 section 4.1.3): the version and the application protocol that the server chose. */
import { u8, u16 } from "./big-endian.ts";
import { printableName } from "./byte-text.ts";

/** What a ServerHello says. */
export interface ServerHello {
  /** The negotiated version: extension 43 where present, else the hello's own. */
  readonly version: number;
  readonly cipher: number;
  /** In the clear in TLS 1.2 and older only. */
  readonly alpn: string | null;
  /** Compression method, 0 for none. */
  readonly compression: number;
  /** True when records are sealed first and authenticated then (RFC 7366). */
  readonly encryptThenMac: boolean;
}

const MAX_EXTENSIONS = 256;

/** Reads the body of a ServerHello (after the handshake header). `undefined` when it is not one. */
export function readServerHello(bytes: Uint8Array, start: number, end: number): ServerHello | undefined {
  if (end - start < 38) return undefined;
  let version = u16(bytes, start);
  if (version >> 8 !== 3 && version >> 8 !== 0xfe && version >> 8 !== 0x7f) return undefined;
  const sessionLength = u8(bytes, start + 34);
  let at = start + 35;
  if (version >> 8 !== 0x7f) {
    // the drafts of TLS 1.3 up to 21 (0x7fxx) have neither session id nor compression method
    if (sessionLength > 32) return undefined;
    at += sessionLength;
  } else at = start + 34;
  if (at + 2 > end) return undefined;
  const cipher = u16(bytes, at);
  const compression = version >> 8 !== 0x7f ? u8(bytes, at + 2) : 0;
  at += version >> 8 !== 0x7f ? 3 : 2;
  let alpn: string | null = null;
  let encryptThenMac = false;
  const stop = at + 2 <= end ? Math.min(end, at + 2 + u16(bytes, at)) : at;
  at += 2;
  for (let count = 0; at + 4 <= stop && count < MAX_EXTENSIONS; count++) {
    const type = u16(bytes, at);
    const bodyEnd = at + 4 + u16(bytes, at + 2);
    if (bodyEnd > stop) break;
    if (type === 43 && bodyEnd - at === 6) version = u16(bytes, at + 4);
    if (type === 22) encryptThenMac = true;
    if (type === 16 && bodyEnd - at > 7) {
      const nameEnd = at + 7 + u8(bytes, at + 6);
      if (nameEnd <= bodyEnd) alpn = printableName(bytes, at + 7, nameEnd);
    }
    at = bodyEnd;
  }
  return { version, cipher, alpn, compression, encryptThenMac };
}

/** The application protocol in a list of extensions with its length before it; `null` without. */
export function alpnOfExtensions(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start < 2) return null;
  const stop = Math.min(end, start + 2 + u16(bytes, start));
  for (let at = start + 2, count = 0; at + 4 <= stop && count < MAX_EXTENSIONS; count++) {
    const bodyEnd = at + 4 + u16(bytes, at + 2);
    if (bodyEnd > stop) return null;
    if (u16(bytes, at) === 16 && bodyEnd - at > 7) {
      const nameEnd = at + 7 + u8(bytes, at + 6);
      return nameEnd <= bodyEnd ? printableName(bytes, at + 7, nameEnd) : null;
    }
    at = bodyEnd;
  }
  return null;
}
