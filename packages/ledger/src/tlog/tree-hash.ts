/** The tree of RFC 6962 (section 2.1): hashes of leaves and nodes, and the root of a short list. */

/** SHA-256, handed in. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** Hash of an entry: SHA-256 of a zero byte and the entry. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + entry.byteLength);
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** Hash of two neighbours: SHA-256 of a one byte and both. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return sha256(bytes);
}

/** Root of the empty tree: SHA-256 of nothing. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/**
 * Root over hashes in order: the list is parted at the largest power of two below its length. The hashes are leaves, or the roots of whole
 * subtrees of one height with at most one smaller tree at the end. Bounded by the caller; nothing of the list is kept.
 */
export function listRoot(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyRoot(sha256);
  let row = hashes;
  // Joining neighbours and carrying a last odd one up gives the same tree as parting at powers of two.
  while (row.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) next.push(nodeHash(sha256, row[at] as Uint8Array, row[at + 1] as Uint8Array));
    if (row.length % 2 === 1) next.push(row.at(-1) as Uint8Array);
    row = next;
  }
  return row[0] as Uint8Array;
}

/** True when two hashes are the same. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  // The length is asked for once: this runs over every byte of a ledger.
  const { length } = a;
  if (length !== b.length) return false;
  for (let at = 0; at < length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
