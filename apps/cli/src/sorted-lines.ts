/**
 * Lines sorted by time and id with bounded memory: what does not fit is written to a temporary folder in sorted runs, and the runs are
 * merged at the end (docs/guide/flows.md).
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareLines, LINE_HEAD_BYTES, lineBytes } from "./line-batch.ts";
import { LineRun, type LineSource } from "./line-run.ts";

/** A line as it was added. `line` is borrowed: valid until the next one is asked for. */
export interface SortedLine {
  readonly captureIndex: number;
  /** App id, -1 without. */
  readonly uid: number;
  /** UTF-8, without a line break. */
  readonly line: Buffer;
}

/** Bytes kept in memory before a run is written. */
const BYTES_IN_MEMORY = 25_165_824;
/** Runs that are open at once: more are merged into one. */
const MAX_RUNS = 64;
/** Bytes that are written at once. */
const WRITTEN_BYTES = 1_048_576;

/** Collects batches of lines and gives the lines back in order. `close` removes what was written. */
export class SortedLines {
  readonly #bytesInMemory: number;
  #runs: string[] = [];
  #written = 0;
  /** Lines that wait, one behind the other: one block that is used again for every run. */
  #block = Buffer.alloc(0);
  #length = 0;
  #folder: string | undefined;

  constructor(bytesInMemory = BYTES_IN_MEMORY) {
    this.#bytesInMemory = bytesInMemory;
  }

  /** Adds a batch (`LineBatch`), borrowed for the call; writes a run when there are enough. */
  add(batch: Buffer): void {
    if (this.#length > 0 && this.#length + batch.byteLength > this.#bytesInMemory) {
      this.#writeRun(sortedBlock(this.#block.subarray(0, this.#length)));
      this.#length = 0;
      if (this.#runs.length === MAX_RUNS) this.#mergeRuns();
    }
    const needed = this.#length + batch.byteLength;
    if (needed > this.#block.byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(this.#bytesInMemory, 2 * needed)));
      this.#block.copy(larger, 0, 0, this.#length);
      this.#block = larger;
    }
    batch.copy(this.#block, this.#length);
    this.#length = needed;
  }

  /** All lines by time, then id, then capture. */
  *inOrder(): Generator<SortedLine> {
    const runs = this.#runs.map((path) => new LineRun(path));
    try {
      for (const { bytes, at } of merged([...runs, sortedBlock(this.#block.subarray(0, this.#length))])) {
        yield {
          captureIndex: bytes.readUInt32LE(at + 24),
          uid: bytes.readDoubleLE(at + 16),
          line: bytes.subarray(at + LINE_HEAD_BYTES, at + lineBytes(bytes, at)),
        };
      }
    } finally {
      for (const run of runs) run.close();
    }
  }

  /** Removes the temporary folder. */
  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#block = Buffer.alloc(0);
    this.#length = 0;
  }

  #mergeRuns(): void {
    const paths = this.#runs;
    const runs = paths.map((path) => new LineRun(path));
    this.#runs = [];
    try {
      this.#writeRun(merged(runs));
    } finally {
      for (const run of runs) run.close();
    }
    for (const path of paths) rmSync(path);
  }

  #writeRun(lines: Iterable<LineSource>): void {
    this.#folder ??= mkdtempSync(join(tmpdir(), "creance-flows-"));
    const path = join(this.#folder, `${this.#written++}.run`);
    const file = openSync(path, "wx", 0o600);
    const waiting = Buffer.allocUnsafe(WRITTEN_BYTES);
    let length = 0;
    try {
      for (const { bytes, at } of lines) {
        const size = lineBytes(bytes, at);
        if (length + size > WRITTEN_BYTES) {
          writeAll(file, waiting.subarray(0, length));
          length = 0;
        }
        if (size > WRITTEN_BYTES) writeAll(file, bytes.subarray(at, at + size));
        else length += bytes.copy(waiting, length, at, at + size);
      }
      writeAll(file, waiting.subarray(0, length));
    } finally {
      closeSync(file);
    }
    this.#runs.push(path);
  }
}

/** The lines of a block in order. The places are numbers, and most comparisons need only the times. */
function* sortedBlock(bytes: Buffer): Generator<LineSource> {
  const ats: number[] = [];
  const times: number[] = [];
  for (let at = 0; at < bytes.byteLength; at += lineBytes(bytes, at)) {
    ats.push(at);
    times.push(bytes.readDoubleLE(at));
  }
  const order = Uint32Array.from(ats, (_, index) => index);
  order.sort(
    (one, other) =>
      (times[one] as number) - (times[other] as number) || compareLines(bytes, ats[one] as number, bytes, ats[other] as number),
  );
  for (const index of order) yield { bytes, at: ats[index] as number };
}

/** Several sorted sources as one: a heap of their first lines. */
function* merged(sources: readonly Iterable<LineSource>[]): Generator<LineSource> {
  const heap: { head: LineSource; readonly rest: Iterator<LineSource> }[] = [];
  for (const source of sources) {
    const rest = source[Symbol.iterator]();
    const first = rest.next();
    if (first.done !== true) heap.push({ head: first.value, rest });
  }
  const isBefore = (one: number, other: number): boolean => {
    const [{ head }, { head: otherHead }] = [heap[one] as (typeof heap)[number], heap[other] as (typeof heap)[number]];
    return compareLines(head.bytes, head.at, otherHead.bytes, otherHead.at) < 0;
  };
  const sink = (from: number): void => {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && isBefore(child, least)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as (typeof heap)[number], heap[at] as (typeof heap)[number]];
      at = least;
    }
  };
  for (let at = heap.length >> 1; at >= 0; at--) sink(at);
  while (heap.length > 0) {
    const top = heap[0] as (typeof heap)[number];
    yield top.head;
    const following = top.rest.next();
    if (following.done !== true) top.head = following.value;
    else {
      const last = heap.pop() as (typeof heap)[number];
      if (heap.length > 0) heap[0] = last;
    }
    sink(0);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at);
}
