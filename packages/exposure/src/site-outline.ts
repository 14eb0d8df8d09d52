/** A site for a map: its middle, and an outline of a bounded number of places. */
import { lonDifferenceDeg } from "@creance/core";
import type { GroundPoint, GroundShape, ReadyShape } from "@creance/flight";
import type { Site } from "./site-layer.ts";

/** Places of an outline at most. */
const MAX_PLACES = 200;

/** The middle of the box of its first part. */
export function siteMiddle({ parts }: Site): GroundPoint {
  const { bounds } = parts[0] as ReadyShape;
  const widthDeg = (bounds.eastDeg - bounds.westDeg + 360) % 360;
  return { latDeg: (bounds.southDeg + bounds.northDeg) / 2, lonDeg: lonDifferenceDeg(0, bounds.westDeg + widthDeg / 2) };
}

/** The ring of its first area; of a line its way there and back; empty for single places. */
export function siteOutline({ parts }: Site): readonly GroundPoint[] {
  const area = parts.find(({ polygonEdges }) => polygonEdges.length > 0);
  if (area !== undefined) return thinned(firstRing(area));
  const way = parts.filter(({ edges }) => edges.length > 0).flatMap((part) => firstRing(part));
  if (way.length === 0) return [];
  const there = thinned(way, MAX_PLACES / 2);
  return [...there, ...there.toReversed().slice(1, -1)];
}

/** A part as places again: its points, its way, or the outer ring of its area. */
export function partShape(part: ReadyShape): GroundShape {
  const points = Array.from({ length: part.points.length / 2 }, (_, at) =>
    placeOf(part.points[at * 2] as number, part.points[at * 2 + 1] as number, part.lon0Deg),
  );
  if (part.edges.length === 0) return { points, lines: [], polygons: [] };
  const chain = firstRing(part);
  return part.polygonEdges.length > 0 ? { points, lines: [], polygons: [[chain]] } : { points, lines: [chain], polygons: [] };
}

/** Edges as a chain of places, to where the chain breaks: the next ring is a hole. */
function firstRing({ edges, lon0Deg }: ReadyShape): readonly GroundPoint[] {
  const places: GroundPoint[] = [];
  let x = Number.NaN;
  let y = Number.NaN;
  for (let at = 0; at < edges.length; at += 4) {
    if (at > 0 && (edges[at] !== x || edges[at + 1] !== y)) break;
    places.push(placeOf(edges[at] as number, edges[at + 1] as number, lon0Deg));
    x = edges[at + 2] as number;
    y = edges[at + 3] as number;
  }
  const closed = x === edges[0] && y === edges[1];
  if (!closed && places.length > 0) places.push(placeOf(x, y, lon0Deg));
  return places;
}

function placeOf(x: number, y: number, lon0Deg: number): GroundPoint {
  return { latDeg: y, lonDeg: lonDifferenceDeg(0, lon0Deg + x) };
}

function thinned(places: readonly GroundPoint[], most = MAX_PLACES): readonly GroundPoint[] {
  if (places.length <= most) return places;
  const step = (places.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => places[Math.round(at * step)] as GroundPoint);
}
