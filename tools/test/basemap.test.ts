import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { EtagMismatch, PMTiles, type Source, zxyToTileId } from "pmtiles";
import { describe, expect, test } from "vitest";
import { continuousLine, continuousRing, readCounties, readLand } from "../basemap/atlas.mjs";
import { outlineTable } from "../basemap/outline.mjs";
import { mercator, rankOf, readPlaces } from "../basemap/places.mjs";
import { pmtilesFile, tileId } from "../basemap/pmtiles-file.mjs";
import { rasterMap, sitePlan } from "../basemap/small-maps.mjs";
import { worldTiles } from "../basemap/world-tiles.mjs";

interface Tile {
  z: number;
  x: number;
  y: number;
  bytes: Buffer;
}

/** The independent reader, over bytes. */
function open(file: Buffer): PMTiles {
  const source: Source = {
    getKey: () => "memory",
    getBytes: (offset, length) => Promise.resolve({ data: new Uint8Array(file.subarray(offset, offset + length)).buffer }),
  };
  expect(EtagMismatch).toBeDefined();
  return new PMTiles(source);
}

const about = { minZoom: 0, maxZoom: 9, metadata: { name: "test", vector_layers: [] } };

describe("the PMTiles writer", () => {
  test("numbers tiles as the independent reader does", () => {
    for (let z = 0; z <= 5; z += 1) {
      for (let x = 0; x < 2 ** z; x += 1) for (let y = 0; y < 2 ** z; y += 1) expect(tileId(z, x, y)).toBe(zxyToTileId(z, x, y));
    }
    expect(tileId(14, 8653, 5465)).toBe(zxyToTileId(14, 8653, 5465));
  });

  test("is read back tile by tile, with header and metadata, whether or not the root needs leaves", async () => {
    for (const zoom of [3, 8]) {
      const tiles: Tile[] = [];
      for (let x = 0; x < 2 ** zoom; x += 1) {
        for (let y = 0; y < 2 ** zoom; y += 1) {
          // A third is sea, a third equal, a third its own; lengths vary so that directories do not compress to nothing.
          const kind = (x * 7 + y * 13) % 3;
          if (kind === 0) continue;
          const text = kind === 1 ? "same" : `${x}/${y} ${"z".repeat((x * y) % 17)}`;
          tiles.push({ z: zoom, x, y, bytes: gzipSync(text, { level: 1 }) });
        }
      }
      const file = pmtilesFile(tiles, about);
      const archive = open(file);
      const header = await archive.getHeader();
      expect(header).toMatchObject({
        specVersion: 3,
        clustered: true,
        minZoom: 0,
        maxZoom: 9,
        numAddressedTiles: tiles.length,
        tileType: 1,
      });
      expect(header.numTileContents).toBeLessThan(tiles.length);
      expect(header.rootDirectoryLength + 127).toBeLessThanOrEqual(16_384);
      if (zoom === 8) expect(header.leafDirectoryLength).toBeGreaterThan(0);
      expect(await archive.getMetadata()).toEqual(about.metadata);
      for (const { x, y, bytes } of tiles.filter((_, at) => at % 97 === 0)) {
        const tile = await archive.getZxy(zoom, x, y);
        expect(Buffer.from(tile?.data ?? new ArrayBuffer(0)).toString()).toBe(gunzipSync(bytes).toString());
      }
      expect(await archive.getZxy(zoom, 0, 0)).toBeUndefined();
    }
  });
});

describe("shapes across the antimeridian", () => {
  test("run on instead of stepping back", () => {
    expect(
      continuousLine([
        [170, 1],
        [-175, 2],
        [-160, 3],
        [175, 4],
      ]),
    ).toEqual([
      [170, 1],
      [185, 2],
      [200, 3],
      [175, 4],
    ]);
  });

  test("around a pole they are closed over it", () => {
    const ring = [
      [-180, -70],
      [-90, -75],
      [0, -70],
      [90, -75],
      [179, -70],
      [-180, -70],
    ];
    const closed = continuousRing(ring);
    expect(closed.at(-4)).toEqual([180, -70]);
    expect(closed.slice(-3)).toEqual([
      [180, -90],
      [-180, -90],
      [-180, -70],
    ]);
  });

  test("no line of land or county steps by more than half a turn, and land crosses in several places", () => {
    let crossing = 0;
    let worstStepDeg = 0;
    const check = (line: readonly (readonly number[])[]): void => {
      let before = line[0] as readonly [number, number];
      for (const [lonDeg, latDeg] of line as readonly (readonly [number, number])[]) {
        // Over a pole a ring may run along the edge of the world.
        if (latDeg > -90 && before[1] > -90) worstStepDeg = Math.max(worstStepDeg, Math.abs(lonDeg - before[0]));
        before = [lonDeg, latDeg];
      }
      if (line.some(([lonDeg]) => Math.abs(lonDeg as number) > 180)) crossing += 1;
    };
    for (const { geometry } of readLand("10m").features) for (const ring of geometry.coordinates) check(ring);
    for (const { geometry } of readCounties().features) check(geometry.coordinates);
    expect(worstStepDeg).toBeLessThan(180);
    expect(crossing).toBeGreaterThanOrEqual(4);
    expect(crossing).toBeLessThan(40);
  });
});

