/**
 * What is added up beforehand: one row for all rows of a load that are equal in the columns `by` of a table's tally, with how many they are and sums
 * and bounds of other columns. Sums of whole numbers do not depend on the order in which they are added, so a question that
 * needs nothing else gets the same answer from here, from fewer rows.
 */
import { type Condition, type GroupKey, type Measure, ORIGINAL_COLUMN, type Tally } from "../query.ts";
import { type EngineTable, LOAD_COLUMN, type TablePlace } from "./engine-table.ts";
import { identifier, ownNumber, ownText, plainStatement, type Statement } from "./statement.ts";

/** The column that says how many rows one row stands for. */
export const ROWS_COLUMN = "_rows";

/** What is kept of a column. */
export type TallyMeasure = "sum" | "min" | "max";

/** The column that holds a sum or bound of another, quoted. */
export function tallyColumn(of: TallyMeasure, name: string): string {
  return identifier(`_${of}_${name}`);
}

/** Makes the tally of a table, unless it is there. */
export function createTallySql(table: EngineTable, { name, engine }: TablePlace): Statement {
  const { by } = tallyOf(table);
  const lines = [
    `${identifier(LOAD_COLUMN)} UInt64`,
    ...[ORIGINAL_COLUMN, ...by].map((column) => `${table.column(column).sql} ${table.column(column).stored}`),
    `${identifier(ROWS_COLUMN)} UInt64`,
    ...measuresOf(table).map(([of, column]) => `${tallyColumn(of, column)} Nullable(Int64)`),
  ];
  const order = [LOAD_COLUMN, ...by.slice(0, 1)].map(identifier).join(", ");
  return plainStatement(
    `CREATE TABLE IF NOT EXISTS ${identifier(name)} (\n  ${lines.join(",\n  ")}\n) ENGINE = ${engine ?? `MergeTree ORDER BY (${order}) SETTINGS allow_nullable_key = 1`}`,
  );
}

/** Adds up the rows of one load, which are all of one original. */
export function fillTallySql(table: EngineTable, load: number, original: string): Statement {
  const keys = tallyOf(table).by.map(identifier);
  const measures = measuresOf(table);
  const names = [LOAD_COLUMN, ORIGINAL_COLUMN].map(identifier).concat(keys, identifier(ROWS_COLUMN));
  const values = [ownNumber(load), ownText(original), ...keys, "count()"];
  for (const [of, column] of measures) {
    names.push(tallyColumn(of, column));
    values.push(`${of}(${identifier(column)})`);
  }
  return plainStatement(
    [
      `INSERT INTO ${identifier(table.tallyName as string)} (${names.join(", ")})`,
      `SELECT ${values.join(", ")}`,
      `FROM ${identifier(table.name)} WHERE ${identifier(LOAD_COLUMN)} = ${ownNumber(load)}`,
      ...(keys.length > 0 ? [`GROUP BY ${keys.join(", ")}`] : ["HAVING count() > 0"]),
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
  return (
    where.every((condition) => ("columns" in condition ? condition.columns : [condition.column]).every((name) => keys.has(name))) &&
    by.every(({ column }) => keys.has(column)) &&
    Object.values(measures).every((measure) => {
      if (measure.of === "count") return true;
      return isAddedUp(table, measure) || (measure.of !== "sum" && keys.has(measure.column));
    })
  );
}

/** Whether a measure is kept as a column of its own. */
export function isAddedUp({ spec }: EngineTable, measure: Measure): measure is Measure & { readonly of: TallyMeasure } {
  return (
    (measure.of === "sum" || measure.of === "min" || measure.of === "max") && spec.tally?.[measure.of].includes(measure.column) === true
  );
}

function measuresOf(table: EngineTable): (readonly [TallyMeasure, string])[] {
  const tally = tallyOf(table);
  return (["sum", "min", "max"] as const).flatMap((of) => [...new Set(tally[of])].map((column) => [of, column] as const));
}

function tallyOf({ spec }: EngineTable): Tally {
  if (spec.tally === undefined) throw new RangeError(`${spec.name} has no tally`);
  return spec.tally;
}
