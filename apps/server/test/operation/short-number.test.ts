import fc from "fast-check";
import { expect, test } from "vitest";
import { shortFloat32 } from "../../src/operation/short-number.ts";

test("a short number rounds to the same float32", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const short = shortFloat32(value);
      expect(Object.is(Math.fround(short as number), value) || (short === 0 && value === 0)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("tenths and thousandths print as they were written; unknown is null", () => {
  expect([3.4, -17.25, 0.001, 15.204].map((value) => shortFloat32(Math.fround(value)))).toEqual([3.4, -17.25, 0.001, 15.204]);
  expect(shortFloat32(Number.NaN)).toBeNull();
  expect(shortFloat32(Number.POSITIVE_INFINITY)).toBeNull();
});
