/** Answers questions over a moderate number of rows from derived files in memory: what works where the column engine is not installed. */

import type { StoredColumn } from "../decode-table.ts";
import type { Cell, ColumnStore, Condition, GroupQuery, Groups, Order, Page, PageQuery, Selection } from "../query.ts";
import { ORIGINAL_COLUMN } from "../query.ts";
import type { Warehouse } from "../types.ts";
import { checkGroupQuery, checkPageQuery, columnSpec } from "./check-query.ts";
import { ColumnCache } from "./column-cache.ts";
import { groupRows, keyValue, knownOrNull } from "./group-rows.ts";
import { type LoadedRows, loadColumns } from "./load-columns.ts";
import { matchingRows } from "./matching-rows.ts";
import { groupMeasure, measureRanks } from "./measure-groups.ts";
import { sortWindow } from "./sort-window.ts";

/** How much the reader may take. */
export interface TableReaderOptions {
  /** Most rows in one question; 1,000,000 where it is not given. */
  readonly mostRows?: number;
  /** Most bytes of decoded columns held for the next question; 256 MiB where it is not given. */
  readonly cacheBytes?: number;
}

const MOST_ROWS = 1_000_000;
const CACHE_BYTES = 256 * 2 ** 20;

/**
 * Answers from the derived files of a warehouse, as the column engine does. Reads only the columns that a question needs and keeps them.
 * Rejects with `UserError`: `too-many-rows`, or `derived-missing` where a file is not there, damaged or of another number of rows.
 */
export function tableReader(
  warehouse: Pick<Warehouse, "path">,
  { mostRows = MOST_ROWS, cacheBytes = CACHE_BYTES }: TableReaderOptions = {},
): ColumnStore {
  const parts = { warehouse, mostRows, cache: new ColumnCache(cacheBytes) };
  let loading: Promise<unknown> = Promise.resolve();
  /** One question loads at a time: the next finds in the cache what it shares with the one before. */
  function load(query: Selection, names: readonly string[]): Promise<LoadedRows> {
    const loaded = loading.then(() => loadColumns(parts, query, new Set(names)));
    loading = loaded.catch(() => {});
    return loaded;
  }
  return {
    async page(query) {
      checkPageQuery(query);
      const order = fullOrder(query);
      const names = [...query.columns, ...order.map(({ name }) => name), ...conditionColumns(query.where)];
      return pageOf(await load(query, names), query, order);
    },
    async groups(query) {
      checkGroupQuery(query);
      const measured = Object.values(query.measures).flatMap((measure) => ("column" in measure ? [measure.column] : []));
      const names = [...query.by.map(({ column }) => column), ...measured, ...conditionColumns(query.where)];
      return groupsOf(await load(query, names), query);
    },
  };
}

/** The order with what settles ties behind it. */
function fullOrder({ order, table }: PageQuery): Order[] {
  return [...order, ...[...table.key, ORIGINAL_COLUMN].map((name) => ({ name, direction: "asc" }) as const)];
}

function conditionColumns(where: readonly Condition[]): string[] {
  return where.flatMap((condition) => (condition.is === "contains" ? condition.columns : [condition.column]));
}

function pageOf(table: LoadedRows, query: PageQuery, order: readonly Order[]): Page {
  const rows = matchingRows(table, query.where);
  const keys = order.map(({ name, direction }) => {
    const column = table.column(name);
    return directed(
      Float64Array.from(rows, (row) => rankOf(column, row)),
      direction,
    );
  });
  const window = sortWindow(rows.length, keys, query.offset, query.offset + query.limit);
  const columns = query.columns.map((name) => table.column(name));
  return {
    total: rows.length,
    rows: Array.from(window, (at) => columns.map((column) => cellOf(column, rows[at] as number))),
  };
}

function groupsOf(table: LoadedRows, query: GroupQuery): Groups {
  const groups = groupRows(table, matchingRows(table, query.where), query.by);
  const keys = query.by.map((key) => ({ name: key.column, ...keyValue(table.column(key.column), key) }));
  const measures = Object.entries(query.measures).map(([name, measure]) => {
    const column =
      "column" in measure ? { spec: columnSpec(query.table.columns, measure.column), values: table.column(measure.column) } : undefined;
    return { name, of: groupMeasure(groups, measure, column) };
  });
  const firstRow = (group: number): number => groups.members[groups.starts[group] as number] as number;
  const all = Array.from({ length: groups.count }, (_, group) => group);
  const keyRanks = (name: string): Float64Array | undefined => {
    const key = keys.find((candidate) => candidate.name === name);
    return key && Float64Array.from(all, (group) => key.rank(firstRow(group)));
  };
  const ranks = (name: string): Float64Array =>
    keyRanks(name) ?? measureRanks(all.map((group) => measures.find((measure) => measure.name === name)?.of(group) ?? null));
  const order = [...query.order, ...keys.map(({ name }) => ({ name, direction: "asc" }) as const)];
  const window = sortWindow(
    groups.count,
    order.map(({ name, direction }) => directed(ranks(name), direction)),
    query.offset,
    query.offset + query.limit,
  );
  return {
    total: groups.count,
    rows: Array.from(window, (group) => ({
      keys: keys.map((key) => key.cell(firstRow(group))),
      measures: Object.fromEntries(measures.map((measure) => [measure.name, measure.of(group)])),
    })),
  };
}

/** Keys in the direction asked for: unknown, NaN, stays last. */
function directed(keys: Float64Array, direction: Order["direction"]): Float64Array {
  if (direction === "desc") for (let at = 0; at < keys.length; at += 1) keys[at] = -(keys[at] as number);
  return keys;
}

function rankOf(column: StoredColumn, row: number): number {
  if (!("codes" in column)) return column[row] as number;
  const code = column.codes[row] as number;
  return code < 0 ? Number.NaN : code;
}

function cellOf(column: StoredColumn, row: number): Cell {
  return "codes" in column ? (column.dictionary[column.codes[row] as number] ?? null) : knownOrNull(column[row] as number);
}
