/** The buckets of a time line: few enough, wide enough, at readable places. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketsOver } from "../../src/operation/flows/bucket-width.ts";

test("buckets are as narrow as the number asked for allows, and begin at a multiple of their width", () => {
  const at = 1_750_000_000_000_000;
  expect(bucketsOver(at, at, 240)).toEqual({ startUs: at, widthUs: 1000, count: 1 });
  expect(bucketsOver(at, at + 239_000_000, 240)).toEqual({ startUs: at, widthUs: 1_000_000, count: 240 });
  expect(bucketsOver(at, at + 240_000_000, 240)).toEqual({ startUs: at, widthUs: 2_000_000, count: 121 });
  expect(bucketsOver(at + 1, at + 3_600_000_000, 60)).toMatchObject({ widthUs: 120_000_000 });
});

test("whatever the instants, every one falls into a bucket, and there are never more than asked for", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9 }), fc.maxSafeInteger(), fc.integer({ min: 1, max: 2000 }), (one, other, most) => {
      const [firstUs, lastUs] = one < other ? [one, other] : [other, one];
      const { startUs, widthUs, count } = bucketsOver(firstUs, lastUs, most);
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(most);
      expect(startUs).toBeLessThanOrEqual(firstUs);
      expect(Math.floor((lastUs - startUs) / widthUs)).toBe(count - 1);
    }),
  );
});
