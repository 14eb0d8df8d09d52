/**
 * Lines sorted by time and id with bounded memory: what does not fit is written to a temporary folder in sorted runs, and the runs are
 * merged at the end (docs/guide/flows.md).
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A line and what it is sorted by. */
export interface SortableLine {
  readonly timeUs: number;
  readonly flowId: string;
  /** Number of the capture that it comes from. */
  readonly captureIndex: number;
  /** App id, -1 without. */
  readonly uid: number;
  /** Holds no line break. */
  readonly line: string;
}

/** Characters kept in memory before a run is written. */
const CHARACTERS_IN_MEMORY = 64_000_000;
/** Bytes of a run that are read at once. */
const READ_BYTES = 65_536;
/** Lines that are written at once. */
const WRITTEN_LINES = 4_096;

/** Collects lines and gives them back in order. `close` removes what was written. */
export class SortedLines {
  readonly #charactersInMemory: number;
  readonly #runs: string[] = [];
  #lines: SortableLine[] = [];
  #characters = 0;
  #folder: string | undefined;

  constructor(charactersInMemory = CHARACTERS_IN_MEMORY) {
    this.#charactersInMemory = charactersInMemory;
  }

  /** Adds a line; writes a run when there are enough. */
  add(line: SortableLine): void {
    this.#lines.push(line);
    this.#characters += line.line.length;
    if (this.#characters >= this.#charactersInMemory) this.#writeRun();
  }

  /** All lines by `timeUs`, then `flowId`. */
  *inOrder(): Generator<SortableLine> {
    this.#lines.sort(compare);
    if (this.#runs.length === 0) {
      yield* this.#lines;
      return;
    }
    const heads: { line: SortableLine; source: Iterator<SortableLine> }[] = [];
    for (const source of [...this.#runs.map(readRun), this.#lines.values()]) {
      const first = source.next();
      if (first.done !== true) heads.push({ line: first.value, source });
    }
    while (heads.length > 0) {
      let least = heads[0] as (typeof heads)[number];
      for (const head of heads) if (compare(head.line, least.line) < 0) least = head;
      yield least.line;
      const following = least.source.next();
      if (following.done === true) heads.splice(heads.indexOf(least), 1);
      else least.line = following.value;
    }
  }

  /** Removes the temporary folder. */
  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#lines = [];
  }

  #writeRun(): void {
    this.#folder ??= mkdtempSync(join(tmpdir(), "creance-flows-"));
    const path = join(this.#folder, `${this.#runs.length}.run`);
    this.#lines.sort(compare);
    const file = openSync(path, "wx", 0o600);
    try {
      for (let from = 0; from < this.#lines.length; from += WRITTEN_LINES) {
        let text = "";
        for (const { timeUs, flowId, captureIndex, uid, line } of this.#lines.slice(from, from + WRITTEN_LINES)) {
          text += `${timeUs}\t${flowId}\t${captureIndex}\t${uid}\t${line}\n`;
        }
        writeFileSync(file, text);
      }
    } finally {
      closeSync(file);
    }
    this.#runs.push(path);
    this.#lines = [];
    this.#characters = 0;
  }
}

function compare(one: SortableLine, other: SortableLine): number {
  return one.timeUs - other.timeUs || (one.flowId < other.flowId ? -1 : one.flowId > other.flowId ? 1 : 0);
}

function* readRun(path: string): Generator<SortableLine> {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const read = readSync(file, buffer, 0, buffer.byteLength, null);
      if (read === 0) return;
      const bytes = Buffer.concat([rest, buffer.subarray(0, read)]);
      const end = bytes.lastIndexOf(10);
      rest = bytes.subarray(end + 1);
      if (end < 0) continue;
      for (const text of bytes.toString("utf8", 0, end).split("\n")) yield parsed(text);
    }
  } finally {
    closeSync(file);
  }
}

function parsed(text: string): SortableLine {
  const id = text.indexOf("\t") + 1;
  const capture = text.indexOf("\t", id) + 1;
  const uid = text.indexOf("\t", capture) + 1;
  const line = text.indexOf("\t", uid) + 1;
  return {
    timeUs: Number(text.slice(0, id - 1)),
    flowId: text.slice(id, capture - 1),
    captureIndex: Number(text.slice(capture, uid - 1)),
    uid: Number(text.slice(uid, line - 1)),
    line: text.slice(line),
  };
}
