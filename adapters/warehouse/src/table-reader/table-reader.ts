/** Answers questions over a moderate number of rows from derived files in memory: what works where the column engine is not installed. */

import { UNKNOWN } from "../coded-text.ts";
import type { StoredColumn } from "../decode-table.ts";
import type { Cell, ColumnStore, Condition, GroupQuery, Groups, Order, PageQuery } from "../query.ts";
import { ORIGINAL_COLUMN } from "../query.ts";
import type { Warehouse } from "../types.ts";
import { checkGroupQuery, checkPageQuery, columnSpec } from "./check-query.ts";
import { ColumnCache } from "./column-cache.ts";
import { groupRows, keyValue } from "./group-rows.ts";
import { type LoadedRows, type LoadParts, loadColumns } from "./load-columns.ts";
import { matchingRows } from "./matching-rows.ts";
import { groupMeasure, measureRanks } from "./measure-groups.ts";
import { cellOf, pickCells } from "./pick-cells.ts";
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
  const parts: LoadParts = { warehouse, mostRows, cache: new ColumnCache(cacheBytes), segmentRows: new Map() };
  let reading: Promise<unknown> = Promise.resolve();
  /** One question reads at a time: the next finds in the cache what it shares with the one before. */
  function inTurn<Read>(read: () => Promise<Read>): Promise<Read> {
    const turn = reading.then(read);
    reading = turn.catch(() => {});
    return turn;
  }
  return {
    async page(query) {
      checkPageQuery(query);
      const order = fullOrder(query);
      const names = new Set([...order.map(({ name }) => name), ...conditionColumns(query.where)]);
      const table = await inTurn(() => loadColumns(parts, query, names));
      const { total, rows } = pageRows(table, query, order);
      // What only shows is read for the rows of the page alone.
      const shown = [...new Set(query.columns)].filter((name) => !names.has(name));
      const picked = await inTurn(() => pickCells(parts, query, { rows, names: shown }));
      const columns = query.columns.map((name) => picked.get(name) ?? Array.from(rows, (row) => cellOf(table.column(name), row)));
      return { total, rows: Array.from(rows, (_, at) => columns.map((cells) => cells[at] as Cell)) };
    },
    async groups(query) {
      checkGroupQuery(query);
      const measured = Object.values(query.measures).flatMap((measure) => ("column" in measure ? [measure.column] : []));
      const names = [...query.by.map(({ column }) => column), ...measured, ...conditionColumns(query.where)];
      return groupsOf(await inTurn(() => loadColumns(parts, query, new Set(names))), query);
    },
  };
}

/** The order with what settles ties behind it, each column once: a second time it settles nothing. */
function fullOrder({ order, table }: PageQuery): Order[] {
  const all = [...order, ...[...table.key, ORIGINAL_COLUMN].map((name) => ({ name, direction: "asc" }) as const)];
  return all.filter(({ name }, at) => all.findIndex((other) => other.name === name) === at);
}

function conditionColumns(where: readonly Condition[]): string[] {
  return where.flatMap((condition) => (condition.is === "contains" ? condition.columns : [condition.column]));
}

function pageRows(table: LoadedRows, query: PageQuery, order: readonly Order[]): { readonly total: number; readonly rows: Uint32Array } {
  const rows = matchingRows(table, query.where);
  const keys = order.map(({ name, direction }) => directed(ranksOf(table.column(name), rows), direction));
  const window = sortWindow(rows.length, keys, query.offset, query.offset + query.limit);
  return { total: rows.length, rows: window.map((at) => rows[at] as number) };
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

/** A column's rows as sort keys: text by its rank. */
function ranksOf(column: StoredColumn, rows: Uint32Array): Float64Array {
  const ranks = new Float64Array(rows.length);
  if ("codes" in column) {
    for (let at = 0; at < rows.length; at += 1) {
      const code = column.codes[rows[at] as number] as number;
      ranks[at] = code === UNKNOWN ? Number.NaN : code;
    }
  } else for (let at = 0; at < rows.length; at += 1) ranks[at] = column[rows[at] as number] as number;
  return ranks;
}
