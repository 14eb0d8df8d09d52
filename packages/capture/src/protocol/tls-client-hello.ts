/**
 * ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6347 for DTLS). Reads the message body in place; a cut body
 * gives what stands in it.
 */
import { u8, u16 } from "./big-endian.ts";
import { printableName, serverNameOf } from "./byte-text.ts";

/** What a ClientHello says. Numbers are the raw codes. GREASE values are still in the lists. */
export interface ClientHello {
  readonly legacyVersion: number;
  readonly ciphers: readonly number[];
  /** Extension types in order. */
  readonly extensions: readonly number[];
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  /** First and last byte of the first ALPN name, `null` without. */
  readonly alpnEnds: readonly [number, number] | null;
  readonly supportedVersions: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  /** True when an encrypted_client_hello extension of the outer type is there. Real and GREASE look alike. */
  readonly encryptedClientHello: boolean;
  /** False when the body ends early. */
  readonly complete: boolean;
}

/** Most entries read of one list; a record cannot hold more cipher suites than this. */
const MAX_LIST_ENTRIES = 4096;
const MAX_ALPN_NAMES = 64;
/** Bytes of application protocols that are kept in all: each of them may come out as four characters, in every row. */
const MAX_ALPN_BYTES = 255;

/** GREASE (RFC 8701): 0x0a0a, 0x1a1a, ... 0xfafa. */
export function isGrease(code: number): boolean {
  return (code & 0x0f0f) === 0x0a0a && code >> 8 === (code & 0xff);
}

/** Reads the body of a ClientHello (after the handshake header). `undefined` when it is not one. */
export function readClientHello(bytes: Uint8Array, start: number, end: number, kind: "tls" | "dtls"): ClientHello | undefined {
  if (end - start < 35) return undefined;
  const legacyVersion = u16(bytes, start);
  if (kind === "tls" ? legacyVersion >> 8 !== 3 : legacyVersion >> 8 !== 0xfe) return undefined;
  let at = start + 34;
  const sessionLength = u8(bytes, at);
  if (sessionLength > 32) return undefined;
  at += 1 + sessionLength;
  const hello = {
    legacyVersion,
    ciphers: [] as number[],
    extensions: [] as number[],
    serverName: null as string | null,
    alpn: [] as string[],
    alpnEnds: null as [number, number] | null,
    supportedVersions: [] as number[],
    signatureAlgorithms: [] as number[],
    encryptedClientHello: false,
    complete: false,
  };
  if (kind === "dtls") {
    if (at >= end) return hello;
    at += 1 + u8(bytes, at);
  }
  if (at + 2 > end) return hello;
  const cipherBytes = u16(bytes, at);
  at += 2;
  if (cipherBytes % 2 !== 0) return undefined;
  readCodes(bytes, at, Math.min(end, at + cipherBytes), hello.ciphers);
  at += cipherBytes;
  if (at >= end) return hello;
  at += 1 + u8(bytes, at);
  if (at === end) {
    hello.complete = true; // SSL 3.0 and TLS 1.0 hellos may have no extensions
    return hello;
  }
  if (at + 2 > end) return hello;
  const extensionsEnd = at + 2 + u16(bytes, at);
  at += 2;
  const stop = Math.min(end, extensionsEnd);
  while (at + 4 <= stop && hello.extensions.length < MAX_LIST_ENTRIES) {
    const type = u16(bytes, at);
    const bodyEnd = at + 4 + u16(bytes, at + 2);
    hello.extensions.push(type);
    readExtension(bytes, type, at + 4, Math.min(bodyEnd, stop), bodyEnd <= stop, hello);
    at = bodyEnd;
  }
  hello.complete = at === extensionsEnd && extensionsEnd <= end;
  return hello;
}

interface Fields {
  serverName: string | null;
  alpn: string[];
  alpnEnds: [number, number] | null;
  supportedVersions: number[];
  signatureAlgorithms: number[];
  encryptedClientHello: boolean;
}

function readExtension(bytes: Uint8Array, type: number, at: number, end: number, whole: boolean, into: Fields): void {
  const length = end - at;
  if (type === 0) {
    // server_name: list length, then entries of type, length, name
    if (into.serverName !== null || length < 5 || u8(bytes, at + 2) !== 0) return;
    const nameEnd = at + 5 + u16(bytes, at + 3);
    if (nameEnd <= end) into.serverName = serverNameOf(bytes, at + 5, nameEnd);
  } else if (type === 16) {
    if (into.alpn.length > 0) return; // a second list is against the rules
    let name = at + 2;
    let left = MAX_ALPN_BYTES;
    while (name < end && into.alpn.length < MAX_ALPN_NAMES) {
      const nameEnd = name + 1 + u8(bytes, name);
      if (nameEnd > end || nameEnd === name + 1) break;
      if (into.alpnEnds === null) into.alpnEnds = [u8(bytes, name + 1), u8(bytes, nameEnd - 1)];
      left -= nameEnd - name - 1;
      if (left < 0) break;
      into.alpn.push(printableName(bytes, name + 1, nameEnd));
      name = nameEnd;
    }
  } else if (!whole) {
    return;
  } else if (type === 43 && length >= 1) {
    readCodes(bytes, at + 1, Math.min(end, at + 1 + u8(bytes, at)), into.supportedVersions);
  } else if (type === 13 && length >= 2) {
    readCodes(bytes, at + 2, Math.min(end, at + 2 + u16(bytes, at)), into.signatureAlgorithms);
  } else if (type === 0xfe0d && length >= 1) {
    into.encryptedClientHello = u8(bytes, at) === 0;
  } else if (type === 0xffce) {
    into.encryptedClientHello = true; // encrypted_server_name, the draft before ECH
  }
}

function readCodes(bytes: Uint8Array, start: number, end: number, into: number[]): void {
  for (let at = start; at + 2 <= end && into.length < MAX_LIST_ENTRIES; at += 2) into.push(u16(bytes, at));
}
