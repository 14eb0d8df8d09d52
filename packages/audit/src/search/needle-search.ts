/** Looks for all written forms of all needles in streams of bytes, in one pass. */
import type { Platform } from "@creance/core";
import type { NeedleHit, StreamScan } from "../detector.ts";
import type { Needle } from "../types.ts";
import { type AnchorShape, type AnchorTable, anchorTable, blockHash, shortBlockHash } from "./anchor-table.ts";
import { FIELD_BYTES } from "./field-name.ts";
import { HitReducer } from "./hit-reducer.ts";
import { type Match, type PatternMatcher, patternMatcher, type SearchedBytes } from "./pattern-match.ts";
import { type PatternSet, patternSet } from "./patterns.ts";

/** A search for needles. It serves any number of streams, one after the other or at once. */
export interface NeedleSearch {
  readonly needles: readonly Needle[];
  /** Byte patterns that are searched, and the bytes they hold. */
  readonly patterns: number;
  readonly patternBytes: number;
  /** Opens a scan of one stream. Hits come in order of their place, late by what may still matter to them; all have come when `end` returns. */
  open(onHit: (hit: NeedleHit) => void): StreamScan;
}

/** Patterns are searched in the first of these passes that they are long enough for. */
const PASSES = [
  { blockBytes: 8, strideBytes: 8 },
  { blockBytes: 4, strideBytes: 3 },
] as const;
/** Bytes behind a form that its neighbours may stand in. */
const BEHIND_BYTES = 8;
/** Small pieces are collected up to this size. */
const COLLECT_BYTES = 16_384;
/** Hits of this many bytes are put in order at once. */
const RANGE_BYTES = 262_144;

/**
 * Makes a search. One place and needle gives one hit: not weak before weak, then the longest form. Building takes some milliseconds for a hundred
 * needles; memory is about 60 bytes a pattern. A stream's memory is bounded by the longest form.
 */
export function createNeedleSearch(needles: readonly Needle[], platform: Platform): NeedleSearch {
  const set = patternSet(needles, platform);
  const tables = PASSES.flatMap((shape, at) => {
    const tooLong = PASSES.slice(0, at).reduce((least, longer) => Math.min(least, shortestOf(longer)), Number.POSITIVE_INFINITY);
    const chosen: number[] = [];
    for (let pattern = 0; pattern < set.count; pattern += 1) {
      const length = (set.start[pattern + 1] as number) - (set.start[pattern] as number);
      if (length >= shortestOf(shape) && length < tooLong) chosen.push(pattern);
    }
    return anchorTable(set, Int32Array.from(chosen), shape) ?? [];
  });
  const shared: Shared = {
    set,
    tables,
    matches: patternMatcher(set, needles),
    before: set.longestBytes + FIELD_BYTES,
    ahead: set.longestBytes + BEHIND_BYTES,
    spare: [],
  };
  return { needles, patterns: set.count, patternBytes: set.bytes.length, open: (onHit) => new NeedleScan(shared, onHit) };
}

function shortestOf({ blockBytes, strideBytes }: AnchorShape): number {
  return blockBytes + strideBytes - 1;
}

interface Shared {
  readonly set: PatternSet;
  readonly tables: readonly AnchorTable[];
  readonly matches: PatternMatcher;
  /** Bytes before and from a sampled byte that a match there may look at. */
  readonly before: number;
  readonly ahead: number;
  /** Buffers of scans that have ended. */
  readonly spare: Uint8Array<ArrayBuffer>[];
}

/** Scans one stream. Small pieces are collected; of large ones only what the next piece may need is copied. */
class NeedleScan implements StreamScan {
  readonly #shared: Shared;
  readonly #reducer: HitReducer;
  /** Bytes not yet let go: `#held[0..#length)`; samples before `#scanned` have been looked at; `#offset` is the place of the first in the stream. */
  #held: Uint8Array<ArrayBuffer> | null = null;
  #length = 0;
  #scanned = 0;
  #offset = 0;
  #torn = false;

  constructor(shared: Shared, onHit: (hit: NeedleHit) => void) {
    this.#shared = shared;
    this.#reducer = new HitReducer(onHit);
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    const { before, ahead } = this.#shared;
    const keep = before + ahead;
    if (end - start < Math.max(COLLECT_BYTES / 2, 2 * keep)) {
      this.#collect(bytes, start, end);
      return;
    }
    let from = start;
    if (this.#length > 0) {
      // The seam: everything that needs bytes of both sides.
      this.#append(bytes, start, start + keep);
      this.#scan(this.#held as Uint8Array, 0, this.#length, this.#scanned, this.#length - ahead, this.#offset, false);
      from = start + before;
    }
    const offset = this.#offset + this.#length - (this.#length > 0 ? keep : 0);
    this.#scan(bytes, start, end, from, end - ahead, offset, false);
    this.#length = 0;
    this.#append(bytes, end - keep, end);
    this.#offset = offset + (end - start) - keep;
    this.#scanned = before;
    this.#torn = false;
  }

