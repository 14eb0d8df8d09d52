/** Bytes for tests that are the same for the same seed. */
import { createHash } from "node:crypto";

export function bytesOf(seed: string, sizeBytes = 1000): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0, block = 0; at < sizeBytes; block += 1) {
    const digest = createHash("sha512").update(`${seed}/${block}`).digest();
    bytes.set(digest.subarray(0, Math.min(64, sizeBytes - at)), at);
    at += 64;
  }
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
