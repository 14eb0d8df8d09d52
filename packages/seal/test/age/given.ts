/** What the tests of age files share: bytes to seal, randomness, scrypt, reading a source in odd pieces. */
import { randomBytes as nodeRandomBytes, scrypt as nodeScrypt } from "node:crypto";
import type { ByteSource } from "@creance/core";
import type { Scrypt } from "../../src/index.ts";

/** Random bytes of the platform. */
export const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeRandomBytes(length));

/** scrypt of the platform. */
export const scrypt: Scrypt = (passphrase, salt, logN) =>
  new Promise((resolve, reject) => {
    const cost = { N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** logN * 1024 + 1_048_576 };
    nodeScrypt(passphrase, salt, 32, cost, (error, key) => (error === null ? resolve(new Uint8Array(key)) : reject(error)));
  });

/** Bytes in which no two places look alike. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 131 + (at >> 8) * 17 + (at >> 16)) & 0xff;
  return bytes;
}

/** Everything of a source, read in pieces of an odd size. */
export async function bytesOf(source: ByteSource, step = 100_003): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.size);
  for (let at = 0; at < source.size; at += step) bytes.set(await source.read(at, Math.min(source.size, at + step)), at);
  return bytes;
}
