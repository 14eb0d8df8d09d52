import fc from "fast-check";
import { expect, test } from "vitest";
import { sortWindow } from "../../src/table-reader/sort-window.ts";

const anyKey = fc.oneof(fc.constant(Number.NaN), fc.constantFrom(-0, 0), fc.integer({ min: -3, max: 3 }), fc.double());

test("a window is the slice of the whole sorted order, whatever the keys", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyKey, anyKey), { maxLength: 300, size: "max" }), fc.nat(320), fc.nat(320), (rows, from, length) => {
      const keys = [0, 1].map((key) => Float64Array.from(rows, (row) => row[key] as number));
      const rank = (value: number): number => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
      const order = [...rows.keys()].sort((a, b) => {
        for (const key of keys) {
          const [x, y] = [key[a] as number, key[b] as number];
          if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
          if (rank(x) !== rank(y)) return rank(x) - rank(y) < 0 ? -1 : 1;
        }
        return a - b;
      });
      expect([...sortWindow(rows.length, keys, from, from + length)]).toEqual(order.slice(from, from + length));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["ascending", (at: number) => at],
  ["descending", (at: number) => -at],
  ["all equal", () => 7],
  ["all unknown", () => Number.NaN],
  ["a saw", (at: number) => at % 2],
  ["an organ pipe", (at: number) => Math.min(at, 20_000 - at)],
])("%s keys take no longer than a few passes", (_, value) => {
  let looks = 0;
  const values = Float64Array.from({ length: 20_000 }, (__, at) => value(at));
  const counting = new Proxy(values, {
    get: (target, name) => {
      looks += 1;
      return Reflect.get(target, name, target);
    },
  });
  sortWindow(values.length, [counting], 10_000, 10_050);
  expect(looks).toBeLessThan(60 * values.length);
});
