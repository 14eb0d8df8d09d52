/** Made-up keys for the sealed sample records, and the reply that opens them, in the form the maker's service answers. */
import { toBase64 } from "@creance/core";
import { type DjiWriteKey, djiFeatureWireName } from "@creance/formats";
import type { Random } from "./random.ts";

/** Keys of one group for every feature that a record of v13 or v14 uses. The wrapped blobs are noise. */
export function sampleKeys(random: Random): DjiWriteKey[] {
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256));
  return [1, 2, 5, 6, 7, 10, 11, 12, 13, 14].map((feature) => ({ feature, key: bytes(32), iv: bytes(16), wrapped: bytes(256) }));
}

/** The keychain reply for groups of keys, as JSON text. */
export function keychainReply(groups: readonly (readonly DjiWriteKey[])[]): string {
  const data = groups.map((group) =>
    group.map(({ feature, key, iv }) => ({ featurePoint: djiFeatureWireName(feature), aesKey: toBase64(key), aesIv: toBase64(iv) })),
  );
  return `${JSON.stringify({ result: { code: 0, msg: "ok" }, data }, null, 1)}\n`;
}
