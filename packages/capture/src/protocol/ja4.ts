/** JA4, the TLS client fingerprint (FoxIO, BSD licence). A fingerprint is a hint, never a name. */
import { type Platform, toHex } from "@creance/core";
import { type ClientHello, isGrease } from "./tls-client-hello.ts";

/** What carries the hello: TCP, QUIC or DTLS. */
export type HelloTransport = "t" | "q" | "d";

const NO_HASH = "000000000000";
/** Hashes remembered, a power of two: a capture holds few different clients, and a hash costs more than all else here. */
const MAX_REMEMBERED = 1_024;
/** Lists longer than this together are not remembered. */
const MAX_REMEMBERED_CODES = 512;
/** Codes as four hexadecimal digits. */
const hexCodes: (string | undefined)[] = new Array(65_536);

/** The fingerprint, e.g. `t13d1516h2_8daaf6152771_02713d6af862`. `sha256` is the platform's. */
export function ja4(hello: ClientHello, transport: HelloTransport, sha256: Platform["sha256"]): string {
  const ciphers = sorted(withoutGrease(hello.ciphers));
  const extensions = sorted(withoutGrease(hello.extensions));
  const algorithms = withoutGrease(hello.signatureAlgorithms);
  // Server name and ALPN are told in the head and not hashed. Sorted, 0 can only be the first.
  const hashed = extensions.filter((code) => code !== 0 && code !== 16);
  const head =
    transport +
    versionOf(hello) +
    (extensions[0] === 0 ? "d" : "i") +
    twoDigits(ciphers.length) +
    twoDigits(extensions.length) +
    alpnOf(hello.alpnEnds);
  return `${head}_${hashOfLists(ciphers, NO_CODES, sha256)}_${hashOfLists(hashed, algorithms, sha256)}`;
}

const NO_CODES: readonly number[] = [];

interface RememberedHash {
  readonly codes: readonly number[];
  readonly more: readonly number[];
  readonly hash: string;
}
const remembered: RememberedHash[] = new Array<RememberedHash>(MAX_REMEMBERED).fill({ codes: NO_CODES, more: NO_CODES, hash: NO_HASH });

/** The hash of one or two lists as hexadecimal digits, remembered by the codes themselves: no digits are made for lists met before. */
function hashOfLists(codes: readonly number[], more: readonly number[], sha256: Platform["sha256"]): string {
  const length = codes.length + more.length;
  if (length === 0) return NO_HASH;
  let mixed = codes.length;
  for (const code of codes) mixed = Math.imul(mixed ^ code, 0x9e3779b1) ^ (mixed >>> 15);
  for (const code of more) mixed = Math.imul(mixed ^ code, 0x9e3779b1) ^ (mixed >>> 15);
  const place = (mixed ^ (mixed >>> 16)) & (MAX_REMEMBERED - 1);
  const known = remembered[place] as RememberedHash;
  if (isEqual(known.codes, codes) && isEqual(known.more, more)) return known.hash;
  const text = more.length > 0 ? `${hexList(codes)}_${hexList(more)}` : hexList(codes);
  const hash = toHex(sha256(new TextEncoder().encode(text)).subarray(0, 6));
  if (length <= MAX_REMEMBERED_CODES) remembered[place] = { codes, more, hash };
  return hash;
}

function isEqual(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Up to this many codes are sorted by insertion: hellos are short, and the general sort is slow on short lists. */
const SHORT_LIST = 64;

function withoutGrease(codes: readonly number[]): number[] {
  const kept: number[] = [];
  for (const code of codes) if (!isGrease(code)) kept.push(code);
  return kept;
}

function sorted(codes: number[]): number[] {
  if (codes.length > SHORT_LIST) return codes.sort((one, other) => one - other);
  for (let at = 1; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    let place = at;
    for (; place > 0 && (codes[place - 1] ?? 0) > code; place--) codes[place] = codes[place - 1] ?? 0;
    codes[place] = code;
  }
  return codes;
}

function hexList(codes: readonly number[]): string {
  let text = "";
  for (const code of codes) text += text === "" ? hex4(code) : `,${hex4(code)}`;
  return text;
}

function versionOf(hello: ClientHello): string {
  const offered = hello.supportedVersions.filter((code) => !isGrease(code));
  // DTLS versions count downwards: the highest one has the lowest code.
  const isDtls = hello.legacyVersion >> 8 === 0xfe;
  const best = offered.length === 0 ? hello.legacyVersion : isDtls ? Math.min(...offered) : Math.max(...offered);
  switch (best) {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    case 0xfeff:
      return "d1";
    case 0xfefd:
      return "d2";
    case 0xfefc:
      return "d3";
  }
  return "00";
}

function alpnOf(ends: readonly [number, number] | null): string {
  if (ends === null) return "00";
  const [first, last] = ends;
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return hex2(first).charAt(0) + hex2(last).charAt(1);
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function twoDigits(count: number): string {
  return count < 10 ? `0${count}` : `${Math.min(99, count)}`;
}

function hex4(code: number): string {
  let text = hexCodes[code];
  if (text === undefined) {
    text = code.toString(16).padStart(4, "0");
    hexCodes[code] = text;
  }
  return text;
}

function hex2(code: number): string {
  return code.toString(16).padStart(2, "0");
}
