/**
 * Keys of one direction from the master secret: TLS 1.0 to 1.2 (RFC 2246 and RFC 5246 section 6.3), SSL 3 (RFC 6101 section 6.2), and the
 * weakened keys of export suites (RFC 2246 section 6.3.1, RFC 6101 section 6.2.2.1).
 */
import { concatBytes, type HashName, type Platform } from "@creance/core";
import type { CipherSuite } from "./cipher-suites.table.ts";
import { prf } from "./key-derivation.ts";
import { type DirectionKeys, hashBytes, SSL3 } from "./record-opener.ts";

const TLS12 = 0x0303;
const IV_BYTES = 12;
const EXPLICIT_NONCE_IV_BYTES = 4;

/** What both sides of a connection know once their hellos are exchanged. */
export interface Agreement {
  readonly suite: CipherSuite;
  /** 0x0300 to 0x0303. */
  readonly version: number;
  readonly masterSecret: Uint8Array;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
}

/** The keys that an end writes with. */
export function directionKeys(platform: Platform, agreement: Agreement, end: "client" | "server"): DirectionKeys {
  const { suite, clientRandom, serverRandom } = agreement;
  const { records, exportedKeyBytes } = suite;
  const macBytes = records.mode === "aead" ? 0 : hashBytes(records.mac);
  const keyBytes = exportedKeyBytes ?? records.keyBytes;
  const ivBytes =
    records.mode === "aead"
      ? records.nonce === "explicit"
        ? EXPLICIT_NONCE_IV_BYTES
        : IV_BYTES
      : "blockBytes" in records
        ? records.blockBytes
        : 0;
  const block = keyBlock(platform, agreement, 2 * (macBytes + keyBytes + ivBytes));
  const part = (at: number, length: number): Uint8Array => {
    const from = at + (end === "client" ? 0 : length);
    return block.subarray(from, from + length);
  };
  const macKey = part(0, macBytes);
  const key = part(2 * macBytes, keyBytes);
  if (exportedKeyBytes === null) return { macKey, key, iv: part(2 * (macBytes + keyBytes), ivBytes) };
  if (agreement.version === SSL3) {
    const randoms = end === "client" ? [clientRandom, serverRandom] : [serverRandom, clientRandom];
    const md5 = (parts: readonly Uint8Array[]): Uint8Array => platform.createHash("md5").update(concatBytes(parts)).digest();
    return { macKey, key: md5([key, ...randoms]).subarray(0, records.keyBytes), iv: md5(randoms).subarray(0, ivBytes) };
  }
  const seed = concatBytes([clientRandom, serverRandom]);
  const derive = (secret: Uint8Array, label: string, lengthBytes: number): Uint8Array =>
    prf(platform, prfHash(agreement), { secret, label, seed, lengthBytes });
  const ivBlock = derive(new Uint8Array(0), "IV block", 2 * ivBytes);
  return {
    macKey,
    key: derive(key, `${end} write key`, records.keyBytes),
    iv: end === "client" ? ivBlock.subarray(0, ivBytes) : ivBlock.subarray(ivBytes),
  };
}

function prfHash({ version, suite }: Agreement): HashName | "md5sha1" {
  return version >= TLS12 ? suite.hash : "md5sha1";
}

function keyBlock(platform: Platform, agreement: Agreement, lengthBytes: number): Uint8Array {
  const { version, masterSecret: secret, clientRandom, serverRandom } = agreement;
  const seed = concatBytes([serverRandom, clientRandom]);
  if (version !== SSL3) return prf(platform, prfHash(agreement), { secret, label: "key expansion", seed, lengthBytes });
  const out = new Uint8Array(lengthBytes);
  for (let at = 0, round = 1; at < lengthBytes; round++) {
    const letters = new Uint8Array(round).fill(0x40 + round); // "A", "BB", "CCC"
    const inner = platform.createHash("sha1").update(letters).update(secret).update(seed).digest();
    const piece = platform.createHash("md5").update(secret).update(inner).digest();
    out.set(piece.subarray(0, lengthBytes - at), at);
    at += piece.length;
  }
  return out;
}
