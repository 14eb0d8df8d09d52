/** A GeoJSON geometry as parts that can be asked about: single places, stretches of lines, areas with their holes. */
import type { GroundPoint, GroundShape } from "@creance/flight";

/** Why a feature is left out. */
export type LeftOut =
  | "noFeature"
  | "noGeometry"
  | "swapped"
  | "outside"
  | "noNumbers"
  | "nullIsland"
  | "tooFew"
  | "tooWide"
  | "tooDeep"
  | "tooMany";

/** The feature is left out. */
export class LeftOutError extends Error {
  readonly why: LeftOut;
  constructor(why: LeftOut) {
    super(why);
    this.why = why;
  }
}

/** Places of a stretch: long lines are cut so that each part has a small box. */
const STRETCH = 64;
/** Collections inside of collections. */
const MAX_DEPTH = 8;

/** Parts of a geometry and how many places they have. Throws `LeftOutError`; `most` bounds the places. */
export function geometryParts(geometry: unknown, most: number): { readonly parts: readonly GroundShape[]; readonly used: number } {
  const parts: GroundShape[] = [];
  const counter = { left: most };
  addGeometry(geometry, parts, counter, 0);
  if (parts.length === 0) throw new LeftOutError("noGeometry");
  return { parts, used: most - counter.left };
}

interface Counter {
  left: number;
}

function addGeometry(geometry: unknown, parts: GroundShape[], counter: Counter, depth: number): void {
  if (depth > MAX_DEPTH) throw new LeftOutError("tooDeep");
  if (typeof geometry !== "object" || geometry === null) throw new LeftOutError("noGeometry");
  const { type, coordinates, geometries } = geometry as Readonly<Record<string, unknown>>;
  switch (type) {
    case "Point":
      parts.push(single(placeOf(coordinates, counter)));
      break;
    case "MultiPoint":
      for (const one of listOf(coordinates)) parts.push(single(placeOf(one, counter)));
      break;
    case "LineString":
      addLine(coordinates, parts, counter);
      break;
    case "MultiLineString":
      for (const one of listOf(coordinates)) addLine(one, parts, counter);
      break;
    case "Polygon":
      parts.push(area(coordinates, counter));
      break;
    case "MultiPolygon":
      for (const one of listOf(coordinates)) parts.push(area(one, counter));
      break;
    case "GeometryCollection":
      for (const one of listOf(geometries)) addGeometry(one, parts, counter, depth + 1);
      break;
    default:
      throw new LeftOutError("noGeometry");
  }
}

function single(point: GroundPoint): GroundShape {
  return { points: [point], lines: [], polygons: [] };
}

function addLine(coordinates: unknown, parts: GroundShape[], counter: Counter): void {
  const line = listOf(coordinates).map((one) => placeOf(one, counter));
  if (line.length < 2) throw new LeftOutError("tooFew");
  checkWidth(line);
  // Neighbouring stretches share a place, so that nothing is missing between them.
  for (let from = 0; from < line.length - 1; from += STRETCH - 1) {
    parts.push({ points: [], lines: [line.slice(from, from + STRETCH)], polygons: [] });
  }
}

function area(coordinates: unknown, counter: Counter): GroundShape {
  const rings = listOf(coordinates).map((ring) => listOf(ring).map((one) => placeOf(one, counter)));
  const outer = rings[0];
  if (outer === undefined || rings.some((ring) => ring.length < 3)) throw new LeftOutError("tooFew");
  checkWidth(outer);
  return { points: [], lines: [], polygons: [rings] };
}

function checkWidth(line: readonly GroundPoint[]): void {
  const first = line[0]?.lonDeg ?? 0;
  for (const { lonDeg } of line) {
    const apart = Math.abs(lonDeg - first);
    if (Math.min(apart, 360 - apart) > 45) throw new LeftOutError("tooWide");
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new LeftOutError("noGeometry");
  return value;
}

function placeOf(value: unknown, counter: Counter): GroundPoint {
  if (!Array.isArray(value)) throw new LeftOutError("noNumbers");
  counter.left -= 1;
  if (counter.left < 0) throw new LeftOutError("tooMany");
  const [lonDeg, latDeg] = value as readonly unknown[];
  if (typeof lonDeg !== "number" || typeof latDeg !== "number" || !Number.isFinite(lonDeg) || !Number.isFinite(latDeg)) {
    throw new LeftOutError("noNumbers");
  }
  if (Math.abs(latDeg) > 90 || Math.abs(lonDeg) > 180) {
    throw new LeftOutError(Math.abs(lonDeg) <= 90 && Math.abs(latDeg) <= 180 ? "swapped" : "outside");
  }
  if (latDeg === 0 && lonDeg === 0) throw new LeftOutError("nullIsland");
  return { latDeg, lonDeg };
}
