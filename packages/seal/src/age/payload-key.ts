/** The key of an age file's payload (C2SP age v1, "Payload"). */
import type { Platform } from "@creance/core";

const PAYLOAD = new TextEncoder().encode("payload");

/** HKDF-SHA256 (RFC 5869) of a file key: salt is the payload's nonce, 32 bytes come out. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array, platform: Pick<Platform, "hmac">): Uint8Array {
  return hkdf32(fileKey, nonce, PAYLOAD, platform);
}

/** The first 32 bytes of HKDF-SHA256 (RFC 5869). */
export function hkdf32(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, platform: Pick<Platform, "hmac">): Uint8Array {
  const extracted = platform.hmac("sha256", salt, secret);
  const block = new Uint8Array(info.byteLength + 1);
  block.set(info);
  block[info.byteLength] = 1;
  return platform.hmac("sha256", extracted, block);
}
