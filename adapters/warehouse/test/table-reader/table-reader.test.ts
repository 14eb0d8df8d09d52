import { readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { parquetMetadata } from "hyparquet";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ColumnStore,
  type Dataset,
  type GroupQuery,
  type Measure,
  type PageQuery,
  tableReader,
  type Warehouse,
} from "../../src/index.ts";
import { keepOriginals, makeWarehouse, type Row, spec } from "./made-conversations.ts";

const [first, second] = ["a".repeat(64), "b".repeat(64)];

const row = (id: string, rest: Partial<Row> = {}): Row => ({
  id,
  timeUs: 1000,
  sizeBytes: 10,
  ratio: 0.5,
  port: 443,
  flag: 1,
  service: "ssl",
  server: "example.org",
  ...rest,
});

let folder: string;
let warehouse: Warehouse;
let reader: ColumnStore;
beforeEach(() => {
  ({ folder, warehouse } = makeWarehouse());
  reader = tableReader(warehouse);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const page = (datasets: readonly Dataset[], rest: Partial<PageQuery> = {}): PageQuery => ({
  table: spec,
  datasets,
  where: [],
  columns: ["id"],
  order: [],
  offset: 0,
  limit: 100,
  ...rest,
});

const groups = (datasets: readonly Dataset[], rest: Partial<GroupQuery> = {}): GroupQuery => ({
  table: spec,
  datasets,
  where: [],
  by: [],
  measures: { n: { of: "count" } },
  order: [],
  offset: 0,
  limit: 100,
  ...rest,
});

describe("a page", () => {
  test("follows the order, then the key, then the original", async () => {
    const datasets = await keepOriginals(warehouse, [
      { sha256: second, segments: [[row("x"), row("b", { timeUs: 5 })]] },
      { sha256: first, segments: [[row("x")], [row("a"), row("c", { timeUs: null })]] },
    ]);
    const query = page(datasets, { columns: ["id", "original"], order: [{ name: "timeUs", direction: "desc" }] });
    expect(await reader.page(query)).toEqual({
      total: 5,
      rows: [
        ["a", first],
        ["x", first],
        ["x", second],
        ["b", second],
        ["c", first],
      ],
    });
  });

  test("tells the total beside a window, also past the end and of nothing", async () => {
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a"), row("b"), row("c")]] }]);
    expect(await reader.page(page(datasets, { offset: 1, limit: 1 }))).toEqual({ total: 3, rows: [["b"]] });
    expect(await reader.page(page(datasets, { offset: 3 }))).toEqual({ total: 3, rows: [] });
    expect(await reader.page(page(datasets, { limit: 0 }))).toEqual({ total: 3, rows: [] });
    expect(await reader.page(page([]))).toEqual({ total: 0, rows: [] });
  });

  test("counts a dataset that is named twice once", async () => {
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a")]] }]);
    expect((await reader.page(page([...datasets, ...datasets]))).total).toBe(1);
  });

  test("pages of any size put together are the whole", async () => {
    const rows = Array.from({ length: 257 }, (_, at) => row(String(at), { timeUs: (at * 31) % 17, service: at % 5 === 0 ? null : "dns" }));
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [rows] }]);
    const order = [
      { name: "service", direction: "desc" },
      { name: "timeUs", direction: "asc" },
    ] as const;
    const whole = await reader.page(page(datasets, { order, limit: 1000 }));
    for (const limit of [1, 50, 128, 256]) {
      const parts = [];
      for (let offset = 0; offset < 257; offset += limit) parts.push(...(await reader.page(page(datasets, { order, offset, limit }))).rows);
      expect(parts).toEqual(whole.rows);
    }
  });
});

