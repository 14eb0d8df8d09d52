/** Rings, lines and points on the ground against answers known by construction and against a plain rule. */
import { fromLocal } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsMeet } from "../src/footprint/ground-shape.ts";
import {
  distanceToShapeM,
  type GroundPoint,
  pointInRing,
  readyShape,
  shapeHolds,
  shapeOfRing,
  shapesDistanceM,
  shapesMeet,
} from "../src/index.ts";

const at = (eastM: number, northM: number): GroundPoint => fromLocal(47, 8, { eastM, northM });
const box = (west: number, south: number, east: number, north: number): GroundPoint[] => [
  at(west, south),
  at(east, south),
  at(east, north),
  at(west, north),
];
const ready = (ring: readonly GroundPoint[]) => {
  const shape = readyShape(shapeOfRing(ring));
  if (shape === null) throw new Error("empty");
  return shape;
};

const line = (...places: readonly GroundPoint[]) => readyShape({ points: [], lines: [places], polygons: [] });
const lineReady = (...places: readonly GroundPoint[]) => {
  const shape = line(...places);
  if (shape === null) throw new Error("empty");
  return shape;
};
const ringsMeet = (a: readonly GroundPoint[], b: readonly GroundPoint[]) => shapesMeet(ready(a), ready(b));

describe("rings", () => {
  const square = box(0, 0, 100, 100);
  it("counts the edge and the corner as inside, and nothing beyond a millimetre", () => {
    expect(pointInRing(at(50, 50), square)).toBe(true);
    expect(pointInRing(at(100, 50), square)).toBe(true);
    expect(pointInRing(at(0, 0), square)).toBe(true);
    expect(pointInRing(at(100.01, 50), square)).toBe(false);
    expect(pointInRing(at(-1, 100), square)).toBe(false);
  });
  it("takes a closed ring and an open one for the same", () => {
    const closed = [...square, square[0] as GroundPoint];
    for (const place of [at(50, 50), at(150, 50), at(0, 50)]) expect(pointInRing(place, closed)).toBe(pointInRing(place, square));
  });
  it("meets what crosses, touches, holds and is held", () => {
    expect(ringsMeet(square, box(50, 50, 150, 150))).toBe(true);
    expect(ringsMeet(square, box(100, 0, 200, 100))).toBe(true);
    expect(ringsMeet(square, box(100, 100, 200, 200))).toBe(true);
    expect(ringsMeet(square, box(10, 10, 20, 20))).toBe(true);
    expect(ringsMeet(box(10, 10, 20, 20), square)).toBe(true);
    expect(ringsMeet(square, box(100.1, 0, 200, 100))).toBe(false);
    // A cross: no corner of one lies in the other.
    expect(ringsMeet(box(-10, 40, 110, 60), box(40, -10, 60, 110))).toBe(true);
    expect(shapesMeet(lineReady(at(-10, 50), at(110, 50)), ready(square))).toBe(true);
    expect(shapesMeet(lineReady(at(-10, -5), at(110, -5)), ready(square))).toBe(false);
  });
  it("measures distances", () => {
    expect(distanceToShapeM(ready(square), at(130, 50))).toBeCloseTo(30, 2);
    expect(distanceToShapeM(ready(square), at(130, 140))).toBeCloseTo(50, 2);
    expect(distanceToShapeM(ready(square), at(50, 50))).toBe(0);
    expect(shapesDistanceM(lineReady(at(120, -50), at(120, 150)), ready(square))).toBeCloseTo(20, 2);
    expect(shapesDistanceM(lineReady(at(-50, 50), at(150, 50)), ready(square))).toBe(0);
    expect(line()).toBeNull();
    expect(pointInRing(at(0, 0), [])).toBe(false);
  });
});

