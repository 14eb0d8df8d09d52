import { expect, test } from "vitest";
import { roundTripBound } from "../../src/index.ts";

test("12 ms there and back are at most 1,200 km in fibre, 1,799 km in any medium", () => {
  const bound = roundTripBound(12_000);
  expect(bound?.fibreM).toBe(1_200_000);
  expect(bound?.anyMediumM).toBe(1_798_755);
});

test.each([1, 3, 41, 82, 12_345, 999_999])("%d microseconds bound whole metres, never fewer than light goes", (rttUs) => {
  const bound = roundTripBound(rttUs);
  expect(bound?.fibreM).toBe(rttUs * 100);
  expect(bound?.anyMediumM).toBeGreaterThanOrEqual(rttUs * 149.896229);
  expect(bound?.anyMediumM).toBeLessThan(rttUs * 149.896229 + 1);
  expect(Number.isInteger(bound?.anyMediumM)).toBe(true);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("%d microseconds bound nothing", (rttUs) => {
  expect(roundTripBound(rttUs)).toBeUndefined();
});
