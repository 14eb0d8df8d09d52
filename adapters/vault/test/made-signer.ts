/** A signer for tests, from a seed. */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { LedgerSigner } from "../src/index.ts";

/** DER head of an Ed25519 private key (RFC 8410). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

export function signerOf(seed: string, origin = "creance.invalid/vault/test"): LedgerSigner {
  const secret = createHash("sha256").update(seed).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: "der", type: "pkcs8" });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(12));
  return { origin, publicKey, sign: (bytes) => sign(null, bytes, key) };
}
