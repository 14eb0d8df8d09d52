import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ColumnEngine,
  type ColumnStore,
  type Condition,
  type Dataset,
  type GroupQuery,
  type Measure,
  openColumnEngine,
  openWarehouse,
  type PageQuery,
  tableReader,
} from "../../src/index.ts";
import { type Oracle, openOracle } from "./duckdb-oracle.ts";
import { engineIsHere } from "./engine-here.ts";
import { oddTexts, talkColumns, talks, writeTalks } from "./made-up-talks.ts";
import { askPlain, questions } from "./questions.ts";

let folder: string;
let datasets: readonly Dataset[];
let reader: ColumnStore;
let engine: ColumnEngine;
let oracle: Oracle;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-answers-"));
  const warehouse = openWarehouse(join(folder, "derived"));
  datasets = [await writeTalks(warehouse, 1, [400, 250]), await writeTalks(warehouse, 2, [300]), await writeTalks(warehouse, 3, [0, 50])];
  reader = tableReader(warehouse);
  engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });
  oracle = await openOracle(folder, warehouse, datasets);
});
afterAll(async () => {
  oracle?.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the same answer from the table reader and from DuckDB over the same files", () => {
  test.each(questions)("$name", async (question) => {
    const answer = await askPlain(reader, question, datasets);
    expect(answer.rows).toEqual(await oracle.rows(question.duckdb));
    expect([[answer.total]]).toEqual(await oracle.rows(question.duckdbTotal));
  });
});

describe.skipIf(!engineIsHere)("the same answer from the column engine (needs the packages chdb and @clickhouse/client)", () => {
  test.each(questions)("as from DuckDB: $name", async (question) => {
    const answer = await askPlain(engine, question, datasets);
    expect(answer.rows).toEqual(await oracle.rows(question.duckdb));
    expect([[answer.total]]).toEqual(await oracle.rows(question.duckdbTotal));
  });

  test("as from the table reader, when all are asked at once while more is loaded", async () => {
    const more = await writeTalks(openWarehouse(join(folder, "derived")), 4, [2000, 2000, 2000]);
    const asked = Array.from({ length: 6 }, () => questions).flat();
    const [answers] = await Promise.all([
      Promise.all(asked.map((question) => askPlain(engine, question, datasets))),
      engine.load(talks, more),
    ]);
    for (const [at, question] of asked.entries()) expect(answers[at]).toEqual(await askPlain(reader, question, datasets));
    expect(engine.has(talks, more)).toBe(true);
  });

  test("as from the table reader, whatever page is asked for", async () => {
    await fc.assert(
      fc.asyncProperty(pageQueries, async ({ chosen, ...query }) => {
        const whole = { ...query, datasets: chosen.map((at) => datasets[at] as Dataset) };
        expect(await engine.page(whole)).toEqual(await reader.page(whole));
      }),
      { numRuns: 150 },
    );
  });

  test("as from the table reader, whatever page is asked for, when all are looked for by counting", async () => {
    const warehouse = openWarehouse(join(folder, "derived"));
    const deep = { from: 0, buckets: 3, enough: 1 };
    const counting = openColumnEngine({ folder: join(folder, "counting"), warehouse, deep });
    const deepQueries = fc.record({
      ...selection,
      offset: fc.constantFrom(0, 1, 7, 19, 299, 640, 649, 900, 960, 985, 999, 5000),
      columns: fc.constant(["talkId", "timeUs", "bytes", "port"]),
      order: fc.array(fc.record({ name: fc.constantFrom("timeUs", "bytes", "port", "small", "flag", "server"), direction }), {
        minLength: 1,
        maxLength: 2,
      }),
    });
    await fc.assert(
      fc.asyncProperty(deepQueries, async ({ chosen, ...query }) => {
        const whole = { ...query, datasets: chosen.map((at) => datasets[at] as Dataset) };
        expect(await counting.page(whole)).toEqual(await reader.page(whole));
      }),
      { numRuns: 40 },
    );
    await counting.close();
  });

  test("as from the table reader, whatever groups are asked for", async () => {
    await fc.assert(
      fc.asyncProperty(groupQueries, async ({ chosen, ...query }) => {
        const whole = { ...query, datasets: chosen.map((at) => datasets[at] as Dataset) };
        expect(close(await engine.groups(whole))).toEqual(close(await reader.groups(whole)));
      }),
      { numRuns: 150 },
    );
  });
});

/** Sums of columns that are not whole agree to about 12 digits; everything else to the last. */
function close(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, cell: unknown) =>
      typeof cell === "number" && !Number.isInteger(cell) ? Number(cell.toPrecision(12)) : cell,
    ),
  );
}

