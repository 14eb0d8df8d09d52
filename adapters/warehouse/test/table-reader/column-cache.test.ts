import { expect, test } from "vitest";
import { ColumnCache, columnBytes } from "../../src/table-reader/column-cache.ts";

const column = (values: number): Float64Array<ArrayBuffer> => new Float64Array(values);

test("the column used longest ago goes first", () => {
  const cache = new ColumnCache(800);
  for (const name of ["a", "b", "c"]) cache.keep(name, column(30));
  expect(cache.get("a")).toBeDefined();
  cache.keep("d", column(30));
  expect(["a", "b", "c", "d"].map((name) => cache.get(name) !== undefined)).toEqual([true, false, true, true]);
  expect(cache.bytes).toBe(720);
});

test("a column kept again counts once, one too large not at all", () => {
  const cache = new ColumnCache(800);
  cache.keep("a", column(50));
  cache.keep("a", column(60));
  expect(cache.bytes).toBe(480);
  cache.keep("a", column(101));
  expect(cache.get("a")).toBeUndefined();
  expect(cache.bytes).toBe(0);
});

test("text counts with its dictionary", () => {
  const codes = new Int32Array(100);
  expect(columnBytes({ dictionary: ["example.org"], codes })).toBeGreaterThan(411);
});
