// Cuts layers and places into vector tiles (MVT), gzipped.
import { gzipSync } from "node:zlib";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";

const EXTENT = 4096;

/**
 * All tiles that hold anything: `{ z, x, y, bytes }`. A tile without anything is open sea. A layer has one source (`{ data, minZoom, maxZoom }`) or several
 * for different zooms.
 */
export function worldTiles({ layers, places, maxZoom }) {
  const indexes = Object.entries(layers).flatMap(([name, sources]) =>
    sources.map((source) => ({
      name,
      minZoom: source.minZoom,
      maxZoom: source.maxZoom,
      index: new GeoJSONVT(source.data, {
        maxZoom: source.maxZoom,
        indexMaxZoom: source.maxZoom,
        indexMaxPoints: 0,
        extent: EXTENT,
        buffer: 64,
      }),
    })),
  );
  const tiles = [];
  for (let z = 0; z <= maxZoom; z += 1) {
    const placesByTile = placesAt(places, z);
    for (let x = 0; x < 2 ** z; x += 1) {
      for (let y = 0; y < 2 ** z; y += 1) {
        const parts = {};
        for (const { name, minZoom, maxZoom: last, index } of indexes) {
          const tile = z >= minZoom && z <= last ? index.getTile(z, x, y) : null;
          if (tile !== null && tile.features.length > 0) parts[name] = tile;
        }
        const here = placesByTile.get(x * 2 ** z + y);
        if (here !== undefined) parts.places = { features: here };
        if (Object.keys(parts).length === 0) continue;
        const bytes = gzipSync(fromGeojsonVt(parts, { version: 2, extent: EXTENT }), { level: 9 });
        tiles.push({ z, x, y, bytes });
      }
    }
  }
  return tiles;
}

/** The places shown at a zoom, as tile features by tile, largest first. */
function placesAt(places, z) {
  const side = 2 ** z;
  const byTile = new Map();
  for (const { x, y, name, rank, capital, minZoom } of places) {
    if (minZoom > z) continue;
    const tileX = Math.min(side - 1, Math.floor(x * side));
    const tileY = Math.min(side - 1, Math.floor(y * side));
    const geometry = [[Math.round((x * side - tileX) * EXTENT), Math.round((y * side - tileY) * EXTENT)]];
    const tags = capital === 1 ? { name, rank, capital } : { name, rank };
    const id = tileX * side + tileY;
    const list = byTile.get(id);
    if (list === undefined) byTile.set(id, [{ type: 1, geometry, tags }]);
    else list.push({ type: 1, geometry, tags });
  }
  return byTile;
}
