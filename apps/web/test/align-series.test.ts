import fc from "fast-check";
import { expect, test } from "vitest";
import { alignSeries, hasValues, valueAt } from "../src/chart/align-series.ts";

test("series with different rows share times; a missing row is undefined, an unknown value null", () => {
  const { timesS, values } = alignSeries(
    [
      { elapsedMs: [0, 1000, 3000], values: [1, null, 3] },
      { elapsedMs: [0, 2000], values: [10, 20] },
    ],
    (value) => value * 2,
  );
  expect(timesS).toEqual([0, 1, 2, 3]);
  expect(values).toEqual([
    [2, null, undefined, 6],
    [20, undefined, 40, undefined],
  ]);
});

test("times come out ascending and unique whatever comes in, and no value is invented", () => {
  const series = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.option(fc.integer(), { nil: null })), { maxLength: 40 })
    .map((rows) => ({
      elapsedMs: rows.map(([ms]) => ms),
      values: rows.map(([, value]) => value),
    }));
  fc.assert(
    fc.property(fc.array(series, { maxLength: 4 }), (all) => {
      const { timesS, values } = alignSeries(all, (value) => value);
      for (let at = 1; at < timesS.length; at += 1) expect(timesS[at]).toBeGreaterThan(timesS[at - 1] as number);
      values.forEach((column, line) => {
        expect(column).toHaveLength(timesS.length);
        for (const value of column) if (value !== undefined) expect(all[line]?.values).toContain(value);
      });
    }),
  );
});

test("the value at a time is that of the row at or before it", () => {
  const series = { elapsedMs: [10, 20, 30], values: [1, null, 3] };
  expect([5, 10, 15, 20, 29, 30, 99].map((time) => valueAt(series, time))).toEqual([null, 1, 1, null, null, 3, 3]);
  expect(valueAt({ elapsedMs: [], values: [] }, 1)).toBeNull();
});

test("a series of nothing but unknown values is not shown", () => {
  expect(hasValues({ elapsedMs: [0], values: [null] })).toBe(false);
  expect(hasValues(undefined)).toBe(false);
  expect(hasValues({ elapsedMs: [0], values: [0] })).toBe(true);
});
