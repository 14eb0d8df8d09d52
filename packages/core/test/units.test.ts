import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayUnits, formatBytes, formatQuantity, type Quantity, toDisplay, type UnitSystem } from "../src/index.ts";

describe("display units", () => {
  // NIST SP 811: foot 0.3048 m, mile 1609.344 m, nautical mile 1852 m, all exact.
  test.each([
    [100, "height", "metric", "100.0 m"],
    [100, "height", "imperial", "328 ft"],
    [100, "height", "aviation", "328 ft"],
    [1609.344, "distance", "imperial", "1.00 mi"],
    [1852, "distance", "aviation", "1.00 NM"],
    [6420, "distance", "metric", "6.42 km"],
    [10, "speed", "imperial", "22.4 mph"],
    [10, "speed", "aviation", "19.4 kt"],
    [0, "temperature", "imperial", "32 °F"],
    [100, "temperature", "imperial", "212 °F"],
    [-0.04, "height", "metric", "0.0 m"],
    [-0.4, "height", "metric", "-0.4 m"],
  ] as const)("%d %s in %s is %s", (value, quantity, system, text) => {
    expect(formatQuantity(value, quantity, system)).toBe(text);
  });

  test.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])("%s is unknown, never a number", (value) => {
    expect(formatQuantity(value, "height", "metric")).toBe("unknown");
  });

  test("every quantity of every system can be turned back", () => {
    for (const [system, units] of Object.entries(displayUnits)) {
      for (const [quantity, { factor, offset, unit }] of Object.entries(units)) {
        expect(unit).not.toBe("");
        fc.assert(
          fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), (value) => {
            const shown = toDisplay(value, quantity as Quantity, system as UnitSystem);
            expect((shown - offset) / factor).toBeCloseTo(value, 6);
          }),
          { numRuns: 20 },
        );
      }
    }
  });
});

describe("formatBytes", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [3100, "3.1 kB"],
    [9960, "10 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [700_000_000, "700 MB"],
    [4_294_967_296, "4.3 GB"],
    [2e18, "2000 PB"],
  ])("%d is %s", (sizeBytes, text) => {
    expect(formatBytes(sizeBytes)).toBe(text);
  });

  test("never prints four digits below a petabyte", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_000_000_000_000 }), (sizeBytes) => {
        expect(formatBytes(sizeBytes)).toMatch(/^(\d{1,3}|\d\.\d) [kMGTP]?B$/);
      }),
    );
  });
});