  gap(): void {
    this.#settle(true);
    this.#torn = true;
  }

  end(): void {
    this.#settle(false);
    if (this.#held !== null && this.#held.length <= COLLECT_BYTES && this.#shared.spare.length < 64) this.#shared.spare.push(this.#held);
    this.#held = null;
  }

  #settle(torn: boolean): void {
    if (this.#length > 0) {
      this.#scan(this.#held as Uint8Array, 0, this.#length, this.#scanned, this.#length, this.#offset, torn);
    }
    this.#reducer.settle(Number.POSITIVE_INFINITY);
    this.#offset += this.#length;
    this.#length = 0;
    this.#scanned = 0;
  }

  #collect(bytes: Uint8Array, start: number, end: number): void {
    const { before, ahead } = this.#shared;
    this.#append(bytes, start, end);
    if (this.#length < COLLECT_BYTES + before + ahead) return;
    const to = this.#length - ahead;
    this.#scan(this.#held as Uint8Array, 0, this.#length, this.#scanned, to, this.#offset, false);
    const letGo = to - before;
    (this.#held as Uint8Array).copyWithin(0, letGo, this.#length);
    this.#length -= letGo;
    this.#offset += letGo;
    this.#scanned = before;
    this.#torn = false;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    const held = this.#held ?? this.#shared.spare.pop() ?? null;
    if (held === null || held.length < needed) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(Math.max(256, needed))));
      if (this.#held !== null) larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    } else {
      this.#held = held;
    }
    this.#held.set(bytes.subarray(start, end), this.#length);
    this.#length = needed;
  }

  /** Samples `[from, to)` of `bytes[low..high)`; `offset` is the place of `low` in the stream. */
  #scan(bytes: Uint8Array, low: number, high: number, from: number, to: number, offset: number, tornHigh: boolean): void {
    const { tables, before } = this.#shared;
    const searched: SearchedBytes = { bytes, low, high, tornLow: this.#torn, tornHigh };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = from; at < to; at += RANGE_BYTES) {
      const end = Math.min(to, at + RANGE_BYTES);
      for (const table of tables) this.#scanTable(table, view, searched, at, end, offset - low);
      this.#reducer.settle(offset - low + end - before);
    }
  }

  /** Samples `[from, to)`: one loop for each length of blocks, for the processor's sake. */
  #scanTable(table: AnchorTable, view: DataView, searched: SearchedBytes, from: number, to: number, offset: number): void {
    const { bitmap, bitmapShift, blockBytes, strideBytes } = table;
    const second = blockBytes - 4;
    const last = Math.min(to, searched.high - blockBytes + 1);
    if (second === 0) {
      for (let at = from; at < last; at += strideBytes) {
        const hash = shortBlockHash(view.getInt32(at, true));
        const bit = hash >>> bitmapShift;
        if ((((bitmap[bit >>> 5] as number) >>> bit) & 1) !== 0) this.#tryAll(table, hash, at, searched, offset);
      }
      return;
    }
    for (let at = from; at < last; at += strideBytes) {
      const hash = blockHash(view.getInt32(at, true), view.getInt32(at + second, true));
      const bit = hash >>> bitmapShift;
      if ((((bitmap[bit >>> 5] as number) >>> bit) & 1) !== 0) this.#tryAll(table, hash, at, searched, offset);
    }
  }

  #tryAll(table: AnchorTable, hash: number, at: number, searched: SearchedBytes, offset: number): void {
    const { slots, hashes, slotShift } = table;
    const slot = hash >>> slotShift;
    const slotEnd = slots[slot + 1] as number;
    for (let place = slots[slot] as number; place < slotEnd; place += 1) {
      if (hashes[place] === hash) this.#try(table, place, at, searched, offset);
    }
  }

  #try(table: AnchorTable, place: number, at: number, searched: SearchedBytes, offset: number): void {
    const { matches, set } = this.#shared;
    const start = at - (table.offsets[place] as number);
    const pattern = table.entries[place] as number;
    const first = set.start[pattern] as number;
    const behind = set.start[pattern + 1] as number;
    const end = start + behind - first;
    if (start < searched.low || end > searched.high) return;
    // Most blocks that agree stand in other words: the first and the last byte tell.
    const { bytes } = searched;
    const differ =
      ((bytes[start] as number) ^ (set.bytes[first] as number)) | ((bytes[end - 1] as number) ^ (set.bytes[behind - 1] as number));
    if ((differ & ~0x20) !== 0) return;
    if (!matches(pattern, start, searched, match)) return;
    const { needle, rule, weakBecause } = match;
    this.#reducer.add({ needle, start: offset + match.start, end: offset + match.end, layers: rule.layers, weakBecause });
  }
}

/** Filled anew for each place that is compared. */
const match: Match = {
  needle: 0,
  start: 0,
  end: 0,
  rule: { layers: [], shape: "opaque", eitherCase: false, leadBytes: 0, weakBecause: null, needsField: false },
  weakBecause: null,
};