describe("groups", () => {
  test("without keys are one group, also where no row matches", async () => {
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a")]] }]);
    const measures: Record<string, Measure> = {
      n: { of: "count" },
      sum: { of: "sum", column: "sizeBytes" },
      least: { of: "min", column: "server" },
      names: { of: "list", column: "server", limit: 3 },
      distinct: { of: "distinct", column: "port" },
    };
    const where = [{ is: "oneOf", column: "id", values: ["none"] }] as const;
    expect(await reader.groups(groups(datasets, { measures, where }))).toEqual({
      total: 1,
      rows: [{ keys: [], measures: { n: 0, sum: null, least: null, names: null, distinct: 0 } }],
    });
    expect((await reader.groups(groups([], { measures: { n: { of: "count" } } }))).rows[0]?.measures["n"]).toBe(0);
  });

  test("add whole numbers exactly, however large", async () => {
    const most = 2 ** 53 - 1;
    const rows = [most, most, 1, 1, 1, -most].map((sizeBytes, at) => row(String(at), { sizeBytes }));
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [rows] }]);
    const answer = await reader.groups(groups(datasets, { measures: { sum: { of: "sum", column: "sizeBytes" } } }));
    expect(answer.rows[0]?.measures["sum"]).toBe(Number(BigInt(most) + 3n));
  });

  test("add other numbers without losing the small ones", async () => {
    const rows = [1e7, ...Array.from({ length: 1000 }, () => 0.125), -1e7].map((ratio, at) => row(String(at), { ratio }));
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [rows] }]);
    const answer = await reader.groups(groups(datasets, { measures: { sum: { of: "sum", column: "ratio" } } }));
    expect(answer.rows[0]?.measures["sum"]).toBe(125);
  });

  test("by buckets of time, unknown times a group of their own and last", async () => {
    const rows = [0, 9, 10, 25, -1, null].map((timeUs, at) => row(String(at), { timeUs }));
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [rows] }]);
    const answer = await reader.groups(
      groups(datasets, { by: [{ column: "timeUs", from: 0, width: 10 }], order: [{ name: "timeUs", direction: "desc" }] }),
    );
    expect(answer.rows.map(({ keys, measures }) => [keys[0], measures["n"]])).toEqual([
      [2, 1],
      [1, 1],
      [0, 2],
      [-1, 1],
      [null, 1],
    ]);
  });

  test("by the original", async () => {
    const datasets = await keepOriginals(warehouse, [
      { sha256: second, segments: [[row("a"), row("b")]] },
      { sha256: first, segments: [[row("a")], []] },
    ]);
    const answer = await reader.groups(groups(datasets, { by: [{ column: "original" }] }));
    expect(answer.rows).toEqual([
      { keys: [first], measures: { n: 1 } },
      { keys: [second], measures: { n: 2 } },
    ]);
  });
});

describe("what is read", () => {
  test("is the columns that the question needs: damage elsewhere does not matter", async () => {
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a"), row("b", { server: null })]] }]);
    const path = warehouse.path({ sha256: first, segment: 0, reader: "made-up/1" });
    turnByteOf(path, "server");
    const query = page(datasets, { columns: ["id", "port"], where: [{ is: "contains", columns: ["service"], text: "SS" }] });
    expect((await reader.page(query)).total).toBe(2);
    const whole = page(datasets, { columns: ["server"] });
    await expect(reader.page(whole)).rejects.toMatchObject({ name: "UserError", code: "derived-missing" });
    // The damaged file makes room for a whole one.
    expect(warehouse.has({ sha256: first, segment: 0, reader: "made-up/1" })).toBe(false);
    await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a"), row("b", { server: null })]] }]);
    expect((await reader.page(whole)).rows).toEqual([["example.org"], [null]]);
  });

  test("is kept for the next question, and a failed one is not", async () => {
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a")], [row("b")]] }]);
    const query = page(datasets, { columns: ["id", "service"] });
    const answer = await reader.page(query);
    unlinkSync(warehouse.path({ sha256: first, segment: 1, reader: "made-up/1" }));
    expect(await reader.page(query)).toEqual(answer);
    await expect(reader.page(page(datasets, { columns: ["port"] }))).rejects.toMatchObject({ code: "derived-missing" });
    await expect(tableReader(warehouse).page(query)).rejects.toMatchObject({ code: "derived-missing" });
    await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a")], [row("b")]] }]);
    expect((await reader.page(page(datasets, { columns: ["port"] }))).rows).toEqual([[443], [443]]);
  });

  test("by questions at the same time is the same as one after the other", async () => {
    const datasets = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a")], [row("b", { service: null })]] }]);
    const queries = [page(datasets), page(datasets, { columns: ["service"] }), page(datasets, { columns: ["server", "id"] })];
    const together = await Promise.all(queries.map((query) => reader.page(query)));
    const alone = [];
    for (const query of queries) alone.push(await tableReader(warehouse).page(query));
    expect(together).toEqual(alone);
  });
});

