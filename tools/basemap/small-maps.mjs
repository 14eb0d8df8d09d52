// Small base maps for tests, around a place `{ latDeg, lonDeg }`: pictures of one colour, and a site plan with water, a road, a building and a parcel.
import { crc32, deflateSync, gzipSync } from "node:zlib";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { mercator } from "./places.mjs";
import { pmtilesFile } from "./pmtiles-file.mjs";

/** Half the edge of the maps, degrees. */
const REACH_DEG = 0.02;
const ZOOMS = [10, 11, 12, 13, 14];
const EDGE_PX = 256;

/** Every tile of the zooms that meets the area around the place. */
function tilesAround(place) {
  const corner = (sign) => mercator(place.lonDeg + sign * REACH_DEG, place.latDeg - sign * REACH_DEG);
  const [from, to] = [corner(-1), corner(1)];
  return ZOOMS.flatMap((z) => {
    const tiles = [];
    for (let x = Math.floor(from.x * 2 ** z); x <= Math.floor(to.x * 2 ** z); x += 1) {
      for (let y = Math.floor(from.y * 2 ** z); y <= Math.floor(to.y * 2 ** z); y += 1) tiles.push({ z, x, y });
    }
    return tiles;
  });
}

function fileOf(place, tiles, more) {
  const bounds = [place.lonDeg - REACH_DEG, place.latDeg - REACH_DEG, place.lonDeg + REACH_DEG, place.latDeg + REACH_DEG];
  return pmtilesFile(tiles, { minZoom: ZOOMS[0], maxZoom: ZOOMS[ZOOMS.length - 1], metadata: {}, bounds, ...more });
}

/** A raster map of one colour. */
export function rasterMap(place, rgb) {
  const bytes = onePng(rgb);
  const tiles = tilesAround(place).map((tile) => ({ ...tile, bytes }));
  return fileOf(place, tiles, {
    tileType: 2,
    tileCompression: 1,
    metadata: { attribution: '<a href="https://example.org/">Test aerial survey</a>' },
  });
}

/** A vector map: a lake over most of it, a road through the place, a building, parcels with names. */
export function sitePlan(place) {
  const at = (eastDeg, northDeg) => [place.lonDeg + eastDeg, place.latDeg + northDeg];
  const square = (west, south, edge) => ({
    type: "Polygon",
    coordinates: [[at(west, south), at(west + edge, south), at(west + edge, south + edge), at(west, south + edge), at(west, south)]],
  });
  const layers = {
    water: { type: "Feature", properties: {}, geometry: square(-0.015, -0.015, 0.03) },
    roads: {
      type: "Feature",
      properties: {},
      geometry: { type: "LineString", coordinates: [at(-0.02, 0.0012), at(0.02, 0.0012)] },
    },
    buildings: { type: "Feature", properties: {}, geometry: square(0.0005, -0.001, 0.0006) },
    parcels: { type: "Feature", properties: { name: "Parcel 7" }, geometry: square(-0.002, -0.002, 0.0018) },
  };
  const options = { maxZoom: 14, indexMaxZoom: 14, indexMaxPoints: 0, extent: 4096, buffer: 64 };
  const indexes = Object.entries(layers).map(([name, feature]) => [name, new GeoJSONVT(feature, options)]);
  const tiles = tilesAround(place).map(({ z, x, y }) => {
    const parts = Object.fromEntries(
      indexes.flatMap(([name, index]) => {
        const tile = index.getTile(z, x, y);
        return tile === null ? [] : [[name, tile]];
      }),
    );
    return { z, x, y, bytes: gzipSync(fromGeojsonVt(parts, { version: 2, extent: 4096 })) };
  });
  return fileOf(place, tiles, { metadata: { attribution: "Test land office", vector_layers: Object.keys(layers).map((id) => ({ id })) } });
}

function onePng([red, green, blue]) {
  const row = Buffer.alloc(1 + 3 * EDGE_PX);
  for (let x = 0; x < EDGE_PX; x += 1) row.set([red, green, blue], 1 + 3 * x);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(EDGE_PX, 0);
  head.writeUInt32BE(EDGE_PX, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: EDGE_PX }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.byteLength);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