describe("shapes", () => {
  it("leaves holes out, and takes each of several areas", () => {
    const shape = readyShape({
      points: [],
      lines: [],
      polygons: [[box(0, 0, 100, 100), box(40, 40, 60, 60)], [box(200, 0, 210, 10)]],
    });
    if (shape === null) throw new Error("empty");
    expect(shapeHolds(shape, at(10, 10))).toBe(true);
    expect(shapeHolds(shape, at(50, 50))).toBe(false);
    expect(shapeHolds(shape, at(40, 50))).toBe(true);
    expect(shapeHolds(shape, at(205, 5))).toBe(true);
    expect(distanceToShapeM(shape, at(50, 50))).toBeCloseTo(10, 2);
    // A small site wholly in the hole does not meet the area, one across its edge does.
    expect(shapesMeet(shape, ready(box(45, 45, 55, 55)))).toBe(false);
    expect(shapesMeet(shape, ready(box(35, 45, 55, 55)))).toBe(true);
    expect(shapesDistanceM(shape, ready(box(45, 45, 55, 55)))).toBeCloseTo(5, 2);
  });
  it("knows points and lines", () => {
    const mast = readyShape({ points: [at(50, 50)], lines: [], polygons: [] });
    const rail = readyShape({ points: [], lines: [[at(0, 0)], [at(0, 200), at(300, 200)]], polygons: [] });
    if (mast === null || rail === null) throw new Error("empty");
    expect(shapesMeet(ready(box(0, 0, 100, 100)), mast)).toBe(true);
    expect(shapesMeet(ready(box(60, 0, 100, 100)), mast)).toBe(false);
    expect(distanceToShapeM(rail, at(100, 230))).toBeCloseTo(30, 2);
    expect(shapesMeet(rail, ready(box(90, 190, 110, 210)))).toBe(true);
    expect(readyShape({ points: [], lines: [[]], polygons: [[[]]] })).toBeNull();
  });
  it("works across the date line", () => {
    const west: GroundPoint[] = [
      { latDeg: 10, lonDeg: 179.999 },
      { latDeg: 10, lonDeg: -179.999 },
      { latDeg: 10.002, lonDeg: -179.999 },
      { latDeg: 10.002, lonDeg: 179.999 },
    ];
    expect(pointInRing({ latDeg: 10.001, lonDeg: 180 }, west)).toBe(true);
    expect(pointInRing({ latDeg: 10.001, lonDeg: -180 }, west)).toBe(true);
    expect(pointInRing({ latDeg: 10.001, lonDeg: 0 }, west)).toBe(false);
    const shape = ready(west);
    expect(shape.bounds.westDeg).toBeCloseTo(179.999, 6);
    expect(shape.bounds.eastDeg).toBeCloseTo(-179.999, 6);
    expect(boundsMeet(shape.bounds, { southDeg: 9, northDeg: 11, westDeg: -180, eastDeg: -170 })).toBe(true);
    expect(boundsMeet(shape.bounds, { southDeg: 9, northDeg: 11, westDeg: 0, eastDeg: 10 })).toBe(false);
    expect(boundsMeet(shape.bounds, { southDeg: 10.01, northDeg: 11, westDeg: 179, eastDeg: -179 })).toBe(false);
    expect(boundsMeet(shape.bounds, { southDeg: 10.01, northDeg: 11, westDeg: 179, eastDeg: -179 }, 2000)).toBe(true);
  });
  it("meets exactly when the distance is nothing, and the same both ways", () => {
    const number = fc.double({ min: -500, max: 500, noNaN: true });
    const ring = fc
      .tuple(number, number, fc.double({ min: 1, max: 300, noNaN: true }), fc.integer({ min: 3, max: 9 }))
      .map(([east, north, radius, corners]) =>
        Array.from({ length: corners }, (_, corner) =>
          at(east + radius * Math.cos((corner * 2 * Math.PI) / corners), north + radius * Math.sin((corner * 2 * Math.PI) / corners)),
        ),
      );
    fc.assert(
      fc.property(ring, ring, (first, second) => {
        const a = ready(first);
        const b = ready(second);
        const distance = shapesDistanceM(a, b);
        expect(shapesDistanceM(b, a)).toBeCloseTo(distance, 6);
        expect(shapesMeet(a, b)).toBe(distance <= 1e-3);
        for (const corner of first) expect(pointInRing(corner, second)).toBe(shapeHolds(b, corner));
        expect(first.every((corner) => pointInRing(corner, first))).toBe(true);
        // No corner is nearer than the shapes are.
        for (const corner of first) expect(distanceToShapeM(b, corner)).toBeGreaterThanOrEqual(distance * 0.9999 - 0.01);
      }),
    );
  });
});