describe("places", () => {
  test("rank by population, three for a factor of ten", () => {
    expect([0, 1000, 10_000, 1_000_000, 10_000_000].map(rankOf)).toEqual([0, 0, 3, 9, 12]);
  });

  test("lie where Web Mercator puts them", () => {
    expect(mercator(0, 0)).toEqual({ x: 0.5, y: 0.5 });
    expect(mercator(180, 85.051128779806604).y).toBeCloseTo(0, 9);
    expect(mercator(-180, 0).x).toBe(0);
  });

  test("appear the large ones first, and all at the last zoom", () => {
    const places = readPlaces(7);
    expect(places.length).toBeGreaterThan(130_000);
    const shownAt = (zoom: number): number => places.filter(({ minZoom }) => minZoom <= zoom).length;
    expect(shownAt(0)).toBeLessThanOrEqual(32);
    expect(shownAt(7)).toBe(places.length);
    for (let zoom = 1; zoom <= 7; zoom += 1) expect(shownAt(zoom)).toBeGreaterThan(shownAt(zoom - 1));
  });
});

test("tiles hold the layers of their zoom, and open sea is no tile", () => {
  const square = (from: number, to: number) => ({
    type: "FeatureCollection" as const,
    features: [
      {
        type: "Feature" as const,
        properties: {},
        geometry: {
          type: "Polygon" as const,
          coordinates: [
            [
              [from, from],
              [to, from],
              [to, to],
              [from, to],
              [from, from],
            ],
          ],
        },
      },
    ],
  });
  const place = { ...mercator(21, 21), name: "Nowhere", rank: 3, capital: 0, minZoom: 2 };
  const tiles: Tile[] = worldTiles({
    layers: { land: [{ data: square(20, 30), minZoom: 0, maxZoom: 2 }], late: [{ data: square(20, 30), minZoom: 2, maxZoom: 2 }] },
    places: [place],
    maxZoom: 2,
  });
  expect(tiles.map(({ z }) => z)).toEqual([0, 1, 2]);
  const texts = tiles.map(({ bytes }) => gunzipSync(bytes).toString("latin1"));
  expect(texts.map((text) => text.includes("land"))).toEqual([true, true, true]);
  expect(texts.map((text) => text.includes("late"))).toEqual([false, false, true]);
  expect(texts.map((text) => text.includes("Nowhere"))).toEqual([false, false, true]);
});

test("the outline that travels with the page is what the atlas packages give", () => {
  const path = new URL("../../packages/report/src/world-outline.table.ts", import.meta.url);
  expect(readFileSync(path, "utf8")).toBe(outlineTable());
});

describe("small maps for tests", () => {
  test("name their kind, bounds and attribution, and hold the layers", async () => {
    const place = { latDeg: 38.1, lonDeg: -7.9 };
    const raster = open(rasterMap(place, [10, 20, 30]));
    expect(await raster.getHeader()).toMatchObject({ tileType: 2, tileCompression: 1, minZoom: 10, maxZoom: 14 });
    expect((await raster.getHeader()).minLon).toBeCloseTo(-7.92, 6);
    const { x, y } = mercator(place.lonDeg, place.latDeg);
    const picture = await raster.getZxy(14, Math.floor(x * 2 ** 14), Math.floor(y * 2 ** 14));
    expect(
      Buffer.from(picture?.data ?? new ArrayBuffer(0))
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    const vector = open(sitePlan(place));
    expect(await vector.getMetadata()).toMatchObject({
      attribution: "Test land office",
      vector_layers: expect.arrayContaining([{ id: "parcels" }]),
    });
    expect(await vector.getZxy(12, Math.floor(x * 2 ** 12), Math.floor(y * 2 ** 12))).toBeDefined();
  });
});
