/** Real photos, where they are at hand: straight down at 40 m over one field, and a terrain model of a real place. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { distanceM, memorySource } from "@creance/core";
import { readGeoTiff } from "@creance/formats";
import { nodePlatform as platform } from "@creance/node";
import { describe, expect, it } from "vitest";
import {
  type Footprint,
  footprintOf,
  type GroundPoint,
  type MediaItem,
  mediaReaders,
  pointInRing,
  terrainFromGrids,
} from "../src/index.ts";
import { gimbal, makeItem } from "./make-item.ts";

const folder = process.env["CREANCE_SAMPLES"] ?? "";
const has = folder !== "" && existsSync(join(folder, "photos"));

async function itemOf(name: string): Promise<MediaItem> {
  const source = memorySource(new Uint8Array(await readFile(join(folder, name))));
  const reader = mediaReaders["jpeg"];
  if (reader === undefined) throw new Error("no reader of JPEG");
  return (await reader(source, { platform, fileName: name })).item;
}

const widthM = ({ polygon }: Footprint): number => {
  const [a, b] = [polygon[0], polygon[8]] as [GroundPoint, GroundPoint];
  return distanceM(a.latDeg, a.lonDeg, b.latDeg, b.lonDeg);
};

describe.skipIf(!has)(`real photos${has ? "" : " (skipped: CREANCE_SAMPLES not set)"}`, () => {
  it("straight down from 40 m show some 75 m by the diagonal, and neighbours overlap whichever way they headed", async () => {
    const names = ["0018", "0024", "0025"].map((number) => `photos/brighton_DJI_${number}.JPG`);
    const [first, second, third] = (await Promise.all(names.map(itemOf))).map((item) => footprintOf(item)) as [
      Footprint,
      Footprint,
      Footprint,
    ];
    for (const footprint of [first, second, third]) {
      expect(footprint.kind).toBe("area");
      expect(widthM(footprint)).toBeGreaterThan(70);
      expect(widthM(footprint)).toBeLessThan(80);
      expect(footprint.warnings.join(" ")).toContain("No terrain");
    }
    // Taken seven seconds and some 14 m apart: each sees where the other stood.
    expect(second.polygon.some((point) => pointInRing(point, third.polygon))).toBe(true);
    expect(pointInRing(second.camera as GroundPoint, third.polygon)).toBe(true);
    expect(pointInRing(third.camera as GroundPoint, second.polygon)).toBe(true);
    // Flown the other way: the picture's upper edge points elsewhere.
    expect(Math.abs((first.bearingDeg ?? 0) - (second.bearingDeg ?? 0))).toBeGreaterThan(150);
  });
  it("of fixed wings with a fisheye show a place alone", async () => {
    expect(footprintOf(await itemOf("photos-other/openathena_parrot-1.jpg")).kind).toBe("position");
  });
  it("meet a real elevation model", async () => {
    const bytes = new Uint8Array(await readFile(join(folder, "photos-other/openathena_teal2.tiff")));
    const grid = await readGeoTiff(memorySource(bytes), { platform });
    const latDeg = grid.firstY - grid.stepY * (grid.rows / 2);
    const lonDeg = grid.firstX + grid.stepX * (grid.columns / 2);
    const terrain = terrainFromGrids([{ fileName: "tile.tif", sha256: "00", grid }]);
    const item = makeItem({ position: { latDeg, lonDeg, source: "xmp", byteOffset: null }, gimbal: gimbal(45, -40) });
    const footprint = footprintOf(item, { terrain, takeOff: { latDeg, lonDeg } });
    expect(footprint.kind).toBe("area");
    expect(footprint.method).toBe("terrain");
    expect(footprint.heightAboveGroundM).toBeCloseTo(100, 6);
    expect(footprint.polygon.every((point) => pointInRing(point, footprint.band))).toBe(true);
    const outside = footprintOf(makeItem({ gimbal: gimbal(45, -40) }), { terrain, takeOff: { latDeg: 47, lonDeg: 8 } });
    expect(outside.method).toBe("flatAtTakeOff");
    expect(outside.warnings.join(" ")).toContain("does not cover");
  });
});
