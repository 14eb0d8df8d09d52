import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minMaxRows } from "../src/index.ts";

const series = fc.array(fc.oneof({ weight: 6, arbitrary: fc.double({ noNaN: true }) }, fc.constant(Number.NaN)), { maxLength: 3000 });
const buckets = fc.integer({ min: 0, max: 400 });

describe("minMaxRows", () => {
  test("keeps the smallest and the largest value, first and last row, in order, within the bound", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 400 }), (values, count) => {
        const rows = [...minMaxRows(values, count)];
        const known = values.filter((value) => !Number.isNaN(value));
        const picked = rows.map((row) => values[row] as number).filter((value) => !Number.isNaN(value));
        if (known.length > 0) {
          expect(Math.min(...picked)).toBe(Math.min(...known));
          expect(Math.max(...picked)).toBe(Math.max(...known));
        }
        expect(rows.length).toBeLessThanOrEqual(2 * count + 2);
        if (values.length > 0) {
          expect(rows[0]).toBe(0);
          expect(rows.at(-1)).toBe(values.length - 1);
        }
        for (let at = 1; at < rows.length; at += 1) expect(rows[at] as number).toBeGreaterThan(rows[at - 1] as number);
      }),
    );
  });

  test("keeps the extremes of every bucket", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50 }), (values, count) => {
        fc.pre(values.length > 2 * count + 2);
        const picked = new Set(minMaxRows(values, count));
        for (let bucket = 0; bucket < count; bucket += 1) {
          const start = Math.floor((bucket * values.length) / count);
          const end = Math.floor(((bucket + 1) * values.length) / count);
          const known = Array.from({ length: end - start }, (_, at) => start + at).filter((row) => !Number.isNaN(values[row]));
          if (known.length === 0) {
            expect(picked.has(start)).toBe(true);
            continue;
          }
          const of = known.map((row) => values[row] as number);
          const kept = known.filter((row) => picked.has(row)).map((row) => values[row] as number);
          expect(Math.min(...kept)).toBe(Math.min(...of));
          expect(Math.max(...kept)).toBe(Math.max(...of));
        }
      }),
    );
  });

  test("gives all rows when there are few", () => {
    expect([...minMaxRows([3, Number.NaN, 1], 10)]).toEqual([0, 1, 2]);
    expect([...minMaxRows([], 10)]).toEqual([]);
    expect([...minMaxRows(new Float64Array(22), 10)]).toEqual(Array.from({ length: 22 }, (_, row) => row));
  });

  test("keeps a gap a gap", () => {
    const values = Float32Array.from({ length: 1000 }, (_, row) => (row >= 400 && row < 600 ? Number.NaN : 1));
    const unknown = [...minMaxRows(values, 10)].filter((row) => Number.isNaN(values[row] as number));
    expect(unknown).toEqual([400, 500]);
  });

  test("any number of buckets, none included", () => {
    fc.assert(
      fc.property(series, buckets, (values, count) => {
        expect(minMaxRows(values, count).length).toBeLessThanOrEqual(Math.max(2 * count + 2, 0));
      }),
    );
  });
});
