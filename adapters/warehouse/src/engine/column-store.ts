/** Questions over any ClickHouse: written as SQL, sent, and the answer read back. */
import type { Cell, ColumnStore, GroupQuery, Groups, Measure, Page, PageQuery, Selection } from "../query.ts";
import { type DeepPages, pageStart, type Spread, spreadOf } from "./deep-page.ts";
import { type EngineTable, engineTable } from "./engine-table.ts";
import { countSql, groupsSql, measureIsText, pageSql, type Scope } from "./question-sql.ts";
import type { Answer, SqlClient } from "./sql-client.ts";
import type { Statement } from "./statement.ts";

/** Totals that are remembered: rows of finished loads never change, so a total stays true as long as its loads do. */
const MAX_TOTALS = 200;
/** Spreads that are remembered: the next pages of a list that somebody is far into. */
const MAX_SPREADS = 16;

/** A store over a ClickHouse. `loadsOf` says which finished loads hold the datasets, and rejects when one is missing. */
export function columnStoreOver(
  client: SqlClient,
  loadsOf: (table: EngineTable, selection: Selection) => Promise<readonly number[]>,
  deep?: DeepPages,
): ColumnStore {
  const totals = new Map<string, number>();
  const spreads = new Map<string, Spread>();

  async function total(statement: Statement): Promise<number> {
    const key = JSON.stringify(statement);
    const known = totals.get(key);
    if (known !== undefined) return known;
    const { rows } = await client.ask(statement, "plain");
    const count = Number(rows[0]?.[0] ?? 0);
    totals.set(key, count);
    if (totals.size > MAX_TOTALS) totals.delete(totals.keys().next().value as string);
    return count;
  }

  async function spread(statement: Statement): Promise<Spread> {
    const key = JSON.stringify(statement);
    const known = spreads.get(key) ?? spreadOf((await client.ask(statement, "plain")).rows);
    spreads.set(key, known);
    if (spreads.size > MAX_SPREADS) spreads.delete(spreads.keys().next().value as string);
    return known;
  }

  async function pageNow(query: PageQuery, scope: Scope): Promise<Answer> {
    const bounds = async (column: string): Promise<readonly [number, number] | undefined> => {
      const measures = { low: { of: "min", column }, high: { of: "max", column } } as const;
      const { rows } = await groupsNow({ ...query, where: [], by: [], measures, order: [], offset: 0, limit: 1 }, scope);
      const { low, high } = rows[0]?.measures ?? {};
      return typeof low === "number" && typeof high === "number" ? [low, high] : undefined;
    };
    const start = await pageStart(query, scope, { bounds, spread }, deep);
    if (start === undefined) return client.ask(pageSql(query, scope), "plain");
    return client.ask(pageSql({ ...query, offset: query.offset - start.skipped }, scope, start.span), "plain");
  }

  async function scopeOf(selection: Selection): Promise<Scope> {
    const table = engineTable(selection.table);
    const loads = await loadsOf(table, selection);
    return { table, loads: [...new Set(loads)].sort((a, b) => a - b) };
  }

  async function groupsNow(query: GroupQuery, scope: Scope): Promise<Groups> {
    const { table } = scope;
    const { rows, rowsBeforeLimit } = await client.ask(groupsSql(query, scope), "counted");
    const keys = query.by.map((key) => !("width" in key) && table.column(key.column).kind === "text");
    const measures = Object.entries(query.measures).map(([name, measure]) => [name, measureIsText(measure, table)] as const);
    return {
      total: query.by.length === 0 ? 1 : (rowsBeforeLimit ?? 0),
      rows: rows.slice(0, query.limit).map((row) => ({
        keys: keys.map((text, at) => cellOf(row[at], text)),
        measures: Object.fromEntries(measures.map(([name, text], at) => [name, cellOf(row[keys.length + at], text)])),
      })),
    };
  }

  return {
    async page(query: PageQuery): Promise<Page> {
      const table = engineTable(query.table);
      // A bug of the caller shows before anything is loaded.
      pageSql(query, { table, loads: [] });
      const scope = await scopeOf(query);
      if (scope.loads.length === 0) return { total: 0, rows: [] };
      const [{ rows }, count] = await Promise.all([pageNow(query, scope), total(countSql(query, scope))]);
      const isText = query.columns.map((name) => table.column(name).kind === "text");
      return { total: count, rows: rows.slice(0, query.limit).map((row) => isText.map((text, at) => cellOf(row[at], text))) };
    },

    async groups(query: GroupQuery): Promise<Groups> {
      const table = engineTable(query.table);
      groupsSql(query, { table, loads: [] });
      const scope = await scopeOf(query);
      if (scope.loads.length === 0 && query.by.length > 0) return { total: 0, rows: [] };
      const late = lateMeasures(query);
      if (late === undefined) return groupsNow(query, scope);
      // What takes a set of values for each group is asked only for the groups of the page.
      const page = await groupsNow({ ...query, measures: late.first }, scope);
      const values = page.rows.map(({ keys }) => keys[0] as Cell);
      if (values.length === 0) return page;
      const where = [...query.where, { is: "oneOf", column: late.column, values } as const];
      const rest = await groupsNow({ ...query, where, measures: late.rest, order: [], offset: 0, limit: values.length }, scope);
      const measures = new Map(rest.rows.map((row) => [row.keys[0], row.measures]));
      const names = Object.keys(query.measures);
      return {
        total: page.total,
        rows: page.rows.map(({ keys, measures: first }) => {
          const all = { ...first, ...measures.get(keys[0] as Cell) };
          return { keys, measures: Object.fromEntries(names.map((name) => [name, all[name] as Cell])) };
        }),
      };
    },
  };
}

/** Measures that can wait until the page's groups are known, where that pays: with one key, and none of them sorted by. */
function lateMeasures({
  by,
  measures,
  order,
}: GroupQuery): { readonly column: string; readonly first: Measures; readonly rest: Measures } | undefined {
  const [key] = by;
  if (by.length !== 1 || key === undefined || "width" in key) return undefined;
  const sortedBy = new Set(order.map(({ name }) => name));
  const isLate = ([name, { of }]: [string, Measure]): boolean => (of === "distinct" || of === "list") && !sortedBy.has(name);
  const rest = Object.entries(measures).filter(isLate);
  if (rest.length === 0) return undefined;
  const first = Object.entries(measures).filter((entry) => !isLate(entry));
  return { column: key.column, first: Object.fromEntries(first), rest: Object.fromEntries(rest) };
}

type Measures = GroupQuery["measures"];

/** A cell from what JSON gave: whole numbers come as text, infinities as words. */
function cellOf(value: unknown, isText: boolean): Cell {
  if (value === null || value === undefined) return null;
  if (isText) return String(value);
  if (value === "inf") return Number.POSITIVE_INFINITY;
  if (value === "-inf") return Number.NEGATIVE_INFINITY;
  return value === "nan" ? null : Number(value);
}
