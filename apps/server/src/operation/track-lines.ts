/** The track as JSON lines: one object a row, all columns in the table's order, `null` where unknown. Written for speed: 20,000 lines a second and more. */
import type { ColumnArray, ColumnTable } from "@creance/core";
import { knownNumber, shortFloat32 } from "./short-number.ts";

/** Rows in one piece of text. */
const PIECE_ROWS = 256;

/** A column on its way to text: values carried forward are printed once and remembered. */
interface ColumnText {
  readonly key: string;
  readonly values: ColumnArray;
  readonly short: (value: number) => number | null;
  last: number;
  text: string;
}

/** Rows with the table that their columns are declared in. */
export interface TableRows {
  readonly table: ColumnTable;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnArray>>;
}

/** Yields pieces of several lines. */
export function* trackLines(track: TableRows): Generator<string> {
  const all = track.columns;
  const columns = Object.keys(track.table).map((name, at): ColumnText => {
    const values = all[name] as ColumnArray;
    const short = values instanceof Float32Array ? shortFloat32 : knownNumber;
    return { key: `${at === 0 ? "{" : ","}"${name}":`, values, short, last: Number.NaN, text: "null" };
  });
  for (let start = 0; start < track.rows; start += PIECE_ROWS) {
    let piece = "";
    const end = Math.min(track.rows, start + PIECE_ROWS);
    for (let row = start; row < end; row += 1) {
      for (const column of columns) {
        const value = column.values[row] as number;
        if (value !== column.last) {
          column.last = value;
          column.text = String(column.short(value));
        }
        piece += column.key + column.text;
      }
      piece += "}\n";
    }
    yield piece;
  }
}
