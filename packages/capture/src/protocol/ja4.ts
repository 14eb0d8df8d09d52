/** JA4, the TLS client fingerprint (FoxIO, BSD licence). A fingerprint is a hint, never a name. */
import { type Platform, toHex } from "@creance/core";
import { type ClientHello, isGrease } from "./tls-client-hello.ts";

/** What carries the hello: TCP, QUIC or DTLS. */
export type HelloTransport = "t" | "q" | "d";

const NO_HASH = "000000000000";

/** The fingerprint, e.g. `t13d1516h2_8daaf6152771_02713d6af862`. `sha256` is the platform's. */
export function ja4(hello: ClientHello, transport: HelloTransport, sha256: Platform["sha256"]): string {
  const ciphers = hello.ciphers.filter((code) => !isGrease(code)).map(hex4);
  const extensions = hello.extensions.filter((code) => !isGrease(code));
  const hashed = extensions
    .filter((code) => code !== 0 && code !== 16)
    .map(hex4)
    .sort();
  const algorithms = hello.signatureAlgorithms.filter((code) => !isGrease(code)).map(hex4);
  const head =
    transport +
    versionOf(hello) +
    (extensions.includes(0) ? "d" : "i") +
    twoDigits(ciphers.length) +
    twoDigits(extensions.length) +
    alpnOf(hello.alpnEnds);
  const tail = algorithms.length > 0 ? `${hashed.join(",")}_${algorithms.join(",")}` : hashed.join(",");
  return `${head}_${shortHash([...ciphers].sort().join(","), sha256)}_${shortHash(tail, sha256)}`;
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

function shortHash(text: string, sha256: Platform["sha256"]): string {
  return text === "" ? NO_HASH : toHex(sha256(new TextEncoder().encode(text)).subarray(0, 6));
}

function twoDigits(count: number): string {
  return String(Math.min(99, count)).padStart(2, "0");
}

function hex4(code: number): string {
  return code.toString(16).padStart(4, "0");
}

function hex2(code: number): string {
  return code.toString(16).padStart(2, "0");
}
