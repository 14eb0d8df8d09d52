/** Refuses questions that are no questions: a `RangeError` is a bug of the caller, and no wrong name gets near SQL. */
import type { ColumnSpec, MixedTable, TextColumnSpec } from "@creance/core";
import {
  type Cell,
  type Condition,
  type GroupQuery,
  type Measure,
  ORIGINAL_COLUMN,
  type Order,
  type PageQuery,
  type Selection,
} from "../query.ts";

/** Most rows or groups in an answer. */
export const MAX_LIMIT = 10_000;
/** Most values in a `list`. */
export const MAX_LIST = 20;

const originalSpec: TextColumnSpec = { type: "text", unit: "", doc: "SHA-256 of the original that a row comes from." };

/** A column of a table, `original` included. Throws a `RangeError` for a name that the table does not have. */
export function columnSpec(table: MixedTable, name: string): ColumnSpec | TextColumnSpec {
  if (name === ORIGINAL_COLUMN) return originalSpec;
  const spec = Object.hasOwn(table, name) ? table[name] : undefined;
  if (spec === undefined) throw new RangeError(`the table has no column ${name}`);
  return spec;
}

/** Throws a `RangeError` unless this is a question about pages. */
export function checkPageQuery(query: PageQuery): void {
  checkSelection(query);
  checkWindow(query);
  checkDirections(query);
  for (const name of [...query.columns, ...query.order.map((order) => order.name)]) columnSpec(query.table.columns, name);
}

/** Throws a `RangeError` unless this is a question about groups. */
export function checkGroupQuery(query: GroupQuery): void {
  checkSelection(query);
  checkWindow(query);
  checkDirections(query);
  const table = query.table.columns;
  const keys = new Set(query.by.map(({ column }) => column));
  if (keys.size !== query.by.length) throw new RangeError("a column is grouped by twice");
  for (const key of query.by) {
    const { type } = columnSpec(table, key.column);
    if (!("width" in key)) continue;
    if (type === "text") throw new RangeError(`${key.column} is text and has no buckets`);
    if (!(key.width > 0 && Number.isFinite(key.width) && Number.isFinite(key.from))) throw new RangeError("a bucket has no width");
  }
  for (const [name, measure] of Object.entries(query.measures)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || keys.has(name)) throw new RangeError(`a measure cannot be named ${name}`);
    checkMeasure(table, measure);
  }
  for (const { name } of query.order) {
    if (!keys.has(name) && !Object.hasOwn(query.measures, name)) throw new RangeError(`there is no ${name} to order groups by`);
  }
}

function checkMeasure(table: MixedTable, measure: Measure): void {
  if (measure.of === "count") return;
  const isText = columnSpec(table, measure.column).type === "text";
  if (measure.of === "sum" && isText) throw new RangeError(`${measure.column} is text and has no sum`);
  if (measure.of !== "list") return;
  if (!isText) throw new RangeError(`${measure.column} is no text to list`);
  if (!(Number.isInteger(measure.limit) && measure.limit >= 1 && measure.limit <= MAX_LIST))
    throw new RangeError("a list has 1 to 20 values");
}

function checkSelection({ table, datasets, where }: Selection): void {
  for (const name of table.key) columnSpec(table.columns, name);
  for (const condition of where) checkCondition(table.columns, condition);
  for (const { segments, rows } of datasets) {
    if (!(Number.isSafeInteger(segments) && segments >= 0 && Number.isSafeInteger(rows) && rows >= 0)) {
      throw new RangeError(`a dataset has ${segments} segments and ${rows} rows`);
    }
  }
}

function checkCondition(table: MixedTable, condition: Condition): void {
  if (condition.is === "contains") {
    for (const name of condition.columns) mustBeText(table, name);
    return;
  }
  if (condition.is === "hasWord") {
    mustBeText(table, condition.column);
    return;
  }
  const isText = columnSpec(table, condition.column).type === "text";
  if (condition.is === "between") {
    if (isText) throw new RangeError(`${condition.column} is text and lies between no numbers`);
    for (const bound of [condition.from, condition.below]) {
      if (bound !== undefined && !Number.isFinite(bound)) throw new RangeError(`${condition.column} has the bound ${bound}`);
    }
    return;
  }
  const fits = (value: Cell): boolean => value === null || (isText ? typeof value === "string" : Number.isFinite(value));
  if (!condition.values.every(fits)) throw new RangeError(`${condition.column} is compared with a value of another kind`);
}

function mustBeText(table: MixedTable, name: string): void {
  if (columnSpec(table, name).type !== "text") throw new RangeError(`${name} is no text`);
}

function checkDirections({ order }: { readonly order: readonly Order[] }): void {
  for (const { direction } of order) {
    if (direction !== "asc" && direction !== "desc") throw new RangeError(`ordered in direction ${String(direction)}`);
  }
}

function checkWindow({ offset, limit }: { readonly offset: number; readonly limit: number }): void {
  if (!(Number.isSafeInteger(offset) && offset >= 0)) throw new RangeError(`the offset is ${offset}`);
  if (!(Number.isSafeInteger(limit) && limit >= 0 && limit <= MAX_LIMIT)) throw new RangeError(`the limit is ${limit}`);
}
