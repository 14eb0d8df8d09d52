/** Keys from secrets: the PRF of TLS 1.0 to 1.2 (RFC 2246 and RFC 5246 section 5) and HKDF-Expand-Label of TLS 1.3 (RFC 8446 section 7.1). */
import { concatBytes, type HashName, type Platform } from "@creance/core";

/** What is asked of the PRF. */
export interface PrfInput {
  readonly secret: Uint8Array;
  readonly label: string;
  readonly seed: Uint8Array;
  readonly lengthBytes: number;
}

/** The PRF of a version: MD5 and SHA-1 together up to TLS 1.1, the suite's hash in 1.2. */
export function prf(platform: Platform, hash: HashName | "md5sha1", input: PrfInput): Uint8Array {
  const seed = concatBytes([new TextEncoder().encode(input.label), input.seed]);
  if (hash !== "md5sha1") return pHash(platform, hash, input.secret, seed, input.lengthBytes);
  const half = Math.ceil(input.secret.length / 2);
  const out = pHash(platform, "md5", input.secret.subarray(0, half), seed, input.lengthBytes);
  const other = pHash(platform, "sha1", input.secret.subarray(input.secret.length - half), seed, input.lengthBytes);
  for (let index = 0; index < out.length; index++) out[index] = (out[index] as number) ^ (other[index] as number);
  return out;
}

function pHash(platform: Platform, hash: HashName, secret: Uint8Array, seed: Uint8Array, lengthBytes: number): Uint8Array {
  const out = new Uint8Array(lengthBytes);
  let a = seed;
  for (let at = 0; at < lengthBytes; ) {
    a = platform.hmac(hash, secret, a);
    const block = platform.hmac(hash, secret, concatBytes([a, seed]));
    const count = Math.min(block.length, lengthBytes - at);
    out.set(block.subarray(0, count), at);
    at += count;
  }
  return out;
}

/** HKDF-Expand-Label with an empty context. `label` with its prefix: `tls13 key`. At most 255 hashes long. */
export function expandLabel(platform: Platform, hash: HashName, secret: Uint8Array, label: string, lengthBytes: number): Uint8Array {
  const text = new TextEncoder().encode(label);
  const info = new Uint8Array(4 + text.length);
  info[0] = lengthBytes >> 8;
  info[1] = lengthBytes & 0xff;
  info[2] = text.length;
  info.set(text, 3);
  const out = new Uint8Array(lengthBytes);
  let block = new Uint8Array(0);
  for (let at = 0, counter = 1; at < lengthBytes; counter++) {
    block = new Uint8Array(platform.hmac(hash, secret, concatBytes([block, info, Uint8Array.of(counter)])));
    const count = Math.min(block.length, lengthBytes - at);
    out.set(block.subarray(0, count), at);
    at += count;
  }
  return out;
}
