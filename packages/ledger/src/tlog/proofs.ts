/** Proofs of RFC 6962 from tiles, and their checks (RFC 9162 sections 2.1.3 and 2.1.4). A proof reads a few tiles, however long the log is. */
import { UserError } from "@creance/core";
import { TILE_WIDTH, tileAt } from "./tile-path.ts";
import { type ReadTile, readHashes } from "./tree-builder.ts";
import { emptyRoot, listRoot, nodeHash, type Sha256, sameHash } from "./tree-hash.ts";

/** A log as tiles. */
export interface TiledLog {
  /** Entries of the tree that is asked about. */
  readonly size: number;
  readonly readTile: ReadTile;
}

/** More steps than a proof of a log with less than 2^53 entries has. */
const MAX_STEPS = 54;

/** Root hash of a log. Throws a `FormatError` (`tile-missing`, `tile-length`). */
export function rootFromTiles(sha256: Sha256, log: TiledLog): Promise<Uint8Array> {
  return new SubtreeReader(sha256, log).hash(0, log.size);
}

/** Proof that an entry stands at `index`. Throws a `UserError` (`not-in-ledger`) beyond the size, a `FormatError` for tiles. */
export async function inclusionProof(sha256: Sha256, log: TiledLog & { readonly index: number }): Promise<readonly Uint8Array[]> {
  const { index, size } = log;
  if (!isSize(size) || !isSize(index) || index >= size) throw outside();
  const reader = new SubtreeReader(sha256, log);
  const steps: Uint8Array[] = [];
  let start = 0;
  let end = size;
  const path: (readonly [number, number])[] = [];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push([middle, end]);
      end = middle;
    } else {
      path.push([start, middle]);
      start = middle;
    }
  }
  for (const [from, to] of path.reverse()) steps.push(await reader.hash(from, to));
  return steps;
}

/** Proof that the tree of the first `oldSize` entries is the beginning of this one. Throws as `inclusionProof` does. */
export async function consistencyProof(sha256: Sha256, log: TiledLog & { readonly oldSize: number }): Promise<readonly Uint8Array[]> {
  const { oldSize, size } = log;
  if (!isSize(size) || !isSize(oldSize) || oldSize > size) throw outside();
  if (oldSize === 0 || oldSize === size) return [];
  const reader = new SubtreeReader(sha256, log);
  let start = 0;
  let end = size;
  const path: (readonly [number, number])[] = [];
  while (end !== oldSize) {
    const middle = start + splitOf(end - start);
    if (oldSize <= middle) {
      path.push([middle, end]);
      end = middle;
    } else {
      path.push([start, middle]);
      start = middle;
    }
  }
  // The tree that both share is known to whoever has the old root, unless it is only a part of it.
  if (start > 0) path.push([start, end]);
  const steps: Uint8Array[] = [];
  for (const [from, to] of path.reverse()) steps.push(await reader.hash(from, to));
  return steps;
}

/** True when the proof shows that the leaf stands at `index` in the tree with this root. */
export function checkInclusion(
  sha256: Sha256,
  {
    leaf,
    index,
    size,
    root,
    proof,
  }: {
    /** Hash of the entry. */
    readonly leaf: Uint8Array;
    readonly index: number;
    readonly size: number;
    readonly root: Uint8Array;
    readonly proof: readonly Uint8Array[];
  },
): boolean {
  if (!isSize(size) || !isSize(index) || index >= size || proof.length > MAX_STEPS) return false;
  let place = index;
  let last = size - 1;
  let hash = leaf;
  for (const step of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sha256, step, hash);
      while (place % 2 === 0 && place !== 0) {
        place = half(place);
        last = half(last);
      }
    } else hash = nodeHash(sha256, hash, step);
    place = half(place);
    last = half(last);
  }
  return last === 0 && sameHash(hash, root);
}

/** True when the proof shows that the tree with the old root is the beginning of the one with the new root. */
export function checkConsistency(
  sha256: Sha256,
  {
    oldSize,
    oldRoot,
    size,
    root,
    proof,
  }: {
    readonly oldSize: number;
    readonly oldRoot: Uint8Array;
    readonly size: number;
    readonly root: Uint8Array;
    readonly proof: readonly Uint8Array[];
  },
): boolean {
  if (!isSize(size) || !isSize(oldSize) || oldSize > size || proof.length > MAX_STEPS) return false;
  if (oldSize === size) return proof.length === 0 && sameHash(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, emptyRoot(sha256));
  const steps = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  let place = oldSize - 1;
  let last = size - 1;
  while (place % 2 === 1) {
    place = half(place);
    last = half(last);
  }
  const [first, ...rest] = steps;
  if (first === undefined) return false;
  let oldHash = first;
  let hash = first;
  for (const step of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      oldHash = nodeHash(sha256, step, oldHash);
      hash = nodeHash(sha256, step, hash);
      while (place % 2 === 0 && place !== 0) {
        place = half(place);
        last = half(last);
      }
    } else hash = nodeHash(sha256, hash, step);
    place = half(place);
    last = half(last);
  }
  return last === 0 && sameHash(oldHash, oldRoot) && sameHash(hash, root);
}

/** Hashes of stretches of a log, with the tiles that one question touches kept. */
class SubtreeReader {
  readonly #sha256: Sha256;
  readonly #log: TiledLog;
  readonly #tiles = new Map<string, Promise<Uint8Array[]>>();

  constructor(sha256: Sha256, log: TiledLog) {
    this.#sha256 = sha256;
    this.#log = log;
  }

  /** Hash of the entries `start` to `end`, as the tree parts them. */
  async hash(start: number, end: number): Promise<Uint8Array> {
    const length = end - start;
    if (length === 0) return emptyRoot(this.#sha256);
    if (isPowerOfTwo(length)) return this.#whole(start, length);
    const middle = start + splitOf(length);
    return nodeHash(this.#sha256, await this.#whole(start, middle - start), await this.hash(middle, end));
  }

  /** Hash of a whole subtree: some hashes of one tile, joined. */
  async #whole(start: number, length: number): Promise<Uint8Array> {
    let level = 0;
    let width = length;
    while (width >= TILE_WIDTH) {
      width /= TILE_WIDTH;
      level += 1;
    }
    const first = start / TILE_WIDTH ** level;
    const number = Math.floor(first / TILE_WIDTH);
    const name = `${level}/${number}`;
    const tile = this.#tiles.get(name) ?? readHashes(this.#log.readTile, tileAt(this.#log.size, level, number));
    this.#tiles.set(name, tile);
    const at = first % TILE_WIDTH;
    return listRoot(this.#sha256, (await tile).slice(at, at + width));
  }
}

/** Largest power of two below a length of at least 2. */
function splitOf(length: number): number {
  let split = 1;
  while (split * 2 < length) split *= 2;
  return split;
}

function isPowerOfTwo(length: number): boolean {
  let power = 1;
  while (power < length) power *= 2;
  return power === length;
}

function half(number: number): number {
  return Math.floor(number / 2);
}

function isSize(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

function outside(): UserError {
  return new UserError("not-in-ledger", "wrongUse", "The ledger does not reach that far; no proof was made.");
}
