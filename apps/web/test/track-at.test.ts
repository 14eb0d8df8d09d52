import fc from "fast-check";
import { expect, test } from "vitest";
import { positionAt, rowAt, steppedMs } from "../src/replay/track-at.ts";

test("between two rows the position lies on the straight line", () => {
  const track = { elapsedMs: [0, 1000], latDeg: [10, 11], lonDeg: [20, 22], yawDeg: [90, null] };
  expect(positionAt(track, 250)).toEqual({ latDeg: 10.25, lonDeg: 20.5, yawDeg: 90 });
  expect(positionAt(track, 5000)).toEqual({ latDeg: 11, lonDeg: 22, yawDeg: null });
});

test("across the antimeridian the short way is taken", () => {
  const track = { elapsedMs: [0, 1000], latDeg: [0, 0], lonDeg: [179, -179], yawDeg: [0, 0] };
  const middle = positionAt(track, 500);
  expect(Math.abs(middle?.lonDeg ?? 0)).toBeCloseTo(180, 9);
});

test("an unknown row has no position, and is not bridged to", () => {
  const track = { elapsedMs: [0, 1000, 2000], latDeg: [10, null, 12], lonDeg: [20, null, 22], yawDeg: [0, 0, 0] };
  expect(positionAt(track, 500)).toEqual({ latDeg: 10, lonDeg: 20, yawDeg: 0 });
  expect(positionAt(track, 1500)).toBeNull();
  expect(positionAt({ elapsedMs: [], latDeg: [], lonDeg: [], yawDeg: [] }, 5)).toBeNull();
});

test("rowAt finds the last row at or before the time", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: -5, max: 1005 }),
      (raw, time) => {
        const times = [...raw].sort((a, b) => a - b);
        const expected = Math.max(
          0,
          times.findLastIndex((each) => each <= time),
        );
        expect(rowAt(times, time)).toBe(expected);
      },
    ),
  );
});

test("steps end at both ends", () => {
  expect(steppedMs([0, 10], 10, 1)).toBe(10);
  expect(steppedMs([0, 10], 0, -1)).toBe(0);
  expect(steppedMs([], 5, 1)).toBe(0);
});
