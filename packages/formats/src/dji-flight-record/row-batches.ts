/** Rows of one stream, filled in place and handed out in batches. */
import { type Columns, newColumns, type Rows, sliceRows } from "@creance/core";
import { djiStreamTables } from "./record-columns.table.ts";
import type { DjiItem, DjiStreamName, DjiStreamTables } from "./types.ts";

/** Collects the rows of a stream; a full batch goes to `out` as an item. */
export class RowBatches<Name extends DjiStreamName> {
  /** The columns to fill; replaced by fresh ones when a batch is full, so read it after `next`. */
  columns: Columns<DjiStreamTables[Name]>;
  readonly #stream: Name;
  readonly #capacity: number;
  readonly #out: DjiItem[];
  #rows = 0;

  constructor(stream: Name, capacity: number, out: DjiItem[]) {
    this.#stream = stream;
    this.#capacity = capacity;
    this.#out = out;
    this.columns = newColumns<DjiStreamTables[Name]>(djiStreamTables[stream], capacity);
  }

  /** Starts a row and returns its index in `columns`. */
  next(byteOffset: number, osdRow: number): number {
    if (this.#rows === this.#capacity) {
      this.#hand({ rows: this.#rows, columns: this.columns });
      this.columns = newColumns<DjiStreamTables[Name]>(djiStreamTables[this.#stream], this.#capacity);
      this.#rows = 0;
    }
    const row = this.#rows;
    this.#rows = row + 1;
    (this.columns["byteOffset"] as Float64Array)[row] = byteOffset;
    (this.columns["osdRow"] as Int32Array)[row] = osdRow;
    return row;
  }

  /** Hands out what is left. */
  flush(): void {
    if (this.#rows === 0) return;
    const whole: Rows<DjiStreamTables[Name]> = { rows: this.#rows, columns: this.columns };
    this.#hand(
      this.#rows === this.#capacity ? whole : sliceRows<DjiStreamTables[Name]>(djiStreamTables[this.#stream], whole, 0, this.#rows),
    );
    this.#rows = 0;
  }

  #hand(batch: Rows<DjiStreamTables[Name]>): void {
    this.#out.push({ kind: "rows", stream: this.#stream, ...batch } as unknown as DjiItem);
  }
}
