import { expect, test } from "vitest";
import { roundTripBound } from "../../src/index.ts";

test("12 ms there and back are at most 1,200 km in fibre, 1,799 km in any medium", () => {
  const bound = roundTripBound(12_000);
  expect(bound?.fibreM).toBe(1_200_000);
  expect(bound?.anyMediumM).toBeCloseTo(1_798_755, 0);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("%d microseconds bound nothing", (rttUs) => {
  expect(roundTripBound(rttUs)).toBeUndefined();
});
