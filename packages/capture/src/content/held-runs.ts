/** Bytes of a side that wait until it is known what they are, with the packets that brought them. */

import { GrowingBytes } from "../protocol/growing-bytes.ts";
import type { HeldBytes } from "../protocol/held-bytes.ts";
import type { PacketSpan } from "./content-part.ts";

/** What a run takes beside its bytes, in memory. */
const RUN_BYTES = 48;
/** Runs that are told apart; later ones join the last. */
const MAX_RUNS = 1_024;

interface Run {
  /** Where it ends in the held bytes. */
  end: number;
  first: number;
  last: number;
  readonly timeUs: number;
}

/** Takes a run of what was held. */
export type OnRun = (bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number) => void;

/** Holds one stretch of a side, without gaps, up to a bound. */
export class HeldRuns {
  readonly #bytes: GrowingBytes;
  readonly #held: HeldBytes;
  #runs: Run[] = [];
  #streamStart = 0;

  constructor(maxBytes: number, held: HeldBytes) {
    this.#bytes = new GrowingBytes(maxBytes, held);
    this.#held = held;
  }

  /** What is held: the first `length` bytes. Valid until the next `append`, `drop` or `clear`. */
  get bytes(): Uint8Array {
    return this.#bytes.bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Place of the first held byte in its stream. */
  get streamStart(): number {
    return this.#streamStart;
  }

  /** The packets of all that is held, and the time of the first run. Later packets may have brought earlier bytes. */
  get packets(): PacketSpan {
    const span: PacketSpan = { first: this.#runs[0]?.first ?? 0, last: 0 };
    for (const { first, last } of this.#runs) {
      span.first = Math.min(span.first, first);
      span.last = Math.max(span.last, last);
    }
    return span;
  }

  get timeUs(): number {
    return this.#runs[0]?.timeUs ?? Number.NaN;
  }

  /** Holds what fits and returns how many bytes that were. */
  append(bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): number {
    const isFirst = this.length === 0;
    const latest = this.#runs[this.#runs.length - 1];
    const joins =
      latest !== undefined && ((latest.first === packets.first && latest.last === packets.last) || this.#runs.length >= MAX_RUNS);
    if (!joins && !this.#held.take(RUN_BYTES)) return 0;
    const taken = this.#bytes.append(bytes, start, end);
    if (isFirst && taken > 0) this.#streamStart = streamStart;
    if (joins && taken > 0) {
      latest.end += taken;
      latest.first = Math.min(latest.first, packets.first);
      latest.last = Math.max(latest.last, packets.last);
    } else if (taken > 0) this.#runs.push({ end: this.length, first: packets.first, last: packets.last, timeUs });
    else if (!joins) this.#held.give(RUN_BYTES);
    return taken;
  }

  /** Hands on `[from, to)` of what is held, run by run. Nothing may be appended meanwhile. */
  replay(from: number, to: number, onRun: OnRun): void {
    const span: PacketSpan = { first: 0, last: 0 };
    const bytes = this.#bytes.bytes;
    let at = from;
    for (const { end, first, last, timeUs } of this.#runs) {
      if (end <= at) continue;
      if (at >= to) break;
      const stop = Math.min(end, to);
      span.first = first;
      span.last = last;
      onRun(bytes, at, stop, this.#streamStart + at, span, timeUs);
      at = stop;
    }
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    if (count >= this.length) {
      this.clear();
      return;
    }
    this.#bytes.drop(count);
    this.#streamStart += count;
    const kept = this.#runs.filter((run) => run.end > count);
    this.#held.give((this.#runs.length - kept.length) * RUN_BYTES);
    for (const run of kept) run.end -= count;
    this.#runs = kept;
  }

  /** Forgets everything. */
  clear(): void {
    this.#bytes.clear();
    this.#held.give(this.#runs.length * RUN_BYTES);
    this.#runs = [];
  }
}
