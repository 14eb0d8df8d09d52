/**
 * Questions as ClickHouse SQL. Every name is checked against the table, every value that somebody gave travels as a parameter. Only functions that give
 * the same on one machine and on shards: no sampling, no float in a key, NULLS LAST always said.
 */

import { type Condition, type GroupKey, type GroupQuery, type Measure, ORIGINAL_COLUMN, type Order, type PageQuery } from "../query.ts";
import { checkGroupQuery, checkPageQuery } from "../table-reader/check-query.ts";
import { type EngineColumn, type EngineTable, LOAD_COLUMN } from "./engine-table.ts";
import { identifier, ownNumber, type Statement, StatementWriter } from "./statement.ts";
import { isAddedUp, ROWS_COLUMN, tallyAnswers, tallyColumn } from "./tally-table.ts";

/** Which rows a statement may see: those of finished loads, and of no other. */
export interface Scope {
  readonly table: EngineTable;
  /** Numbers of the loads; none means no row. */
  readonly loads: readonly number[];
}

/** Rows by the value of a whole column: bounds that are in, and whether unknown values are in too. */
export interface PageSpan {
  readonly column: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly orUnknown: boolean;
  /** Unknown values alone. */
  readonly noneKnown?: true;
}

/** A page of rows: the columns in their order; of the rows in `span` alone, where one is given. Throws a `RangeError` for what is no question. */
export function pageSql(query: PageQuery, scope: Scope, span?: PageSpan): Statement {
  checkPageQuery(query);
  const { table } = scope;
  const writer = new StatementWriter();
  const cells = query.columns.map((name) => table.column(name).shown);
  // One load has one original, which then settles nothing; without it, rows can be read in the order in which they lie.
  const ties = scope.loads.length === 1 ? table.spec.key : [...table.spec.key, ORIGINAL_COLUMN];
  const order = sorted(query.order, ties, (name) => table.column(name).sql);
  return writer.statement(
    [
      `SELECT ${cells.length === 0 ? "1" : cells.join(", ")}`,
      from(query.where, scope, table.name, writer) + (span === undefined ? "" : spanSql(span, scope, writer)),
      `ORDER BY ${order}`,
      `LIMIT ${limitOf(query)} OFFSET ${ownNumber(query.offset)}`,
    ].join("\n"),
  );
}

/** How many rows a page is cut from. */
export function countSql(query: Pick<PageQuery, "where">, scope: Scope): Statement {
  const writer = new StatementWriter();
  const { table } = scope;
  const isTallied = query.where.length > 0 && tallyAnswers(table, { where: query.where });
  return writer.statement(
    `SELECT ${isTallied ? countOfTally : "count()"}\n${from(query.where, scope, isTallied ? (table.tallyName as string) : table.name, writer)}`,
  );
}

/** How many rows have a value in each bucket of a whole column, by bucket; unknown values are in bucket 65,535. */
export function spreadSql(
  { where }: Pick<PageQuery, "where">,
  scope: Scope,
  { column, low, width, span }: { readonly column: string; readonly low: number; readonly width: number; readonly span: PageSpan },
): Statement {
  const writer = new StatementWriter();
  const { sql } = scope.table.column(column);
  const bucket = `intDiv(${sql} - ${writer.value("Int64", low)}, ${writer.value("Int64", width)})`;
  const rows = from(where, scope, scope.table.name, writer) + spanSql(span, scope, writer);
  return writer.statement(`SELECT ifNull(toUInt16(${bucket}), toUInt16(65535)) AS _k0, count()\n${rows}\nGROUP BY _k0\nORDER BY _k0`);
}

function spanSql({ column, atLeast, atMost, orUnknown, noneKnown }: PageSpan, { table }: Scope, writer: StatementWriter): string {
  const { sql } = table.column(column);
  if (noneKnown === true) return ` AND isNull(${sql})`;
  const tests = [
    ...(atLeast === undefined ? [] : [`${sql} >= ${writer.value("Int64", atLeast)}`]),
    ...(atMost === undefined ? [] : [`${sql} <= ${writer.value("Int64", atMost)}`]),
  ];
  if (tests.length === 0) return orUnknown ? "" : ` AND isNotNull(${sql})`;
  return orUnknown ? ` AND (${tests.join(" AND ")} OR isNull(${sql}))` : ` AND ${tests.join(" AND ")}`;
}

