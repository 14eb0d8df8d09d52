import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsOf, distanceM, fromLocal, isPlausiblePosition, lonDifferenceDeg, metresPerDegree, toLocal } from "../src/index.ts";

const lat = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const lon = fc.double({ min: -180, max: 180, noNaN: true });

describe("metresPerDegree", () => {
  // Derivable from the ellipsoid: at the equator M = a(1-e²), N = a; at the pole M = N = a²/b.
  test.each([
    [0, 110_574.276, 111_319.491],
    [45, 111_131.778, 78_846.835],
    [90, 111_693.979, 0],
  ])("at latitude %d: %d m north, %d m east", (latDeg, northM, eastM) => {
    const scale = metresPerDegree(latDeg);
    expect(scale.northM).toBeCloseTo(northM, 2);
    expect(scale.eastM).toBeCloseTo(eastM, 2);
    expect(metresPerDegree(-latDeg)).toEqual(scale);
  });
});

describe("distanceM", () => {
  // Meridian arcs of WGS-84: 110,574.389 m for the first degree, 10,001,965.729 m for the quarter.
  test("a tenth of a degree of latitude at the equator is 11,057.43 m", () => {
    expect(distanceM(0, 0, 0.1, 0)).toBeCloseTo(11_057.43, 1);
  });

  test("a tenth of a degree of longitude at the equator is 11,131.949 m", () => {
    expect(distanceM(0, 10, 0, 10.1)).toBeCloseTo(11_131.949, 2);
  });

  test("far away it stays within 0.6 %", () => {
    expect(distanceM(0, 0, 1, 0) / 110_574.389).toBeCloseTo(1, 1);
    expect(Math.abs(distanceM(0, 0, 90, 0) / 10_001_965.729 - 1)).toBeLessThan(0.006);
    expect(Math.abs(distanceM(0, 0, 0, 179) / (179 * 111_319.491) - 1)).toBeLessThan(0.006);
  });

  test("agrees with Vincenty's inverse formula: 0.01 % up to 20 km, 0.6 % beyond", () => {
    fc.assert(
      fc.property(
        lat(85),
        lon,
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (latA, lonA, dLat, dLon) => {
          const latB = Math.max(-85, Math.min(85, latA + dLat));
          const truth = vincentyM(latA, lonA, latB, lonA + dLon);
          fc.pre(truth > 0.01);
          const ratio = distanceM(latA, lonA, latB, lonA + dLon) / truth;
          expect(Math.abs(ratio - 1)).toBeLessThan(truth < 19_900 ? 1e-4 : 6e-3);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("over the pole it takes the short way", () => {
    expect(distanceM(89.99, 0, 89.99, 180)).toBeCloseTo(2 * 1112, -2);
  });

  test("is the same both ways, 0 to itself, and the same a turn of longitude further", () => {
    fc.assert(
      fc.property(lat(90), lon, lat(90), lon, (latA, lonA, latB, lonB) => {
        const there = distanceM(latA, lonA, latB, lonB);
        expect(distanceM(latB, lonB, latA, lonA)).toBeCloseTo(there, 3);
        expect(distanceM(latA, lonA, latA, lonA)).toBe(0);
        expect(distanceM(latA, lonA, latB, lonB + 360)).toBeCloseTo(there, 3);
        expect(there).toBeLessThan(20_040_000);
      }),
    );
  });

  test("across the antimeridian it is short", () => {
    expect(distanceM(10, 179.99, 10, -179.99)).toBeCloseTo(distanceM(10, 0, 10, 0.02), 6);
  });

  test.each([0, 1, 2, 3])("is unknown when argument %i is", (at) => {
    const position = [1, 2, 3, 4] as [number, number, number, number];
    position[at] = Number.NaN;
    expect(distanceM(...position)).toBeNaN();
  });
});

describe("lonDifferenceDeg", () => {
  test("lies in -180..180 and leads from one to the other", () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.double({ min: -1000, max: 1000, noNaN: true }), (from, to) => {
        const difference = lonDifferenceDeg(from, to);
        expect(Math.abs(difference)).toBeLessThanOrEqual(180);
        const turns = (from + difference - to) / 360;
        expect(turns).toBeCloseTo(Math.round(turns), 9);
      }),
    );
  });
});

describe("the local frame", () => {
  test("fromLocal undoes toLocal", () => {
    fc.assert(
      fc.property(
        lat(85),
        lon,
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        (originLat, originLon, dLat, dLon) => {
          const place = { latDeg: originLat + dLat, lonDeg: lonDifferenceDeg(0, originLon + dLon) };
          const back = fromLocal(originLat, originLon, toLocal(originLat, originLon, place.latDeg, place.lonDeg));
          expect(back.latDeg).toBeCloseTo(place.latDeg, 9);
          expect(lonDifferenceDeg(back.lonDeg, place.lonDeg)).toBeCloseTo(0, 9);
          expect(Math.abs(back.lonDeg)).toBeLessThanOrEqual(180);
        },
      ),
    );
  });

  test("its axes point east and north, in metres", () => {
    const { eastM, northM } = toLocal(46, 8, 46.001, 8.001);
    expect(northM).toBeCloseTo(111.15, 1);
    expect(eastM).toBeCloseTo(77.46, 1);
  });
});

describe("isPlausiblePosition", () => {
  test.each([
    [46, 8, true],
    [-90, 180, true],
    [0, 8, true],
    [0, 0, false],
    [1e-7, -1e-7, false],
    [90.1, 0, false],
    [0, -180.1, false],
    [Number.NaN, 8, false],
    [46, Number.NaN, false],
    [Number.POSITIVE_INFINITY, 0, false],
  ])("%d, %d: %s", (latDeg, lonDeg, plausible) => {
    expect(isPlausiblePosition(latDeg, lonDeg)).toBe(plausible);
  });
});

describe("boundsOf", () => {
  test("holds every known position, also around the antimeridian", () => {
    const path = fc.array(fc.tuple(lat(90), fc.double({ min: -80, max: 80, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(lon, path, (middle, points) => {
        const lats = points.map(([latDeg, , known]) => (known ? latDeg : Number.NaN));
        const lons = points.map(([, offset]) => lonDifferenceDeg(0, middle + offset));
        const bounds = boundsOf(lats, lons);
        const known = points.filter(([, , is]) => is);
        if (known.length === 0) {
          expect(bounds).toBeNull();
          return;
        }
        if (bounds === null) throw new Error("no bounds");
        const widthDeg = (bounds.eastDeg - bounds.westDeg + 360) % 360;
        expect(widthDeg).toBeLessThanOrEqual(160 + 1e-9);
        for (const [latDeg, offset] of known) {
          expect(latDeg).toBeGreaterThanOrEqual(bounds.southDeg);
          expect(latDeg).toBeLessThanOrEqual(bounds.northDeg);
          const fromWest = lonDifferenceDeg(bounds.westDeg, middle + offset);
          expect(fromWest).toBeGreaterThanOrEqual(-1e-9);
          expect(fromWest).toBeLessThanOrEqual(widthDeg + 1e-9);
        }
      }),
    );
  });

  test("crossing the antimeridian, west is greater than east", () => {
    expect(boundsOf([1, 2], [179, -179])).toEqual({ southDeg: 1, northDeg: 2, westDeg: 179, eastDeg: -179 });
  });

  test("one position is a box without size", () => {
    expect(boundsOf([46], [8])).toEqual({ southDeg: 46, northDeg: 46, westDeg: 8, eastDeg: 8 });
  });
});

/** Vincenty 1975, inverse problem on WGS-84: an independent formula, good to a millimetre where it converges (no antipodes here). */
function vincentyM(latA: number, lonA: number, latB: number, lonB: number): number {
  const f = 1 / 298.257223563;
  const a = 6_378_137;
  const b = a * (1 - f);
  const rad = Math.PI / 180;
  const u1 = Math.atan((1 - f) * Math.tan(latA * rad));
  const u2 = Math.atan((1 - f) * Math.tan(latB * rad));
  const l = (lonB - lonA) * rad;
  let lambda = l;
  for (let round = 0; round < 100; round += 1) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    );
    if (sinSigma === 0) return 0;
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const cos2Sm = cos2Alpha === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2Alpha;
    const c = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    const next = l + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (cos2Sm + c * cosSigma * (2 * cos2Sm ** 2 - 1)));
    if (Math.abs(next - lambda) < 1e-13) {
      const uu = (cos2Alpha * (a * a - b * b)) / (b * b);
      const big = 1 + (uu / 16384) * (4096 + uu * (uu * (320 - 175 * uu) - 768));
      const small = (uu / 1024) * (256 + uu * (uu * (74 - 47 * uu) - 128));
      const term = cosSigma * (2 * cos2Sm ** 2 - 1) - (small / 6) * cos2Sm * (4 * sinSigma ** 2 - 3) * (4 * cos2Sm ** 2 - 3);
      return b * big * (sigma - small * sinSigma * (cos2Sm + (small / 4) * term));
    }
    lambda = next;
  }
  throw new Error("no convergence");
}
