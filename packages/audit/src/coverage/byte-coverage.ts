/** Payload bytes of a conversation's sides by whether they could be read. */
import type { SideContents } from "@creance/capture";
import type { ByteCoverage } from "../result.ts";

/** Sums that grow. */
export type ByteSums = { -readonly [Member in keyof ByteCoverage]: number };

/** Sums of nothing. */
export function noBytes(): ByteSums {
  return { plain: 0, decrypted: 0, sealed: 0, missing: 0, unread: 0 };
}

/**
 * Adds one side: `payload` bytes, of which `missing` are not in the capture. The parts add up to `payload`: what was handed on in the clear is
 * plain; sealed bytes count as decrypted as far as decryption opened that side without gaps, headers and handshake with them.
 */
export function addSide(sums: ByteSums, payload: number, missing: number, contents: SideContents | null): void {
  let left = payload;
  const take = (bytes: number): number => {
    const taken = Math.min(left, Math.max(0, Math.floor(bytes)));
    left -= taken;
    return taken;
  };
  sums.missing += take(missing);
  if (contents !== null) {
    const closed = contents.decryptedBytes > 0 ? Math.max(0, contents.gapBytes - missing) : contents.sealedBytes;
    sums.plain += take(contents.plainBytes);
    sums.sealed += take(Math.min(closed, contents.sealedBytes));
    sums.decrypted += take(contents.decryptedBytes > 0 ? contents.sealedBytes - Math.min(closed, contents.sealedBytes) : 0);
  }
  sums.unread += left;
}

/** All bytes of the sums. */
export function allBytes({ plain, decrypted, sealed, missing, unread }: ByteCoverage): number {
  return plain + decrypted + sealed + missing + unread;
}
