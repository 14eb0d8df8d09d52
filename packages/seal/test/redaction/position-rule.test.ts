import { distanceM } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridMiddle, homeCircles, isGridMiddle, isInCircles } from "../../src/redaction/position-rule.ts";
import { shiftedTime } from "../../src/redaction/shifted-time.ts";

const places = fc.record({
  latDeg: fc.double({ min: -85, max: 85, noNaN: true }),
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe("positions made coarse", () => {
  it("never moves a place farther than half a cell's diagonal, and the middle of a middle is itself", () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 10, max: 50_000 }), (place, gridM) => {
        const middle = gridMiddle(place, gridM);
        expect(distanceM(place.latDeg, place.lonDeg, middle.latDeg, middle.lonDeg)).toBeLessThan(gridM * 1.2 + 1);
        expect(isGridMiddle(middle, gridM, 1)).toBe(true);
      }),
    );
  });

  it("cuts everything within the radius of a home, and nothing beyond 2.5 times it", () => {
    fc.assert(
      fc.property(
        places,
        fc.integer({ min: 10, max: 5000 }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (home, radiusM, angle) => {
          const circles = homeCircles([home], radiusM);
          const at = (metres: number) => ({
            latDeg: home.latDeg + (Math.cos(angle) * metres) / 111_320,
            lonDeg: home.lonDeg + (Math.sin(angle) * metres) / (111_320 * Math.cos((home.latDeg * Math.PI) / 180)),
          });
          const near = at(radiusM * 0.98);
          const far = at(radiusM * 2.6 + 5);
          expect(isInCircles(circles, near.latDeg, near.lonDeg)).toBe(true);
          expect(isInCircles(circles, far.latDeg, far.lonDeg)).toBe(false);
        },
      ),
    );
  });

  it("puts the middle of the circle where the cell is, wherever the home stands in it", () => {
    const [first] = homeCircles([{ latDeg: 47.1001, lonDeg: 8.1001 }], 300);
    const [second] = homeCircles([{ latDeg: 47.1002, lonDeg: 8.1003 }], 300);
    expect(first).toEqual(second);
  });
});

describe("times moved", () => {
  it("keeps the form and what follows the seconds", () => {
    expect(shiftedTime("2026:12:31 23:59:59", 1e6)).toBe("2027:01:01 00:00:00");
    expect(shiftedTime("2026-01-01T00:00+02:00", -60e6)).toBe("2025-12-31T23:59+02:00");
    expect(shiftedTime("2026-09-12T09:14:03.250000", 60e6)).toBe("2026-09-12T09:15:03.250000");
  });

  it("gives nothing for any other text", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -1e9, max: 1e9 }), (text, seconds) => {
        const moved = shiftedTime(text, seconds * 1e6);
        expect(moved === null || /^\d{4}[:-]/.test(moved)).toBe(true);
      }),
    );
    for (const text of ["", "0000:00:00 00:00:00", "yesterday", "2026:09:12"]) expect(shiftedTime(text, 1e6)).toBeNull();
  });
});
