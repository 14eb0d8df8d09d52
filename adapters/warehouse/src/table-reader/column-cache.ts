/** Decoded columns in memory, bounded in bytes: the one used longest ago goes first. */
import type { StoredColumn } from "../decode-table.ts";

/** About what a string costs beside its characters. */
const STRING_BYTES = 24;

/** Keeps columns by name. */
export class ColumnCache {
  readonly #most: number;
  readonly #columns = new Map<string, { readonly column: StoredColumn; readonly bytes: number }>();
  #bytes = 0;

  /** Holds columns of at most `mostBytes` in all; 0 holds none. */
  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  get(name: string): StoredColumn | undefined {
    const held = this.#columns.get(name);
    if (held === undefined) return undefined;
    this.#columns.delete(name);
    this.#columns.set(name, held);
    return held.column;
  }

  /** Keeps a column; one that is larger than the cache is not kept. */
  keep(name: string, column: StoredColumn): void {
    this.#drop(name);
    const bytes = columnBytes(column);
    if (bytes > this.#most) return;
    this.#columns.set(name, { column, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#columns.keys()) {
      if (this.#bytes <= this.#most) break;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    this.#bytes -= this.#columns.get(name)?.bytes ?? 0;
    this.#columns.delete(name);
  }
}

/** About what a column takes in memory. */
export function columnBytes(column: StoredColumn): number {
  if (!("codes" in column)) return column.byteLength;
  return column.dictionary.reduce((sum, value) => sum + STRING_BYTES + value.length, column.codes.byteLength);
}
