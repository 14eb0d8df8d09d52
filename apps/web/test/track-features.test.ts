import { metresPerDegree } from "@creance/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { blend } from "../src/map/blend.ts";
import { boxOf } from "../src/map/box-of.ts";
import { metricGrid } from "../src/map/grid-features.ts";
import { stepOf, trackFeatures, valueRange } from "../src/map/track-features.ts";

const value = (values: (number | null)[]) => ({ values, label: "Height", unit: "m" });

test("a line starts anew where the colour changes, and touches the line before", () => {
  const features = trackFeatures({ latDeg: [0, 1, 2, 3], lonDeg: [0, 0, 0, 0], weak: [0, 0, 0, 0] }, value([0, 0, 10, 10]), 2);
  expect(features.map((feature) => [feature.properties.step, feature.geometry.coordinates])).toEqual([
    [
      0,
      [
        [0, 0],
        [0, 1],
      ],
    ],
    [
      1,
      [
        [0, 1],
        [0, 2],
        [0, 3],
      ],
    ],
  ]);
});

test("an unknown position is a gap, a weak row its own line", () => {
  const features = trackFeatures({ latDeg: [0, 1, null, 3, 4, 5], lonDeg: [0, 0, null, 0, 0, 0], weak: [0, 0, 0, 0, 0, 1] }, null, 8);
  expect(features.map((feature) => [feature.properties.weak, feature.geometry.coordinates.length])).toEqual([
    [0, 2],
    [0, 2],
    [1, 2],
  ]);
});

test("across the antimeridian longitudes go on", () => {
  const [feature] = trackFeatures({ latDeg: [0, 0, 0], lonDeg: [179.9, -179.9, 179.9], weak: [0, 0, 0] }, null, 8);
  expect(feature?.geometry.coordinates.map(([lonDeg]) => Math.round(lonDeg * 10) / 10)).toEqual([179.9, 180.1, 179.9]);
});

test("steps stay inside the ramp, whatever the value", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      (each, a, b) => {
        const step = stepOf(each, [Math.min(a, b), Math.max(a, b)], 8);
        expect(step).toBeGreaterThanOrEqual(0);
        expect(step).toBeLessThan(8);
      },
    ),
  );
  expect(stepOf(null, [0, 1], 8)).toBe(-1);
  expect(valueRange(value([null, null]))).toBeNull();
  expect(valueRange(value([3, null, -1]))).toEqual([-1, 3]);
});

test("the box crosses the antimeridian without going round the world", () => {
  expect(boxOf([0, 1, null], [179, -179, null])).toEqual({ southDeg: 0, northDeg: 1, westDeg: 179, eastDeg: 181 });
  expect(boxOf([null], [null])).toBeNull();
});

test("the grid has a round step, covers the box, and is left out for large boxes", () => {
  const box = { southDeg: 38, northDeg: 38.004, westDeg: -8, eastDeg: -7.995 };
  const grid = metricGrid(box);
  expect(grid?.stepM).toBe(100);
  const lats = grid?.lines.flat().map(([, latDeg]) => latDeg) ?? [];
  expect(Math.min(...lats)).toBeLessThan(box.southDeg);
  expect(Math.max(...lats)).toBeGreaterThan(box.northDeg);
  const first = grid?.lines[0]?.[0]?.[0] ?? 0;
  const second = grid?.lines[2]?.[0]?.[0] ?? 0;
  expect((second - first) * metresPerDegree(38.002).eastM).toBeCloseTo(100, 3);
  expect(metricGrid({ ...box, northDeg: 39 })).toBeNull();
});

test("a blend lies between its colours", () => {
  expect(blend("#ffffff", "#000000", 0.5)).toBe("#808080");
  expect(blend("#d9a86c", "#eceae5", 1)).toBe("#d9a86c");
  expect(blend("#0a0b0c", "#010203", 0)).toBe("#010203");
});