/** A page of groups: the keys in their order, then the measures in theirs. Throws a `RangeError` for what is no question. */
export function groupsSql(query: GroupQuery, scope: Scope): Statement {
  checkGroupQuery(query);
  const { table } = scope;
  const writer = new StatementWriter();
  const names = new Map<string, string>();
  const cells: string[] = [];
  const isTallied = tallyAnswers(table, query);
  for (const [at, key] of query.by.entries()) {
    names.set(key.column, identifier(`_k${at}`));
    cells.push(`${groupKeySql(key, table, writer)} AS _k${at}`);
  }
  const keys = [...names.values()];
  for (const [at, [name, measure]] of Object.entries(query.measures).entries()) {
    names.set(name, identifier(`_m${at}`));
    cells.push(`${isTallied ? tallyMeasureSql(measure, table) : measureSql(measure, table)} AS _m${at}`);
  }
  const alias = (name: string): string => names.get(name) as string;
  const order = sorted(
    query.order,
    query.by.map(({ column }) => column),
    alias,
  );
  return writer.statement(
    [
      `SELECT ${cells.length === 0 ? "count()" : cells.join(", ")}`,
      from(query.where, scope, isTallied ? (table.tallyName as string) : table.name, writer),
      ...(keys.length > 0 ? [`GROUP BY ${keys.join(", ")}`] : []),
      ...(order === "" ? [] : [`ORDER BY ${order}`]),
      `LIMIT ${limitOf(query)} OFFSET ${ownNumber(query.offset)}`,
    ].join("\n"),
  );
}

/** The kind of value in each column of an answer to `groupsSql`. */
export function measureIsText(measure: Measure, table: EngineTable): boolean {
  if (measure.of === "list") return true;
  return (measure.of === "min" || measure.of === "max") && table.column(measure.column).kind === "text";
}

const countOfTally = `sum(${identifier(ROWS_COLUMN)})`;

/** A measure over what was added up beforehand. */
function tallyMeasureSql(measure: Measure, table: EngineTable): string {
  if (measure.of === "count") return countOfTally;
  return isAddedUp(table, measure) ? `${measure.of}OrNull(${tallyColumn(measure.of, measure.column)})` : measureSql(measure, table);
}

function from(where: readonly Condition[], { table, loads }: Scope, name: string, writer: StatementWriter): string {
  const own = loads.length === 1 ? `= ${ownNumber(loads[0] as number)}` : `IN (${loads.map(ownNumber).join(", ")})`;
  const conditions = [
    loads.length === 0 ? "0" : `${identifier(LOAD_COLUMN)} ${own}`,
    ...where.map((one) => conditionSql(one, table, writer)),
  ];
  return `FROM ${identifier(name)}\nWHERE ${conditions.join(" AND ")}`;
}

function conditionSql(condition: Condition, table: EngineTable, writer: StatementWriter): string {
  switch (condition.is) {
    case "oneOf":
      return oneOfSql(table.column(condition.column), condition.values, writer);
    case "between":
      return betweenSql(table.column(condition.column), condition, writer);
    case "contains": {
      const needle = writer.value("String", condition.text);
      const tests = condition.columns.map((name) => `ifNull(positionCaseInsensitive(${table.column(name).sql}, ${needle}) > 0, 0)`);
      return tests.length === 0 ? "0" : `(${tests.join(" OR ")})`;
    }
    case "hasWord": {
      const { sql } = table.column(condition.column);
      // Words hold no space; with one around every value, each word stands between two. The empty word is in no text.
      if (condition.word === "" || condition.word.includes(" ")) return "0";
      return `position(concat(' ', ${sql}, ' '), ${writer.value("String", ` ${condition.word} `)}) > 0`;
    }
  }
}

