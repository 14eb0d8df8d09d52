/** Rows by group. */
import type { StoredColumn } from "../decode-table.ts";
import type { Cell, GroupKey } from "../query.ts";
import type { LoadedRows } from "./load-columns.ts";

/** Groups, in the order in which their first rows stand. */
export interface GroupedRows {
  readonly count: number;
  /** Group `g` has `members[starts[g]]` to `members[starts[g + 1] - 1]`: row numbers, ascending. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** A key's value in a row: a rank or number to sort by (NaN is unknown), and the cell it stands for. */
export interface KeyValue {
  rank(row: number): number;
  cell(row: number): Cell;
}

/** Tables of group by value are used up to this size or four times the rows, else maps. */
const SMALL_TABLE = 1 << 16;

/** The values of a key. */
export function keyValue(column: StoredColumn, key: GroupKey): KeyValue {
  if ("codes" in column) {
    const { dictionary, codes } = column;
    return {
      rank: (row) => ((codes[row] as number) < 0 ? Number.NaN : (codes[row] as number)),
      cell: (row) => dictionary[codes[row] as number] ?? null,
    };
  }
  // Adding 0 turns -0 into 0.
  const rank =
    "width" in key
      ? (row: number): number => Math.floor(((column[row] as number) - key.from) / key.width) + 0
      : (row: number): number => (column[row] as number) + 0;
  return { rank, cell: (row) => knownOrNull(rank(row)) };
}

/** A number of a column as a cell: unknown is `null`, -0 is 0. */
export function knownOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value + 0;
}

/** Groups `rows` by keys; without keys all rows are one group, also when there are none. */
export function groupRows(table: LoadedRows, rows: Uint32Array, by: readonly GroupKey[]): GroupedRows {
  if (by.length === 0) return { count: 1, starts: Uint32Array.of(0, rows.length), members: rows };
  const groups = new Uint32Array(rows.length);
  let count = Math.min(1, rows.length);
  for (const key of by) count = splitGroups(groups, count, keyCodes(table.column(key.column), key, rows));
  const starts = new Uint32Array(count + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let group = 0; group < count; group += 1) starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  const next = starts.slice();
  const members = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const group = groups[at] as number;
    members[next[group] as number] = rows[at] as number;
    next[group] = (next[group] as number) + 1;
  }
  return { count, starts, members };
}

interface KeyCodes {
  /** For each row a number from 0 to `size - 1`, the same for the same value. */
  readonly codes: Uint32Array;
  readonly size: number;
}

function keyCodes(column: StoredColumn, key: GroupKey, rows: Uint32Array): KeyCodes {
  const codes = new Uint32Array(rows.length);
  if ("codes" in column) {
    for (let at = 0; at < rows.length; at += 1) codes[at] = (column.codes[rows[at] as number] as number) + 1;
    return { codes, size: column.dictionary.length + 1 };
  }
  const { rank } = keyValue(column, key);
  const places = new Map<number, number>();
  for (let at = 0; at < rows.length; at += 1) {
    const value = rank(rows[at] as number);
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      places.set(value, place);
    }
    codes[at] = place;
  }
  return { codes, size: places.size };
}

/** Splits each group by one more key, in place; returns the number of groups, which are numbered as they are met. */
function splitGroups(groups: Uint32Array, count: number, { codes, size }: KeyCodes): number {
  const pairs = count * size;
  if (pairs > Math.max(SMALL_TABLE, 4 * groups.length)) return splitByMap(groups, { codes, size });
  const places = new Int32Array(pairs).fill(-1);
  let found = 0;
  for (let at = 0; at < groups.length; at += 1) {
    const pair = (groups[at] as number) * size + (codes[at] as number);
    if (places[pair] === -1) {
      places[pair] = found;
      found += 1;
    }
    groups[at] = places[pair] as number;
  }
  return found;
}

function splitByMap(groups: Uint32Array, { codes, size }: KeyCodes): number {
  const places = new Map<number, number>();
  for (let at = 0; at < groups.length; at += 1) {
    const pair = (groups[at] as number) * size + (codes[at] as number);
    let place = places.get(pair);
    if (place === undefined) {
      place = places.size;
      places.set(pair, place);
    }
    groups[at] = place;
  }
  return places.size;
}
