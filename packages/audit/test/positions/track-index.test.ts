import { distanceM } from "@creance/core";
import { nodePlatform } from "@creance/node";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decoyTracks } from "../../src/positions/decoy-tracks.ts";
import { createTrackIndex } from "../../src/positions/track-index.ts";
import { flown, LAT, LON, START_US } from "./flown.ts";

const place = fc.record({ lat: fc.double({ min: -89.9, max: 89.9, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) });

describe("nearest point of a track", () => {
  test("it is never farther than the nearest row, and as near as a brute search between rows (within what the geodesy promises: 0.6 %)", () => {
    void fc.assert(
      fc.property(
        place,
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: -0.02, max: 0.02, noNaN: true }),
        fc.double({ min: -0.02, max: 0.02, noNaN: true }),
        (from, rows, north, east) => {
          const lat = Math.max(-85, Math.min(85, from.lat));
          const flight = flown({ rows, from: [lat, from.lon] });
          for (let row = 0; row < rows; row += 1) {
            const lon = flight.lonDeg[row] as number;
            flight.lonDeg[row] = lon > 180 ? lon - 360 : lon;
          }
          const at = { lat: lat + north, lon: from.lon + east };
          if (at.lon > 180) at.lon -= 360;
          if (at.lon < -180) at.lon += 360;
          const found = createTrackIndex([flight]).nearest(0, at.lat, at.lon, 100_000);
          let rowM = Number.POSITIVE_INFINITY;
          let brute = Number.POSITIVE_INFINITY;
          for (let row = 0; row < rows; row += 1) {
            rowM = Math.min(rowM, distanceM(at.lat, at.lon, flight.latDeg[row] as number, flight.lonDeg[row] as number));
            for (let part = 0; part < 8 && row + 1 < rows; part += 1) {
              const lon = from.lon + (row + part / 8) * 1e-5;
              brute = Math.min(brute, distanceM(at.lat, at.lon, lat + (row + part / 8) * 1e-5, lon));
            }
          }
          expect(found).not.toBeNull();
          expect(found!.distanceM).toBeLessThanOrEqual(0.01 + rowM * 1.01);
          expect(Math.abs(found!.distanceM - Math.min(rowM, brute))).toBeLessThanOrEqual(0.3 + rowM * 0.01);
        },
      ),
    );
  });

  test("over the antimeridian and at the pole", () => {
    const flight = flown({ rows: 2, latDeg: Float64Array.of(10, 10), lonDeg: Float64Array.of(179.9999, -179.9999) });
    const index = createTrackIndex([flight]);
    expect(index.nearest(0, 10, 180, 1000)!.distanceM).toBeLessThan(0.01);
    expect(index.nearest(0, 10, -180, 1000)!.row).toBeCloseTo(0.5, 6);
    const polar = createTrackIndex([flown({ rows: 2, latDeg: Float64Array.of(89.9999, 89.9999), lonDeg: Float64Array.of(0, 180) })]);
    expect(polar.nearest(0, 90, 77, 1000)!.distanceM).toBeLessThan(0.05);
  });

  test("only within the time", () => {
    const index = createTrackIndex([flown()]);
    const found = index.nearest(0, LAT, LON, 100_000, START_US + 100e6, START_US + 200e6);
    expect(found!.row).toBe(100);
    expect(found!.timeUs).toBe(START_US + 100e6);
    expect(index.nearest(0, LAT, LON, 100_000, START_US + 1000e6, START_US + 2000e6)).toBeNull();
    expect(index.nearest(0, LAT, LON, 100_000, START_US + 100.1e6, START_US + 100.9e6)).toBeNull();
  });

  test("beyond the limit, without rows, of no such track: null", () => {
    const index = createTrackIndex([flown({ rows: 0 }), flown()]);
    expect(index.nearest(0, LAT, LON, 1e5)).toBeNull();
    expect(index.nearest(1, LAT + 1, LON, 1e5)).toBeNull();
    expect(index.nearest(7, LAT, LON, 1e5)).toBeNull();
    expect(index.nearestOfAllM(LAT + 2, LON, 1e5)).toBe(Number.POSITIVE_INFINITY);
  });

  test("a track without times has no clock; rows without a place are left out", () => {
    const flight = flown({
      rows: 4,
      timeUs: new Float64Array(4).fill(Number.NaN),
      latDeg: Float64Array.of(1, Number.NaN, 2, 3),
      lonDeg: Float64Array.of(1, 1, 2, 3),
    });
    const track = createTrackIndex([flight]).tracks[0]!;
    expect(track.hasClock).toBe(false);
    expect([...track.latDeg]).toEqual([1, 2, 3]);
  });
});

describe("decoy tracks", () => {
  const platform = nodePlatform;
  test("one flight: 20 turned and one near; the same from the same seed", () => {
    const flight = flown({ home: { latDeg: LAT, lonDeg: LON } });
    const decoys = decoyTracks([flight], platform, "seed");
    expect(decoys.length).toBe(21);
    expect(decoyTracks([flight], platform, "seed")).toEqual(decoys);
    expect(decoyTracks([flight], platform, "other")).not.toEqual(decoys);
    const index = createTrackIndex([flight]);
    for (const decoy of decoys) {
      const awayM = distanceM(LAT, LON, decoy.latDeg[0]!, decoy.lonDeg[0]!);
      expect(awayM).toBeGreaterThan(15_000);
      expect(awayM).toBeLessThan(340_000);
      for (let row = 0; row < decoy.latDeg.length; row += 1)
        expect(index.nearestOfAllM(decoy.latDeg[row]!, decoy.lonDeg[row]!, 10_000)).toBe(Infinity);
      // Turned, not stretched.
      expect(distanceM(decoy.latDeg[0]!, decoy.lonDeg[0]!, decoy.latDeg[500]!, decoy.lonDeg[500]!)).toBeCloseTo(
        distanceM(LAT, LON, flight.latDeg[500]!, flight.lonDeg[500]!),
        -1,
      );
    }
    expect(distanceM(LAT, LON, decoys[20]!.latDeg[0]!, decoys[20]!.lonDeg[0]!)).toBeLessThan(25_000);
  });
  test("20 flights: one each and one near; none apart is touched; at the pole and the antimeridian too", () => {
    const flights = Array.from({ length: 20 }, (_, at) => flown({ label: `F${at}`, rows: 50, from: [at * 4.5 - 1, at * 18 - 170] }));
    const decoys = decoyTracks(flights, platform, "s");
    expect(decoys.length).toBe(40);
    for (const decoy of decoys) for (const lon of decoy.lonDeg) expect(Math.abs(lon)).toBeLessThanOrEqual(180);
  });
  test("no flights, no decoys", () => expect(decoyTracks([], platform, "s")).toEqual([]));
});
