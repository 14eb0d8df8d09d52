/** RFC 6962 section 2.1 word for word, on lists: slow, short, and written apart from the code under test. */
import { createHash } from "node:crypto";

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function largestPowerBelow(length: number): number {
  return 2 ** Math.ceil(Math.log2(length) - 1);
}

export function naiveRoot(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256(new Uint8Array(0));
  if (entries.length === 1) return sha256(Buffer.concat([Uint8Array.of(0), entries[0] as Uint8Array]));
  const k = largestPowerBelow(entries.length);
  return sha256(Buffer.concat([Uint8Array.of(1), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k))]));
}

export function naivePath(index: number, entries: readonly Uint8Array[]): readonly Uint8Array[] {
  if (entries.length <= 1) return [];
  const k = largestPowerBelow(entries.length);
  return index < k
    ? [...naivePath(index, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(index - k, entries.slice(k)), naiveRoot(entries.slice(0, k))];
}

export function naiveProof(oldSize: number, entries: readonly Uint8Array[], known = true): readonly Uint8Array[] {
  if (oldSize === entries.length) return known ? [] : [naiveRoot(entries)];
  const k = largestPowerBelow(entries.length);
  return oldSize <= k
    ? [...naiveProof(oldSize, entries.slice(0, k), known), naiveRoot(entries.slice(k))]
    : [...naiveProof(oldSize - k, entries.slice(k), false), naiveRoot(entries.slice(0, k))];
}

/** Entries of a made-up log. */
export function madeEntries(count: number, seed = "entry"): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, at) => new TextEncoder().encode(`${seed} ${at}`));
}
