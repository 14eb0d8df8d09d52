/**
 * What is added up beforehand: one row for all rows of a load that are equal in the columns `by` of a table's tally, with how many they are and the sum,
 * the least and the greatest of each column `of`. Sums of whole numbers do not depend on the order in which they are added, so a question that
 * needs nothing else gets the same answer from here, from fewer rows.
 */
import { type Condition, type GroupKey, type Measure, ORIGINAL_COLUMN } from "../query.ts";
import { type EngineTable, LOAD_COLUMN, type TablePlace } from "./engine-table.ts";
import { identifier, ownNumber, plainStatement, type Statement } from "./statement.ts";

/** The column that says how many rows one row stands for. */
export const ROWS_COLUMN = "_rows";

/** The columns that hold a column's sum, least and greatest. */
export function tallyColumns(name: string): Readonly<Record<"sum" | "min" | "max", string>> {
  return { sum: identifier(`_sum_${name}`), min: identifier(`_min_${name}`), max: identifier(`_max_${name}`) };
}

/** Makes the tally of a table, unless it is there. */
export function createTallySql(table: EngineTable, { name, engine }: TablePlace): Statement {
  const { by, of } = tallyOf(table);
  const lines = [
    `${identifier(LOAD_COLUMN)} UInt64`,
    ...[ORIGINAL_COLUMN, ...by].map((column) => `${table.column(column).sql} ${table.column(column).definition}`),
    `${identifier(ROWS_COLUMN)} UInt64`,
    ...of.flatMap((column) => Object.values(tallyColumns(column)).map((sql) => `${sql} Nullable(Int64)`)),
  ];
  const order = [LOAD_COLUMN, ...by.slice(0, 1)].map(identifier).join(", ");
  return plainStatement(
    `CREATE TABLE IF NOT EXISTS ${identifier(name)} (\n  ${lines.join(",\n  ")}\n) ENGINE = ${engine ?? `MergeTree ORDER BY (${order}) SETTINGS allow_nullable_key = 1`}`,
  );
}

/** Adds up the rows of one load. */
export function fillTallySql(table: EngineTable, load: number): Statement {
  const { by, of } = tallyOf(table);
  const keys = [LOAD_COLUMN, ORIGINAL_COLUMN, ...by].map(identifier);
  const sums = of.map((column) => Object.entries(tallyColumns(column)).map(([what, sql]) => [sql, `${what}OrNull(${identifier(column)})`]));
  const names = [...keys, identifier(ROWS_COLUMN), ...sums.flat().map(([sql]) => sql)];
  const values = [...keys, "count()", ...sums.flat().map(([, sql]) => sql)];
  return plainStatement(
    [
      `INSERT INTO ${identifier(table.tallyName as string)} (${names.join(", ")})`,
      `SELECT ${values.join(", ")}`,
      `FROM ${identifier(table.name)} WHERE ${identifier(LOAD_COLUMN)} = ${ownNumber(load)}`,
      `GROUP BY ${keys.join(", ")}`,
    ].join("\n"),
  );
}

/** What a question asks for, as far as it decides where it can be answered. */
export interface TallyNeeds {
  readonly where: readonly Condition[];
  readonly by?: readonly GroupKey[];
  readonly measures?: Readonly<Record<string, Measure>>;
}

/** Whether a question needs nothing but what is added up. */
export function tallyAnswers(table: EngineTable, { where, by = [], measures = {} }: TallyNeeds): boolean {
  const { tally } = table.spec;
  if (tally === undefined) return false;
  const keys = new Set([ORIGINAL_COLUMN, ...tally.by]);
  const added = new Set(tally.of);
  return (
    where.every((condition) => ("columns" in condition ? condition.columns : [condition.column]).every((name) => keys.has(name))) &&
    by.every(({ column }) => keys.has(column)) &&
    Object.values(measures).every((measure) => {
      if (measure.of === "count") return true;
      if (measure.of === "sum") return added.has(measure.column);
      return keys.has(measure.column) || ((measure.of === "min" || measure.of === "max") && added.has(measure.column));
    })
  );
}

function tallyOf({ spec }: EngineTable): { readonly by: readonly string[]; readonly of: readonly string[] } {
  if (spec.tally === undefined) throw new RangeError(`${spec.name} has no tally`);
  return spec.tally;
}