/** Places of the datasets that a question is about. */
interface Chosen {
  readonly chosen: readonly number[];
}

const names = Object.keys(talkColumns) as (keyof typeof talkColumns)[];
const everyName = fc.constantFrom(...names, "original");
const textNames = names.filter((name) => talkColumns[name].type === "text");
const numberNames = names.filter((name) => talkColumns[name].type !== "text");
const someText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  fc.string({ unit: fc.constantFrom("a", "A", " ", "e", ".", "'", "\\", "ß", "S", "C", "N", "-", "%", "{", "日"), maxLength: 3 }),
);
const someNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 255, 0.1, Math.fround(0.1), -5, 1.5, 1000, 65_535, 1.7e15, 1.7e15 + 3e6, 1e21, -1e300, 2 ** 53, 5e-324),
  fc.integer({ min: -10, max: 5000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    is: fc.constant("oneOf" as const),
    column: fc.constantFrom(...textNames, "original"),
    values: fc.array(fc.option(someText), { maxLength: 6 }),
  }),
  fc.record({
    is: fc.constant("oneOf" as const),
    column: fc.constantFrom(...numberNames),
    values: fc.array(fc.option(someNumber), { maxLength: 6 }),
  }),
  fc.record(
    { is: fc.constant("between" as const), column: fc.constantFrom(...numberNames), from: someNumber, below: someNumber },
    { requiredKeys: ["is", "column"] },
  ),
  fc.record({
    is: fc.constant("contains" as const),
    columns: fc.array(fc.constantFrom(...textNames), { minLength: 1, maxLength: 3 }),
    text: someText,
  }),
  fc.record({
    is: fc.constant("hasWord" as const),
    column: fc.constantFrom(...textNames),
    word: fc.oneof(fc.constantFrom("DE", "CN", "--", "de", "", "DE US"), someText),
  }),
);
const selection = {
  table: fc.constant(talks),
  chosen: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }),
  where: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(conditions, { maxLength: 2 })),
  offset: fc.constantFrom(0, 0, 1, 7, 900, 5000),
  limit: fc.constantFrom(0, 1, 20, 10_000),
};
const direction = fc.constantFrom("asc" as const, "desc" as const);
const pageQueries = fc.record({
  ...selection,
  columns: fc.array(everyName, { maxLength: 5 }),
  order: fc.array(fc.record({ name: everyName, direction }), { maxLength: 3 }),
}) satisfies fc.Arbitrary<Omit<PageQuery, "datasets"> & Chosen>;
const measures: fc.Arbitrary<Measure> = fc.oneof(
  fc.constant({ of: "count" as const }),
  fc.record({ of: fc.constant("sum" as const), column: fc.constantFrom(...numberNames) }),
  fc.record({ of: fc.constantFrom("min" as const, "max" as const, "distinct" as const), column: everyName }),
  fc.record({
    of: fc.constant("list" as const),
    column: fc.constantFrom(...textNames, "original"),
    limit: fc.integer({ min: 1, max: 20 }),
  }),
);
const groupKeys = fc.oneof(
  { weight: 3, arbitrary: fc.record({ column: everyName }) },
  fc.record({ column: fc.constantFrom(...numberNames), from: someNumber, width: fc.constantFrom(1, 0.5, 7, 1e6, 86_400e6) }),
);
const groupQueries = fc
  .record({
    ...selection,
    by: fc.uniqueArray(groupKeys, { maxLength: 3, selector: ({ column }) => column }),
    measures: fc.array(measures, { maxLength: 4 }).map((list) => Object.fromEntries(list.map((measure, at) => [`measure${at}`, measure]))),
  })
  .chain((query) => {
    const sortable = [...query.by.map(({ column }) => column), ...sortableMeasures(query.measures)];
    const order =
      sortable.length === 0 ? fc.constant([]) : fc.array(fc.record({ name: fc.constantFrom(...sortable), direction }), { maxLength: 2 });
    return fc.record({ order }).map((more) => ({ ...query, ...more }));
  }) satisfies fc.Arbitrary<Omit<GroupQuery, "datasets"> & Chosen>;

/** Not by sums of floats: their last digits depend on the order in which they are added. */
function sortableMeasures(all: Readonly<Record<string, Measure>>): string[] {
  const isExact = (measure: Measure): boolean => measure.of !== "sum" || (measure.column !== "loss" && measure.column !== "level");
  return Object.entries(all).flatMap(([name, measure]) => (isExact(measure) ? [name] : []));
}
