import { expect, it } from "vitest";
import { cborBytes } from "../../src/claims/cbor.ts";

const hex = (value: Parameters<typeof cborBytes>[0]): string => Buffer.from(cborBytes(value)).toString("hex");

/** From RFC 8949, appendix A. */
it.each([
  [0, "00"],
  [23, "17"],
  [24, "1818"],
  [100, "1864"],
  [1000, "1903e8"],
  [1_000_000, "1a000f4240"],
  [1_000_000_000_000, "1b000000e8d4a51000"],
  [-1, "20"],
  [-100, "3863"],
  [-1000, "3903e7"],
  [false, "f4"],
  [true, "f5"],
  [null, "f6"],
  ["", "60"],
  ["IETF", "6449455446"],
  ["ü", "62c3bc"],
  [Uint8Array.of(1, 2, 3, 4), "4401020304"],
  [[1, [2, 3], [4, 5]], "8301820203820405"],
  [Array.from({ length: 25 }, (_, index) => index + 1), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"],
  [{}, "a0"],
  [
    new Map([
      [1, 2],
      [3, 4],
    ]),
    "a201020304",
  ],
  [{ a: 1, b: [2, 3] }, "a26161016162820203"],
  [{ tag: 0, value: "2013-03-21T20:04:00Z" }, "c074323031332d30332d32315432303a30343a30305a"],
] as const)("writes %j as the standard does", (value, bytes) => {
  expect(hex(value)).toBe(bytes);
});

it("refuses what is not a whole number", () => {
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => cborBytes(value)).toThrow(RangeError);
});
