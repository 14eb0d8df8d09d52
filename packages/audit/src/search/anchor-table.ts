/**
 * Where patterns may stand: a table over short windows of bytes that lets most of the stream be skipped (Wu and Manber, "A fast algorithm for
 * multi-pattern searching", 1994). Each pattern is represented by one window of its bytes, the one that is rarest among all patterns; the last bytes
 * of a window are its block, and a table by the block's hash tells how far no window can begin. Letters count the same in either case.
 */
import type { PatternSet } from "./patterns.ts";

/** Sizes of a table's window and block. The block is two overlapping or adjoining words of four bytes. */
export interface AnchorShape {
  readonly windowBytes: number;
  readonly blockBytes: number;
}

/** A table over some patterns. */
export interface AnchorTable extends AnchorShape {
  /** How far to go by a block's hash; 0: a pattern's window may end here. */
  readonly skip: Uint8Array;
  /** Bits that a hash is shifted to the right by for `skip`. */
  readonly skipShift: number;
  /** The same for `slots`: windows of a slot are `[slots[i], slots[i + 1])` of `hashes` and `patterns`. */
  readonly slotShift: number;
  readonly slots: Int32Array;
  readonly hashes: Int32Array;
  readonly patterns: Int32Array;
  /** Bytes of the pattern before its window, by place in `patterns`. */
  readonly offsets: Int32Array;
}

const CASE = 0x20202020;

/** Hash of a block; all its bits are good. */
export function blockHash(first: number, second: number): number {
  const mixed = Math.imul(first | CASE, 0x9e3779b1) ^ Math.imul(second | CASE, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** A table over the patterns that `chosen` lists; each has at least `windowBytes` bytes. `null` for none. */
export function anchorTable(set: PatternSet, chosen: Int32Array, { windowBytes, blockBytes }: AnchorShape): AnchorTable | null {
  const count = chosen.length;
  if (count === 0) return null;
  const steps = windowBytes - blockBytes;
  const view = new DataView(set.bytes.buffer, set.bytes.byteOffset, set.bytes.byteLength);
  const hashAt = (at: number) => blockHash(view.getInt32(at, true), view.getInt32(at + blockBytes - 4, true));
  const offsets = rarestWindows(set, chosen, windowBytes, blockBytes, hashAt);

  const skipBits = Math.min(23, Math.max(12, 4 + Math.ceil(Math.log2(count * (steps + 1)))));
  const skipShift = 32 - skipBits;
  const skip = new Uint8Array(1 << skipBits).fill(steps + 1);
  const slotBits = Math.min(20, Math.max(8, Math.ceil(Math.log2(count))));
  const slotShift = 32 - slotBits;
  const slots = new Int32Array((1 << slotBits) + 1);
  const unsorted = new Int32Array(count);
  for (let place = 0; place < count; place += 1) {
    const window = (set.start[chosen[place] as number] as number) + (offsets[place] as number);
    for (let step = 0; step <= steps; step += 1) {
      const slot = hashAt(window + step) >>> skipShift;
      if (steps - step < (skip[slot] as number)) skip[slot] = steps - step;
    }
    const hash = hashAt(window + steps);
    unsorted[place] = hash;
    const slot = (hash >>> slotShift) + 1;
    slots[slot] = (slots[slot] as number) + 1;
  }
  for (let slot = 1; slot < slots.length; slot += 1) slots[slot] = (slots[slot] as number) + (slots[slot - 1] as number);
  const next = slots.slice();
  const hashes = new Int32Array(count);
  const patterns = new Int32Array(count);
  const sortedOffsets = new Int32Array(count);
  for (let place = 0; place < count; place += 1) {
    const hash = unsorted[place] as number;
    const slot = hash >>> slotShift;
    const to = next[slot] as number;
    next[slot] = to + 1;
    hashes[to] = hash;
    patterns[to] = chosen[place] as number;
    sortedOffsets[to] = offsets[place] as number;
  }
  return { windowBytes, blockBytes, skip, skipShift, slotShift, slots, hashes, patterns, offsets: sortedOffsets };
}

/** For each pattern the window whose block is rarest among all patterns, so that what many share (a maker's letters, a domain) leads nowhere. */
function rarestWindows(
  set: PatternSet,
  chosen: Int32Array,
  windowBytes: number,
  blockBytes: number,
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
    const last = (set.start[pattern + 1] as number) - start - windowBytes;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset <= last; offset += 1) {
      const count = counts[hashAt(start + offset + windowBytes - blockBytes) >>> 12] as number;
      if (count < least) {
        least = count;
        best = offset;
      }
    }
    return best;
  });
}