describe("refuses", () => {
  test.each([
    ["a file that is cut", (path: string) => truncateSync(path, 100)],
    ["a file that is gone", (path: string) => unlinkSync(path)],
  ])("%s, with the original's name and what to do", async (_, damage) => {
    const datasets = await keepOriginals(warehouse, [
      { sha256: second, segments: [[row("a")]] },
      { sha256: first, segments: [[row("a")]] },
    ]);
    damage(warehouse.path({ sha256: first, segment: 0, reader: "made-up/1" }));
    for (const asked of [reader.page(page(datasets)), reader.groups(groups(datasets))]) {
      const error = await asked.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: "UserError", code: "derived-missing" });
      expect((error as Error).message).toContain(first);
      expect((error as Error).message).toContain("creance rebuild");
    }
  });

  test("files with another number of rows than the dataset has, cached or not", async () => {
    const [dataset] = (await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a")]] }])) as [Dataset];
    expect((await reader.page(page([dataset]))).total).toBe(1);
    await expect(reader.page(page([{ ...dataset, rows: 2 }]))).rejects.toMatchObject({ code: "derived-missing" });
    await expect(reader.groups(groups([{ ...dataset, rows: 0 }]))).rejects.toMatchObject({ code: "derived-missing" });
  });

  test("more rows than it may read, without reading any", async () => {
    const datasets: Dataset[] = [first, second].map((sha256) => ({ sha256, reader: "made-up/1", segments: 1, rows: 600_000 }));
    const error = await reader.page(page(datasets)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "UserError", code: "too-many-rows" });
    expect((error as Error).message).toMatch(/1,200,000 rows.*1,000,000.*column engine/);
    const small = tableReader(warehouse, { mostRows: 1 });
    const kept = await keepOriginals(warehouse, [{ sha256: first, segments: [[row("a"), row("b")]] }]);
    await expect(small.groups(groups(kept))).rejects.toMatchObject({ code: "too-many-rows" });
  });

  test.each<[string, Partial<PageQuery>]>([
    ["a column that is not there", { columns: ["nowhere"] }],
    ["a column of every object", { columns: ["constructor"] }],
    ["an order by nothing", { order: [{ name: "id desc; --", direction: "asc" }] }],
    ["an order in no direction", { order: [{ name: "id", direction: "up" as "asc" }] }],
    ["a condition on nothing", { where: [{ is: "oneOf", column: "nowhere", values: [] }] }],
    ["text compared with a number", { where: [{ is: "oneOf", column: "server", values: [1] }] }],
    ["a number compared with text", { where: [{ is: "oneOf", column: "port", values: ["1"] }] }],
    ["a number compared with no number", { where: [{ is: "oneOf", column: "port", values: [Number.NaN] }] }],
    ["text between numbers", { where: [{ is: "between", column: "server", from: 1 }] }],
    ["a bound that is no number", { where: [{ is: "between", column: "port", from: Number.NaN }] }],
    ["text in a number", { where: [{ is: "contains", columns: ["server", "port"], text: "1" }] }],
    ["a word in a number", { where: [{ is: "hasWord", column: "port", word: "1" }] }],
    ["an offset below 0", { offset: -1 }],
    ["half an offset", { offset: 0.5 }],
    ["a limit past 10,000", { limit: 10_001 }],
  ])("%s, as a bug of the caller", async (_, part) => {
    await expect(reader.page(page([], part))).rejects.toThrow(RangeError);
  });

  test.each<[string, Partial<GroupQuery>]>([
    ["one column twice", { by: [{ column: "port" }, { column: "port", from: 0, width: 1 }] }],
    ["buckets of text", { by: [{ column: "server", from: 0, width: 1 }] }],
    ["buckets without a width", { by: [{ column: "port", from: 0, width: 0 }] }],
    ["a measure with a column's name", { by: [{ column: "port" }], measures: { port: { of: "count" } } }],
    ["a measure whose name is no word", { measures: { "n, 1": { of: "count" } } }],
    ["a sum of text", { measures: { n: { of: "sum", column: "server" } } }],
    ["a list of numbers", { measures: { n: { of: "list", column: "port", limit: 5 } } }],
    ["a list of too many", { measures: { n: { of: "list", column: "server", limit: 21 } } }],
    ["an order by what is not asked", { order: [{ name: "port", direction: "asc" }] }],
  ])("groups of %s, as a bug of the caller", async (_, part) => {
    await expect(reader.groups(groups([], part))).rejects.toThrow(RangeError);
  });
});

function turnByteOf(path: string, column: string): void {
  const bytes = readFileSync(path);
  const [group] = parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer).row_groups;
  const chunk = group?.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === column)?.meta_data;
  const at = Number(chunk?.data_page_offset);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}
