/**
 * Where patterns may stand: a stream is sampled at every `strideBytes`-th byte, and each pattern is known by as many of its blocks as a sample may
 * meet, so that every place a pattern stands at is met by exactly one of them. A bitmap by the block's hash says no to nearly everything; loads do
 * not wait for each other, as they would where each step depends on the last. Letters count the same in either case.
 */
import type { PatternSet } from "./patterns.ts";

/** Sizes of a table: a block has 4 to 8 bytes; patterns have at least `blockBytes + strideBytes - 1`. */
export interface AnchorShape {
  readonly blockBytes: number;
  readonly strideBytes: number;
}

/** A table over some patterns. */
export interface AnchorTable extends AnchorShape {
  /** One bit for each value of a hash's upper bits. */
  readonly bitmap: Int32Array;
  readonly bitmapShift: number;
  /** Entries with a hash are `[slots[i], slots[i + 1])` of `hashes` and `entries`, `i` being the hash shifted by `slotShift`. */
  readonly slotShift: number;
  readonly slots: Int32Array;
  readonly hashes: Int32Array;
  /** Place in `patterns`. */
  readonly entries: Int32Array;
  /** Bytes of the pattern before the block, by entry. */
  readonly offsets: Uint16Array;
}

/** Bits a table has for each entry: one sample in eight is looked at twice. */
const BITMAP_ROOM = 3;
const CASE = 0x20202020;

/** Hash of a block from its first and its last four bytes; its upper bits are good. */
export function blockHash(first: number, last: number): number {
  const mixed = Math.imul(first | CASE, 0x9e3779b1) ^ Math.imul(last | CASE, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** The same for a block of four bytes. */
export function shortBlockHash(block: number): number {
  const mixed = Math.imul(block | CASE, 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** A table over the patterns that `chosen` lists. `null` for none. Memory: about 10 bytes for each pattern and byte of the stride. */
export function anchorTable(set: PatternSet, chosen: Int32Array, { blockBytes, strideBytes }: AnchorShape): AnchorTable | null {
  const count = chosen.length * strideBytes;
  if (count === 0) return null;
  const view = new DataView(set.bytes.buffer, set.bytes.byteOffset, set.bytes.byteLength);
  const hashAt = (at: number): number => {
    const first = view.getInt32(at, true);
    return blockBytes === 4 ? shortBlockHash(first) : blockHash(first, view.getInt32(at + blockBytes - 4, true));
  };
  const rarest = rarestRuns(set, chosen, blockBytes, strideBytes, hashAt);

  const bits = Math.ceil(Math.log2(count));
  const bitmapBits = Math.min(27, Math.max(12, bits + BITMAP_ROOM));
  const bitmapShift = 32 - bitmapBits;
  const bitmap = new Int32Array(1 << (bitmapBits - 5));
  const slotBits = Math.min(22, Math.max(8, bits));
  const slotShift = 32 - slotBits;
  const slots = new Int32Array((1 << slotBits) + 1);
  const unsorted = new Int32Array(count);
  for (let entry = 0; entry < count; entry += 1) {
    const place = Math.floor(entry / strideBytes);
    const hash = hashAt((set.start[chosen[place] as number] as number) + (rarest[place] as number) + (entry % strideBytes));
    unsorted[entry] = hash;
    const bit = hash >>> bitmapShift;
    bitmap[bit >>> 5] = (bitmap[bit >>> 5] as number) | (1 << bit);
    const slot = (hash >>> slotShift) + 1;
    slots[slot] = (slots[slot] as number) + 1;
  }
  for (let slot = 1; slot < slots.length; slot += 1) slots[slot] = (slots[slot] as number) + (slots[slot - 1] as number);
  const next = slots.slice();
  const hashes = new Int32Array(count);
  const entries = new Int32Array(count);
  const offsets = new Uint16Array(count);
  for (let entry = 0; entry < count; entry += 1) {
    const hash = unsorted[entry] as number;
    const place = Math.floor(entry / strideBytes);
    const slot = hash >>> slotShift;
    const to = next[slot] as number;
    next[slot] = to + 1;
    hashes[to] = hash;
    entries[to] = chosen[place] as number;
    offsets[to] = (rarest[place] as number) + (entry % strideBytes);
  }
  return { blockBytes, strideBytes, bitmap, bitmapShift, slotShift, slots, hashes, entries, offsets };
}

/**
 * For each pattern where in it the run of blocks begins whose commonest block is rarest among all patterns, so that what many share (a maker's
 * letters, a domain) leads nowhere.
 */
function rarestRuns(
  set: PatternSet,
  chosen: Int32Array,
  blockBytes: number,
  strideBytes: number,
  hashAt: (at: number) => number,
): Int32Array {
  const counts = new Uint16Array(1 << 20);
  for (const pattern of chosen) {
    const end = (set.start[pattern + 1] as number) - blockBytes;
    for (let at = set.start[pattern] as number; at <= end; at += 1) {
      const slot = hashAt(at) >>> 12;
      if ((counts[slot] as number) < 0xffff) counts[slot] = (counts[slot] as number) + 1;
    }
  }
  return chosen.map((pattern) => {
    const start = set.start[pattern] as number;
    const last = (set.start[pattern + 1] as number) - start - blockBytes - strideBytes + 1;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    // The newest block that is commoner than what was met so far rules out all runs that hold it.
    for (let offset = 0; offset <= last; offset += 1) {
      let most = 0;
      for (let step = strideBytes - 1; step >= 0; step -= 1) {
        const count = counts[hashAt(start + offset + step) >>> 12] as number;
        if (count > most) most = count;
        if (most >= least) {
          offset += step;
          break;
        }
      }
      if (most < least) {
        least = most;
        best = offset;
      }
    }
    return best;
  });
}