function oneOfSql(column: EngineColumn, values: readonly (string | number | null)[], writer: StatementWriter): string {
  const tests: string[] = [];
  if (values.includes(null)) tests.push(`isNull(${column.sql})`);
  if (column.kind === "text") {
    const texts = values.filter((value): value is string => typeof value === "string");
    if (texts.length > 0) tests.push(`${column.sql} IN ${writer.value("Array(String)", texts)}`);
  } else if (column.kind === "whole") {
    const numbers = values.filter((value): value is number => Number.isSafeInteger(value));
    if (numbers.length > 0) tests.push(`${column.sql} IN ${writer.value("Array(Int64)", numbers)}`);
  } else {
    const numbers = values.filter((value): value is number => typeof value === "number" && !Number.isNaN(value));
    // One parameter each: as an array the client would refuse large ones.
    if (numbers.length > 0) tests.push(`${column.shown} IN (${numbers.map((value) => writer.value("Float64", value + 0)).join(", ")})`);
  }
  return tests.length === 0 ? "0" : `(${tests.join(" OR ")})`;
}

function betweenSql(
  column: EngineColumn,
  { from, below }: { readonly from?: number; readonly below?: number },
  writer: StatementWriter,
): string {
  const tests = [`isNotNull(${column.sql})`];
  if (column.kind === "float") {
    if (from !== undefined) tests.push(`${column.shown} >= ${writer.value("Float64", from)}`);
    if (below !== undefined) tests.push(`${column.shown} < ${writer.value("Float64", below)}`);
  } else {
    // Whole numbers against whole bounds, so that the engine's index serves.
    if (from !== undefined) tests.push(`${column.sql} >= ${writer.value("Int64", wholeBound(from))}`);
    if (below !== undefined) tests.push(`${column.sql} < ${writer.value("Int64", wholeBound(below))}`);
  }
  return tests.join(" AND ");
}

/** The whole number that bounds the same whole numbers from below: values lie within 2^53 - 1 of zero. */
function wholeBound(bound: number): number {
  if (bound > Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER;
  if (bound < Number.MIN_SAFE_INTEGER) return Number.MIN_SAFE_INTEGER;
  return Math.ceil(bound) + 0;
}

function groupKeySql(key: GroupKey, table: EngineTable, writer: StatementWriter): string {
  const column = table.column(key.column);
  if (!("width" in key)) return column.shown;
  // Doubles throughout, as in JavaScript; adding 0 makes -0 and 0 one bucket.
  const from = writer.value("Float64", key.from);
  return `(floor((toFloat64(${column.sql}) - ${from}) / ${writer.value("Float64", key.width)}) + 0)`;
}

function measureSql(measure: Measure, table: EngineTable): string {
  if (measure.of === "count") return "count()";
  const column = table.column(measure.column);
  switch (measure.of) {
    case "sum":
      return `sumOrNull(${column.shown})`;
    case "min":
      return `minOrNull(${column.shown})`;
    case "max":
      return `maxOrNull(${column.shown})`;
    case "distinct":
      return `uniqExact(${column.shown})`;
    case "list": {
      const values = `groupUniqArray(${column.sql})`;
      return `if(empty(${values}), NULL, arrayStringConcat(arraySlice(arraySort(${values}), 1, ${ownNumber(measure.limit)}), '\\n'))`;
    }
  }
}

/** The sort keys, then those that settle ties. */
function sorted(order: readonly Order[], ties: readonly string[], sqlOf: (name: string) => string): string {
  const seen = new Set<string>();
  const keys: string[] = [];
  for (const { name, direction } of [...order, ...ties.map((name) => ({ name, direction: "asc" as const }))]) {
    if (direction !== "asc" && direction !== "desc") throw new RangeError(`sorted in direction "${String(direction)}"`);
    const sql = sqlOf(name);
    if (seen.has(sql)) continue;
    seen.add(sql);
    keys.push(`${sql} ${direction === "desc" ? "DESC" : "ASC"} NULLS LAST`);
  }
  return keys.join(", ");
}

function limitOf({ limit }: { readonly limit: number }): string {
  // Where nothing is asked for, one row is: the total comes with it.
  return ownNumber(Math.max(1, limit));
}
