/**
 * Puts fragments of IPv4 and IPv6 datagrams together, in bounded memory. Where fragments overlap, the bytes that came first stay; a difference
 * is reported. What never becomes whole is evicted by age or number, counted and reported.
 */
import type { ReportIssue } from "../container/issue-list.ts";
import { MAX_DATAGRAM_BYTES, MAX_FRAGMENT_AGE_US, MAX_FRAGMENT_BYTES, MAX_FRAGMENT_STRETCHES, MAX_FRAGMENTED_DATAGRAMS } from "./limits.ts";

/** A fragment: captured bytes `start..end` of `bytes`, which belong at `offset` of the datagram's payload. */
export interface Fragment {
  /** Tells datagrams apart. */
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Length as the headers say; larger than what was captured in cut packets, which are never whole. */
  readonly length: number;
  readonly offset: number;
  readonly hasMore: boolean;
  /** Protocol of the payload: counts in the fragment at offset 0. */
  readonly protocol: number;
  readonly timeUs: number;
  readonly fileOffset: number;
}

/** A datagram that became whole. */
export interface Reassembled {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly protocol: number;
}

interface Waiting {
  buffer: Uint8Array<ArrayBuffer>;
  /** Covered stretches: start, end, start, end ..., sorted, none touching. */
  stretches: number[];
  /** Length of the whole, -1 until the last fragment was seen. */
  total: number;
  protocol: number;
  readonly timeUs: number;
  readonly fileOffset: number;
}

/** The datagrams that wait. */
export class FragmentTable {
  /** Datagrams given up, in all. */
  evicted = 0;
  readonly #report: ReportIssue;
  readonly #waiting = new Map<string, Waiting>();
  #bytes = 0;

  constructor(report: ReportIssue) {
    this.#report = report;
  }

  /** Takes a fragment (bytes are copied); the datagram when this one completes it. */
  add(fragment: Fragment): Reassembled | undefined {
    const { offset, length, hasMore, fileOffset } = fragment;
    this.#evictOld(fragment.timeUs);
    if (length <= 0 || offset + length > MAX_DATAGRAM_BYTES || (hasMore && length % 8 !== 0)) {
      this.#report("fragment-length", fileOffset, "fragment offset");
      return undefined;
    }
    const waiting = this.#waiting.get(fragment.key) ?? this.#open(fragment);
    const reach = waiting.stretches.at(-1) ?? 0;
    const isPastEnd = waiting.total >= 0 && offset + length > waiting.total;
    const isOtherEnd = !hasMore && (reach > offset + length || (waiting.total >= 0 && waiting.total !== offset + length));
    if (isPastEnd || isOtherEnd) {
      this.#report("fragment-length", fileOffset, "fragment offset");
      return undefined;
    }
    if (!hasMore) waiting.total = offset + length;
    if (offset === 0) waiting.protocol = fragment.protocol;
    this.#place(waiting, fragment);
    if (waiting.stretches.length > 2 * MAX_FRAGMENT_STRETCHES) this.#evict(fragment.key);
    const isWhole = waiting.stretches.length === 2 && waiting.stretches[0] === 0 && waiting.stretches[1] === waiting.total;
    while (this.#bytes > MAX_FRAGMENT_BYTES) this.#evictFirst();
    if (!isWhole) return undefined;
    this.#drop(fragment.key);
    return { bytes: waiting.buffer, length: waiting.total, protocol: waiting.protocol };
  }

  /** The capture is over: what still waits is given up. */
  end(): void {
    while (this.#waiting.size > 0) this.#evictFirst();
  }

  #open({ key, timeUs, fileOffset, protocol }: Fragment): Waiting {
    if (this.#waiting.size === MAX_FRAGMENTED_DATAGRAMS) this.#evictFirst();
    const opened: Waiting = { buffer: new Uint8Array(0), stretches: [], total: -1, protocol, timeUs, fileOffset };
    this.#waiting.set(key, opened);
    return opened;
  }

  #place(waiting: Waiting, { bytes, start, end, offset, fileOffset }: Fragment): void {
    const captured = end - start;
    if (captured <= 0) return;
    if (offset + captured > waiting.buffer.byteLength) this.#grow(waiting, offset + captured);
    const last = offset + captured;
    const merged: number[] = [];
    let from = offset;
    let joinedStart = offset;
    let joinedEnd = last;
    let differs = false;
    for (let index = 0; index < waiting.stretches.length; index += 2) {
      const stretchStart = waiting.stretches[index] as number;
      const stretchEnd = waiting.stretches[index + 1] as number;
      if (stretchEnd < offset || stretchStart > last) {
        merged.push(stretchStart, stretchEnd);
        continue;
      }
      if (stretchStart > from) waiting.buffer.set(bytes.subarray(start + from - offset, start + stretchStart - offset), from);
      for (let at = Math.max(stretchStart, offset); at < Math.min(stretchEnd, last); at++) {
        if (waiting.buffer[at] !== bytes[start + at - offset]) differs = true;
      }
      from = Math.max(from, stretchEnd);
      joinedStart = Math.min(joinedStart, stretchStart);
      joinedEnd = Math.max(joinedEnd, stretchEnd);
    }
    if (from < last) waiting.buffer.set(bytes.subarray(start + from - offset, end), from);
    let place = 0;
    while (place < merged.length && (merged[place] as number) < joinedStart) place += 2;
    merged.splice(place, 0, joinedStart, joinedEnd);
    waiting.stretches = merged;
    if (differs) this.#report("fragment-overlap", fileOffset, "fragment");
  }

  #grow(waiting: Waiting, length: number): void {
    const larger = new Uint8Array(Math.min(MAX_DATAGRAM_BYTES, Math.max(length, 2 * waiting.buffer.byteLength, 2048)));
    larger.set(waiting.buffer);
    this.#bytes += larger.byteLength - waiting.buffer.byteLength;
    waiting.buffer = larger;
  }

  #evictOld(nowUs: number): void {
    for (const [key, { timeUs }] of this.#waiting) {
      if (!(nowUs - timeUs > MAX_FRAGMENT_AGE_US)) return;
      this.#evict(key);
    }
  }

  #evictFirst(): void {
    const first = this.#waiting.keys().next();
    if (first.done !== true) this.#evict(first.value);
  }

  #evict(key: string): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    this.evicted++;
    this.#report("fragment-evicted", waiting.fileOffset, "fragment");
    this.#drop(key);
  }

  #drop(key: string): void {
    this.#bytes -= this.#waiting.get(key)?.buffer.byteLength ?? 0;
    this.#waiting.delete(key);
  }
}
