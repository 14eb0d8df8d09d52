// Writes packages/report/src/country-places.table.ts and country-borders.table.ts: where the mark of a country stands on a world map, and the lines
// between countries. Run by hand when the packages that it reads change: `node tools/countries/build.mjs`. A test compares the files with what this would write.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { feature } from "topojson-client";
import { continuousRing, readBorders } from "../basemap/atlas.mjs";
import { encodeLines } from "../basemap/outline.mjs";
import { placeless, shortNames } from "./country-names.table.mjs";
import { interiorPoint, ringArea } from "./interior-point.mjs";

const require = createRequire(import.meta.url);
// A dependency of the server, which names the places of flights with it.
const { borders, iso1A2Code } = createRequire(new URL("../../apps/server/package.json", import.meta.url))("@rapideditor/country-coder");

/** Square degrees: what is smaller is a slip of the atlas, not land. */
const MIN_AREA = 1e-7;
/** Pieces of land looked at for each country of the atlas, largest first: enough for the overseas parts of France, which are not small. */
const MOST_POLYGONS = 100;
/** Lines between countries are straightened to within this. */
const BORDER_TOLERANCE_DEG = 0.25;

/** `code -> { name, latDeg, lonDeg }` by code; positions are `null` where there is none. */
export function countryPlaces() {
  const places = new Map();
  for (const { code, rings, area } of largestPolygons()) {
    const { lonDeg, latDeg } = interiorPoint(rings);
    places.set(code, { name: nameOf(code), latDeg: round(latDeg), lonDeg: round(wrapped(lonDeg)), area });
  }
  // Islands too small for the atlas: inside the boundary package's own, coarser shape, which may hold water around them.
  for (const { properties, geometry } of borders.features) {
    const code = properties.iso1A2;
    if (!isListed(properties) || places.has(code)) continue;
    const rings = geometry === null ? null : largest(polygonsOf(geometry));
    const { lonDeg, latDeg } = rings === null ? { lonDeg: null, latDeg: null } : interiorPoint(rings);
    places.set(code, {
      name: nameOf(code),
      latDeg: latDeg === null ? null : round(latDeg),
      lonDeg: lonDeg === null ? null : round(wrapped(lonDeg)),
    });
  }
  for (const [code, name] of Object.entries(placeless)) places.set(code, { name, latDeg: null, lonDeg: null });
  return new Map([...places].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Text of country-places.table.ts. */
export function countryPlacesTable(places = countryPlaces()) {
  const rows = [...places].map(([code, { name, latDeg, lonDeg }]) => `  ${code}: [${JSON.stringify(name)}, ${latDeg}, ${lonDeg}],`);
  return `/**
 * Where the mark of a country stands on a world map: the point of its largest piece of land that is farthest from the edges (Natural Earth 1:10 million,
 * public domain; names and codes from @rapideditor/country-coder, ISC). It says nothing about where in the country anything is.
 * Written by tools/countries/build.mjs, which says what happens to codes without land.
 */

/** Name, latitude and longitude in degrees by ISO 3166-1 alpha-2 code; \`null\` for codes that are no place. */
// biome-ignore format: data
export const countryPlaces: Readonly<Record<string, readonly [name: string, latDeg: number | null, lonDeg: number | null]>> = {
${rows.join("\n")}
};
`;
}

/** Text of country-borders.table.ts. */
export function countryBordersTable() {
  const lines = readBorders("50m").features.map(({ geometry }) => geometry.coordinates);
  return `/**
 * Lines between countries (Natural Earth 1:50 million, public domain), straightened to within 28 km: for a picture of the whole world.
 * Written by tools/countries/build.mjs in the manner of world-outline.table.ts, with the same steps a degree.
 */

/** Lines parted by spaces. */
export const countryBorderLines =
  // biome-ignore format: data
  "${encodeLines(lines, BORDER_TOLERANCE_DEG)}";
`;
}

/** The largest polygon of every code. Land over sea belongs to whom the boundary package names at its inner point: overseas parts have codes of their own. */
function largestPolygons() {
  const topology = require("world-atlas/countries-10m.json");
  const byNumber = new Map(borders.features.map(({ properties }) => [properties.iso1N3, properties.iso1A2]));
  const found = new Map();
  for (const { id, geometry } of feature(topology, topology.objects.countries).features) {
    const polygons = polygonsOf(geometry)
      .map((polygon) => polygon.map(continuousRing))
      .map((rings) => ({ rings, area: ringArea(rings[0]) }))
      .filter(({ area }) => area >= MIN_AREA)
      .sort((a, b) => b.area - a.area);
    for (const { rings, area } of polygons.slice(0, MOST_POLYGONS)) {
      const { lonDeg, latDeg } = interiorPoint(rings);
      const code = iso1A2Code([wrapped(lonDeg), latDeg], { level: "territory" }) ?? (id === undefined ? undefined : byNumber.get(id));
      if (code !== undefined && code !== null && area > (found.get(code)?.area ?? 0)) found.set(code, { code, rings, area });
    }
  }
  return [...found.values()].filter(({ code }) =>
    isListed(borders.features.find(({ properties }) => properties.iso1A2 === code).properties),
  );
}

/** Official codes, and Kosovo's. */
function isListed({ iso1A2, isoStatus }) {
  return iso1A2 !== undefined && (isoStatus === "official" || iso1A2 === "XK");
}

function nameOf(code) {
  return shortNames[code] ?? borders.features.find(({ properties }) => properties.iso1A2 === code).properties.nameEn;
}

function polygonsOf(geometry) {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function largest(polygons) {
  return polygons
    .map((polygon) => polygon.map(continuousRing))
    .reduce((best, each) => (ringArea(each[0]) > ringArea(best[0]) ? each : best));
}

function wrapped(lonDeg) {
  return ((((lonDeg + 180) % 360) + 360) % 360) - 180;
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const into = (name) => new URL(`../../packages/report/src/${name}`, import.meta.url);
  const places = countryPlaces();
  writeFileSync(into("country-places.table.ts"), countryPlacesTable(places));
  writeFileSync(into("country-borders.table.ts"), countryBordersTable());
  console.log(`${places.size} codes`);
}
