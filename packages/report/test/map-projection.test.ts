import { distanceM } from "@creance/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitMap, projectPoint, projectTrack, unprojectPoint } from "../src/index.ts";

const size = { widthPx: 800, heightPx: 500 };
const position = fc.record({
  latDeg: fc.double({ min: -84, max: 84, noNaN: true }),
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe("fitMap", () => {
  test("everything that is shown lies inside, with room around it", () => {
    fc.assert(
      fc.property(
        position,
        fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), { minLength: 1 }),
        (middle, offsets) => {
          const dots = offsets.map(([north, east], at) => ({
            id: String(at),
            latDeg: middle.latDeg + north,
            lonDeg: ((middle.lonDeg + east + 540) % 360) - 180,
          }));
          const projection = fitMap({ ...size, dots });
          for (const { latDeg, lonDeg } of dots) {
            const { xPx, yPx } = projectPoint(projection, latDeg, lonDeg);
            expect(xPx).toBeGreaterThan(40);
            expect(xPx).toBeLessThan(760);
            expect(yPx).toBeGreaterThan(30);
            expect(yPx).toBeLessThan(420);
          }
        },
      ),
    );
  });

  test("a flight across the antimeridian stays together", () => {
    const projection = fitMap({ ...size, tracks: [{ latDeg: [-17, -17.001], lonDeg: [179.999, -179.999] }] });
    const points = projectTrack(projection, [-17, -17.001], [179.999, -179.999]);
    expect(Math.abs((points.xPx[0] ?? 0) - (points.xPx[1] ?? 0))).toBeLessThan(800);
    expect(points.xPx[0]).toBeLessThan(points.xPx[1] as number);
    expect(projection.metresPerPx).toBeLessThan(1);
  });

  test("a flight that never moved shows its surroundings: 60 m", () => {
    const projection = fitMap({ ...size, markers: [{ kind: "home", label: "", latDeg: 50, lonDeg: 7 }] });
    expect(projection.metresPerPx * (500 - 36 - 88)).toBeCloseTo(60, 6);
  });

  test("unknown, null and impossible positions do not count", () => {
    const latDeg = [Number.NaN, null, 91, 50, 50.001];
    const lonDeg = [7, 7, 7, 7, 7.001];
    expect(fitMap({ ...size, tracks: [{ latDeg, lonDeg }] })).toEqual(
      fitMap({ ...size, tracks: [{ latDeg: [50, 50.001], lonDeg: [7, 7.001] }] }),
    );
  });

  test("without any position it is the world", () => {
    const projection = fitMap(size);
    expect(projectPoint(projection, 0, -170).xPx).toBeGreaterThan(0);
    expect(projectPoint(projection, 0, 170).xPx).toBeLessThan(800);
  });

  test("a pixel is as many metres as it says, east and north", () => {
    const projection = fitMap({ ...size, tracks: [{ latDeg: [46, 46.004], lonDeg: [8, 8.004] }] });
    const middle = unprojectPoint(projection, { xPx: 400, yPx: 250 });
    const east = unprojectPoint(projection, { xPx: 500, yPx: 250 });
    const north = unprojectPoint(projection, { xPx: 400, yPx: 150 });
    const hundredPx = 100 * projection.metresPerPx;
    expect(distanceM(middle.latDeg, middle.lonDeg, east.latDeg, east.lonDeg) / hundredPx).toBeCloseTo(1, 4);
    expect(distanceM(middle.latDeg, middle.lonDeg, north.latDeg, north.lonDeg) / hundredPx).toBeCloseTo(1, 4);
    expect(north.latDeg).toBeGreaterThan(middle.latDeg);
  });

  test("unprojectPoint undoes projectPoint", () => {
    fc.assert(
      fc.property(position, position, (middle, place) => {
        const projection = fitMap({ ...size, markers: [{ kind: "home", label: "", ...middle }] });
        const back = unprojectPoint(projection, projectPoint(projection, place.latDeg, place.lonDeg));
        expect(back.latDeg).toBeCloseTo(place.latDeg, 6);
        expect(Math.cos(((back.lonDeg - place.lonDeg) * Math.PI) / 180)).toBeCloseTo(1, 9);
      }),
    );
  });
});

test("projectTrack gives NaN for rows without a position and agrees with projectPoint", () => {
  const projection = fitMap({ ...size, tracks: [{ latDeg: [1, 2], lonDeg: [1, 2] }] });
  const points = projectTrack(projection, [1, null, Number.NaN, 2], [1, 1, 1, 2]);
  expect([...points.xPx].map(Number.isNaN)).toEqual([false, true, true, false]);
  expect({ xPx: points.xPx[3], yPx: points.yPx[3] }).toEqual(projectPoint(projection, 2, 2));
});
