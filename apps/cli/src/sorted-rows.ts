/**
 * Rows sorted by time and id with bounded memory: what does not fit is written to a temporary folder in sorted runs, and the runs are
 * merged at the end (docs/guide/flows.md).
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a row is sorted by. */
export interface SortableRow {
  readonly timeUs: number;
  readonly flowId: string;
}

/** Rows kept in memory before a run is written. */
const ROWS_IN_MEMORY = 100_000;
/** Bytes of a run that are read at once. */
const READ_BYTES = 65_536;

/** Collects rows and gives them back in order. `close` removes what was written. */
export class SortedRows<Row extends SortableRow> {
  readonly #rowsInMemory: number;
  readonly #runs: string[] = [];
  #rows: Row[] = [];
  #folder: string | undefined;

  constructor(rowsInMemory = ROWS_IN_MEMORY) {
    this.#rowsInMemory = Math.max(1, rowsInMemory);
  }

  /** Adds a row; writes a run when there are enough. */
  add(row: Row): void {
    this.#rows.push(row);
    if (this.#rows.length >= this.#rowsInMemory) this.#writeRun();
  }

  /** All rows by `timeUs`, then `flowId`. */
  *inOrder(): Generator<Row> {
    this.#rows.sort(compare);
    if (this.#runs.length === 0) {
      yield* this.#rows;
      return;
    }
    const sources: Iterator<Row>[] = [...this.#runs.map((path) => readRun<Row>(path)), this.#rows.values()];
    const heads: { row: Row; source: Iterator<Row> }[] = [];
    for (const source of sources) {
      const first = source.next();
      if (first.done !== true) heads.push({ row: first.value, source });
    }
    while (heads.length > 0) {
      let least = 0;
      for (let index = 1; index < heads.length; index++) {
        if (compare((heads[index] as { row: Row }).row, (heads[least] as { row: Row }).row) < 0) least = index;
      }
      const head = heads[least] as { row: Row; source: Iterator<Row> };
      yield head.row;
      const following = head.source.next();
      if (following.done === true) heads.splice(least, 1);
      else head.row = following.value;
    }
  }

  /** Removes the temporary folder. */
  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#rows = [];
  }

  #writeRun(): void {
    this.#folder ??= mkdtempSync(join(tmpdir(), "creance-flows-"));
    const path = join(this.#folder, `${this.#runs.length}.jsonl`);
    this.#rows.sort(compare);
    const file = openSync(path, "wx", 0o600);
    try {
      for (let from = 0; from < this.#rows.length; from += 4096) {
        writeFileSync(
          file,
          this.#rows
            .slice(from, from + 4096)
            .map((row) => `${JSON.stringify(row)}\n`)
            .join(""),
        );
      }
    } finally {
      closeSync(file);
    }
    this.#runs.push(path);
    this.#rows = [];
  }
}

function compare(one: SortableRow, other: SortableRow): number {
  return one.timeUs - other.timeUs || (one.flowId < other.flowId ? -1 : one.flowId > other.flowId ? 1 : 0);
}

function* readRun<Row>(path: string): Generator<Row> {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    let rest = Buffer.alloc(0);
    for (;;) {
      const read = readSync(file, buffer, 0, buffer.byteLength, null);
      if (read === 0) return;
      const text = rest.byteLength === 0 ? buffer.subarray(0, read) : Buffer.concat([rest, buffer.subarray(0, read)]);
      let start = 0;
      for (let end = text.indexOf(10, start); end >= 0; end = text.indexOf(10, start)) {
        yield JSON.parse(text.toString("utf8", start, end)) as Row;
        start = end + 1;
      }
      rest = Buffer.from(text.subarray(start));
    }
  } finally {
    closeSync(file);
  }
}
