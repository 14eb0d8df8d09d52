/** UTM against published figures, and terrain between the cells of grids. */
import { fromLocal, memorySource, metresPerDegree } from "@creance/core";
import { readGeoTiff, writeGeoTiff } from "@creance/formats";
import { nodePlatform as platform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtm, terrainFromGrids, toUtm } from "../src/index.ts";

const north = (zone: number) => ({ zone, hemisphere: "north" }) as const;

describe("UTM", () => {
  it("has the published figures on the middle meridian and at the zone's edge on the equator", () => {
    // The meridian arc of WGS 84 from the equator to 45 degrees is 4,984,944.378 m.
    expect(toUtm(45, 9, north(32)).northM).toBeCloseTo(0.9996 * 4_984_944.378, 2);
    expect(toUtm(45, 9, north(32)).eastM).toBeCloseTo(500_000, 6);
    expect(toUtm(0, 6, north(32)).eastM).toBeCloseTo(166_021.443, 2);
    expect(toUtm(0, 12, north(32)).eastM).toBeCloseTo(833_978.557, 2);
    expect(toUtm(-45, 9, { zone: 32, hemisphere: "south" }).northM).toBeCloseTo(10_000_000 - 0.9996 * 4_984_944.378, 2);
  });
  it("goes there and back", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -84, max: 84, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom("north" as const, "south" as const),
        (latDeg, off, zone, hemisphere) => {
          const lonDeg = zone * 6 - 183 + off;
          const { eastM, northM } = toUtm(latDeg, lonDeg, { zone, hemisphere });
          const back = fromUtm(eastM, northM, { zone, hemisphere });
          expect(back.latDeg).toBeCloseTo(latDeg, 9);
          expect(back.lonDeg).toBeCloseTo(lonDeg, 8);
        },
      ),
    );
  });
  it("keeps small shapes, at the scale of its zone", () => {
    const at = toUtm(47, 9, north(32));
    const beside = toUtm(47, 9.001, north(32));
    expect((beside.eastM - at.eastM) / 0.001).toBeCloseTo(0.9996 * metresPerDegree(47).eastM, 1);
  });
});

describe("terrain", () => {
  const write = (over: Partial<Parameters<typeof writeGeoTiff>[0]>) =>
    readGeoTiff(
      memorySource(
        writeGeoTiff({
          columns: 3,
          rows: 3,
          heightsM: [100, 110, 120, 100, 110, 120, 100, 110, 120],
          map: { kind: "geographic" },
          firstX: 8,
          firstY: 47,
          stepX: 0.001,
          stepY: 0.001,
          numbers: "float32",
          ...over,
        }),
      ),
      { platform },
    );

  it("is bilinear between cells, level beyond the outer middles, and unknown outside", async () => {
    const terrain = terrainFromGrids([{ fileName: "a.tif", sha256: "aa", grid: await write({}) }]);
    expect(terrain?.heightM(47, 8)).toBeCloseTo(100, 4);
    expect(terrain?.heightM(46.9995, 8.0005)).toBeCloseTo(105, 4);
    expect(terrain?.heightM(46.999, 8.0024)).toBeCloseTo(120, 4);
    expect(terrain?.heightM(46.999, 8.0026)).toBeNull();
    expect(terrain?.heightM(47.0006, 8.001)).toBeNull();
    expect(terrain?.name).toBe("a.tif (SHA-256 aa)");
    expect(terrain?.sigmaM).toBe(4);
  });
  it("asks the finest grid first, and the next where that one does not know", async () => {
    const coarse = { fileName: "coarse.tif", sha256: "aa", grid: await write({}) };
    const hole = [500, 500, 500, 500, Number.NaN, 500, 500, 500, 500];
    const fine = { fileName: "fine.tif", sha256: "bb", grid: await write({ heightsM: hole, stepX: 0.0005, stepY: 0.0005 }) };
    for (const tiles of [
      [coarse, fine],
      [fine, coarse],
    ]) {
      const terrain = terrainFromGrids(tiles);
      expect(terrain?.name.startsWith("fine.tif")).toBe(true);
      expect(terrain?.heightM(47, 8.001)).toBeCloseTo(500, 4);
      expect(terrain?.heightM(46.9995, 8.0005)).toBeCloseTo(105, 4);
      expect(terrain?.heightM(46.998, 8)).toBeCloseTo(100, 4);
    }
    expect(terrainFromGrids([])).toBeNull();
  });
  it("reads UTM grids where they lie", async () => {
    const place = toUtm(47, 8, north(32));
    const grid = await write({ map: { kind: "utm", ...north(32) }, firstX: place.eastM, firstY: place.northM, stepX: 30, stepY: 30 });
    const terrain = terrainFromGrids([{ fileName: "u.tif", sha256: "cc", grid }]);
    expect(terrain?.heightM(47, 8)).toBeCloseTo(100, 3);
    const beside = fromUtm(place.eastM + 15, place.northM - 30, north(32));
    expect(terrain?.heightM(beside.latDeg, beside.lonDeg)).toBeCloseTo(105, 3);
    const far = fromLocal(47, 8, { eastM: -5000, northM: 0 });
    expect(terrain?.heightM(far.latDeg, far.lonDeg)).toBeNull();
    expect(terrain?.heightM(47, 100)).toBeNull();
  });
});
