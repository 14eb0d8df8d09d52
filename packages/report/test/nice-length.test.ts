import fc from "fast-check";
import { expect, test } from "vitest";
import { niceLength } from "../src/nice-length.ts";

test.each([
  [137, "metric", "100 m"],
  [999, "metric", "500 m"],
  [2300, "metric", "2 km"],
  [0.3, "metric", "0.2 m"],
  [137, "imperial", "200 ft"],
  [1000, "imperial", "0.5 mi"],
  [700, "imperial", "2000 ft"],
  [5200, "aviation", "2 NM"],
  [450, "aviation", "1000 ft"],
] as const)("%d m in %s units: %s", (maxM, system, label) => {
  expect(niceLength(maxM, system).label).toBe(label);
});

test("never longer than asked, never shorter than a fifth of it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 2e7, noNaN: true }),
      fc.constantFrom("metric" as const, "imperial" as const, "aviation" as const),
      (maxM, system) => {
        const { lengthM } = niceLength(maxM, system);
        expect(lengthM).toBeLessThanOrEqual(maxM * (1 + 1e-12));
        expect(lengthM).toBeGreaterThan(maxM / 5);
      },
    ),
  );
});
