import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockFromUs, isoFromEpochUs, isPlausibleEpochUs, PLAUSIBLE_EPOCH_US } from "../src/index.ts";

describe("isoFromEpochUs", () => {
  test.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [1_789_204_443_250_999, "2026-09-12T09:14:03.250Z"],
    [-1_000_000, "1969-12-31T23:59:59.000Z"],
  ])("%d µs is %s", (timeUs, text) => {
    expect(isoFromEpochUs(timeUs)).toBe(text);
  });

  test("anything at all gives text or null", () => {
    fc.assert(
      fc.property(fc.double(), (timeUs) => {
        const text = isoFromEpochUs(timeUs);
        if (text !== null) expect(Math.abs(Date.parse(text) * 1000 - timeUs)).toBeLessThanOrEqual(1000 + Math.abs(timeUs) * 1e-15);
      }),
    );
    for (const impossible of [Number.NaN, Number.POSITIVE_INFINITY, 8.641e18, -8.641e18]) expect(isoFromEpochUs(impossible)).toBeNull();
  });
});

test("plausible are the years 2010 to 2099", () => {
  expect(PLAUSIBLE_EPOCH_US.map((timeUs) => isoFromEpochUs(timeUs))).toEqual(["2010-01-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z"]);
  expect(PLAUSIBLE_EPOCH_US.map(isPlausibleEpochUs)).toEqual([true, false]);
  expect([0, -1, Number.NaN, Number.POSITIVE_INFINITY].map(isPlausibleEpochUs)).toEqual([false, false, false, false]);
});

test.each([
  [0, "00:00"],
  [59_999_999, "00:59"],
  [60_000_000, "01:00"],
  [3_599_000_000, "59:59"],
  [3_723_000_000, "1:02:03"],
  [360_000_000_000, "100:00:00"],
  [-61_000_000, "-01:01"],
])("a duration of %d µs is %s", (durationUs, text) => {
  expect(clockFromUs(durationUs)).toBe(text);
});
