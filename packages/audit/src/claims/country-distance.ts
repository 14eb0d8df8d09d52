/** How far two countries are apart at least: for round trips that exclude a country. */
import { distanceM } from "@creance/core";
import { countryBoxes } from "./country-boxes.table.ts";

type Box = readonly [westDeg: number, southDeg: number, eastDeg: number, northDeg: number];

/**
 * A lower bound of the distance in metres between any two points of two countries; `null` where the table lacks one of them. Boxes are larger
 * than the countries, so the bound is smaller than the truth.
 */
export function leastDistanceM(one: string, other: string): number | null {
  const key = `${one} ${other}`;
  let distance = known.get(key);
  if (distance === undefined) {
    distance = distanceBetween(one, other);
    if (known.size < MAX_KNOWN) known.set(key, distance);
  }
  return distance;
}

/** Pairs asked for before: the same few come again with every conversation. */
const known = new Map<string, number | null>();
const MAX_KNOWN = 1_024;

function distanceBetween(one: string, other: string): number | null {
  const boxes: readonly Box[] | undefined = boxesOf(one);
  const others: readonly Box[] | undefined = boxesOf(other);
  if (boxes === undefined || others === undefined) return null;
  let least = Number.POSITIVE_INFINITY;
  for (const box of boxes) for (const otherBox of others) least = Math.min(least, betweenBoxesM(box, otherBox));
  return least;
}

function boxesOf(country: string): readonly Box[] | undefined {
  return Object.hasOwn(countryBoxes, country) ? countryBoxes[country as keyof typeof countryBoxes] : undefined;
}

/** Sampled along the first box's edges to the nearest point of the other by longitude and latitude, less a tenth for what lies between samples. */
function betweenBoxesM(box: Box, other: Box): number {
  if (box[0] <= other[2] && other[0] <= box[2] && box[1] <= other[3] && other[1] <= box[3]) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [lonDeg, latDeg] of edge(box)) {
    for (const [otherLonDeg, otherLatDeg] of edge(other)) least = Math.min(least, distanceM(latDeg, lonDeg, otherLatDeg, otherLonDeg));
  }
  return least * 0.9;
}

const STEPS = 24;

function edge([west, south, east, north]: Box): readonly (readonly [number, number])[] {
  const points: [number, number][] = [];
  for (let step = 0; step <= STEPS; step++) {
    const lonDeg = west + ((east - west) * step) / STEPS;
    const latDeg = south + ((north - south) * step) / STEPS;
    points.push([lonDeg, south], [lonDeg, north], [west, latDeg], [east, latDeg]);
  }
  return points;
}
