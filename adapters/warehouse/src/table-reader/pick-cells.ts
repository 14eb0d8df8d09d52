/** The cells of a page's rows, read from the segments that hold them and from no other. */
import { UNKNOWN } from "../coded-text.ts";
import type { StoredColumn } from "../decode-table.ts";
import type { Cell, Dataset, Selection } from "../query.ts";
import { readTableFile } from "../read-table-file.ts";
import { knownOrNull } from "./group-rows.ts";
import { derivedMissing, distinctDatasets, type LoadParts, setName } from "./load-columns.ts";

/** What is picked. */
export interface Pick {
  /** Numbers of rows, as `loadColumns` numbers them. */
  readonly rows: Uint32Array;
  readonly names: readonly string[];
}

/** A column's cell in a row. */
export function cellOf(column: StoredColumn, row: number): Cell {
  if (!("codes" in column)) return knownOrNull(column[row] as number);
  const code = column.codes[row] as number;
  return code === UNKNOWN ? null : (column.dictionary[code] as string);
}

/** For each name the cells of the rows. To be called after `loadColumns` of the same datasets. Rejects with `UserError`: `derived-missing`. */
export async function pickCells(parts: LoadParts, { table, datasets }: Selection, { rows, names }: Pick): Promise<Map<string, Cell[]>> {
  const cells = new Map(names.map((name) => [name, new Array<Cell>(rows.length).fill(null)]));
  if (names.length === 0) return cells;
  for (const { file, places } of placesByFile(parts, distinctDatasets(datasets), rows)) {
    const { dataset, segment, start } = file;
    const key = { sha256: dataset.sha256, segment, reader: dataset.reader };
    const heldAs = (name: string): string => `${key.reader} ${key.sha256} segment ${segment} ${name}`;
    const columns = new Map(names.map((name) => [name, parts.cache.get(heldAs(name))]));
    const missing = names.filter((name) => columns.get(name) === undefined);
    if (missing.length > 0) {
      const read = await readTableFile(parts.warehouse.path(key), { key, table: table.columns, names: missing });
      if (read?.rows !== file.rows) throw derivedMissing(dataset.sha256);
      for (const [name, column] of Object.entries(read.columns)) {
        columns.set(name, column);
        parts.cache.keep(heldAs(name), column);
      }
    }
    for (const [name, column] of columns) {
      const target = cells.get(name) as Cell[];
      for (const place of places) target[place] = cellOf(column as StoredColumn, (rows[place] as number) - start);
    }
  }
  return cells;
}

/** A segment's rows are `start` to `start + rows - 1`. */
interface SegmentRows {
  readonly dataset: Dataset;
  readonly segment: number;
  readonly start: number;
  readonly rows: number;
}

interface FilePlaces {
  readonly file: SegmentRows;
  /** Places in the page. */
  readonly places: readonly number[];
}

function placesByFile({ segmentRows }: LoadParts, datasets: readonly Dataset[], rows: Uint32Array): FilePlaces[] {
  const sorted = Array.from(rows.keys()).sort((a, b) => (rows[a] as number) - (rows[b] as number));
  const found: FilePlaces[] = [];
  let start = 0;
  let next = 0;
  for (const dataset of datasets) {
    for (const [segment, count] of (segmentRows.get(setName([dataset])) ?? []).entries()) {
      const from = next;
      while (next < sorted.length && (rows[sorted[next] as number] as number) < start + count) next += 1;
      if (next > from) found.push({ file: { dataset, segment, start, rows: count }, places: sorted.slice(from, next) });
      start += count;
    }
  }
  return found;
}
