// Makes the offline base map: `node tools/basemap/build.mjs FOLDER` writes FOLDER/world.pmtiles from pinned packages (docs/decisions/0010).
// Land, borders, states and counties of the United States, places by rank; zoom 0 to 7, which a viewer stretches to about 12.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBorders, readCounties, readLand, readStates } from "./atlas.mjs";
import { readPlaces } from "./places.mjs";
import { pmtilesFile } from "./pmtiles-file.mjs";
import { worldTiles } from "./world-tiles.mjs";

const MAX_ZOOM = 7;
const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write("usage: node tools/basemap/build.mjs FOLDER\n");
  process.exit(2);
}
const startedMs = performance.now();
const layers = {
  land: byScale(0, readLand),
  borders: byScale(1, readBorders),
  states: [{ data: readStates(), minZoom: 3, maxZoom: MAX_ZOOM }],
  counties: [{ data: readCounties(), minZoom: 6, maxZoom: MAX_ZOOM }],
};
const tiles = worldTiles({ layers, places: readPlaces(MAX_ZOOM), maxZoom: MAX_ZOOM });
const file = pmtilesFile(tiles, {
  minZoom: 0,
  maxZoom: MAX_ZOOM,
  metadata: {
    name: "Creance base map",
    description: "Land, borders, US states and counties, places. No streets, no elevation.",
    attribution: "Natural Earth · US Census Bureau · GeoNames (CC BY 4.0)",
    type: "baselayer",
    vector_layers: [
      ...Object.entries(layers).map(([id, [{ minZoom }]]) => ({ id, minzoom: minZoom, maxzoom: MAX_ZOOM, fields: {} })),
      { id: "places", minzoom: 0, maxzoom: MAX_ZOOM, fields: { name: "String", rank: "Number", capital: "Number" } },
    ],
  },
});
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "world.pmtiles"), file);
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
process.stderr.write(`base map: ${tiles.length} tiles, ${(file.byteLength / 1e6).toFixed(1)} MB, ${seconds} s\n`);

/** Small zooms from coarse shapes: fine ones, thinned that far, cross themselves and bar the sea. */
function byScale(minZoom, read) {
  return [
    { data: read("110m"), minZoom, maxZoom: 1 },
    { data: read("50m"), minZoom: 2, maxZoom: 4 },
    { data: read("10m"), minZoom: 5, maxZoom: MAX_ZOOM },
  ];
}
