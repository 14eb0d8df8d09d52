/** A site on the ground: points, lines and areas, as a GeoJSON feature may have them; and whether two of them meet or how far they are apart. */
import { type Bounds, lonDifferenceDeg, metresPerDegree } from "@creance/core";
import type { GroundPoint } from "../media/footprint.ts";

/** A ring of places; closed or not is the same. */
export type GroundRing = readonly GroundPoint[];

/** The outer ring, then its holes. */
export type GroundPolygon = readonly GroundRing[];

/** Any mixture of points, lines and areas. */
export interface GroundShape {
  readonly points: readonly GroundPoint[];
  readonly lines: readonly (readonly GroundPoint[])[];
  readonly polygons: readonly GroundPolygon[];
}

/** A shape made ready for many questions: flat arrays of degrees, longitudes counted from its first one without a jump. */
export interface ReadyShape {
  readonly bounds: Bounds;
  /** Longitude that the arrays count from. */
  readonly lon0Deg: number;
  /** Single places: east and north, degrees from `lon0Deg` and from the equator. */
  readonly points: Float64Array;
  /** Edges of lines and rings: four numbers each. */
  readonly edges: Float64Array;
  /** Of each polygon: where its edges begin and end, counted in edges. */
  readonly polygonEdges: readonly { readonly from: number; readonly to: number; readonly box: Box }[];
}

interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** What is nearer than this to an edge lies on it, metres. */
const TOUCH_M = 1e-3;

/** A shape of one ring. */
export function shapeOfRing(ring: GroundRing): GroundShape {
  return { points: [], lines: [], polygons: [[ring]] };
}

/** Makes a shape ready; `null` for one without any place. A line of one place counts as a point, a ring of fewer than three as a line. */
export function readyShape(shape: GroundShape): ReadyShape | null {
  const first = shape.points[0] ?? shape.lines.find((line) => line.length > 0)?.[0] ?? shape.polygons.flat().find((r) => r.length > 0)?.[0];
  if (first === undefined) return null;
  const lon0Deg = first.lonDeg;
  const points: number[] = [];
  const edges: number[] = [];
  const polygonEdges: { from: number; to: number; box: Box }[] = [];
  for (const point of shape.points) points.push(lonDifferenceDeg(lon0Deg, point.lonDeg), point.latDeg);
  for (const line of shape.lines) addLine(line, lon0Deg, points, edges, "open");
  for (const polygon of shape.polygons) {
    const from = edges.length / 4;
    for (const ring of polygon) addLine(ring, lon0Deg, points, edges, "closed");
    const to = edges.length / 4;
    if (to > from) polygonEdges.push({ from, to, box: boxOf(edges.slice(from * 4)) });
  }
  const box = boxOf([...edges, ...points]);
  return {
    bounds: {
      southDeg: box.south,
      northDeg: box.north,
      westDeg: lonDifferenceDeg(0, lon0Deg + box.west),
      eastDeg: lonDifferenceDeg(0, lon0Deg + box.east),
    },
    lon0Deg,
    points: Float64Array.from(points),
    edges: Float64Array.from(edges),
    polygonEdges,
  };
}

/** True when the place lies in one of the areas of the shape; their edges (within a millimetre) count as inside, holes as outside. */
export function shapeHolds(shape: ReadyShape, point: GroundPoint): boolean {
  const scale = metresPerDegree(point.latDeg);
  return holds(shape, lonDifferenceDeg(shape.lon0Deg, point.lonDeg), point.latDeg, scale.eastM, scale.northM);
}

/** Distance of a place from the shape, metres; 0 inside an area. Exact in the local plane of the place (good to some 20 km). */
export function distanceToShapeM(shape: ReadyShape, point: GroundPoint): number {
  const { eastM, northM } = metresPerDegree(point.latDeg);
  const x = lonDifferenceDeg(shape.lon0Deg, point.lonDeg);
  const y = point.latDeg;
  if (holds(shape, x, y, eastM, northM)) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < shape.points.length; at += 2) {
    const east = ((shape.points[at] as number) - x) * eastM;
    const north = ((shape.points[at + 1] as number) - y) * northM;
    least = Math.min(least, east * east + north * north);
  }
  const { edges } = shape;
  for (let at = 0; at < edges.length; at += 4) {
    const squared = originToSegmentSquared(
      ((edges[at] as number) - x) * eastM,
      ((edges[at + 1] as number) - y) * northM,
      ((edges[at + 2] as number) - x) * eastM,
      ((edges[at + 3] as number) - y) * northM,
    );
    if (squared < least) least = squared;
  }
  return Math.sqrt(least);
}

/** Least distance between two shapes, metres; 0 when they share a place (touching counts). */
export function shapesDistanceM(a: ReadyShape, b: ReadyShape): number {
  return shapesDistance(a, b, 0);
}

/** True when two shapes share a place. Touching counts, within a millimetre. */
export function shapesMeet(a: ReadyShape, b: ReadyShape): boolean {
  return boxesTouch(a, b) && shapesDistance(a, b, TOUCH_M) <= TOUCH_M;
}

/** True when two boxes have a place in common, `marginM` added to the first. Boxes across the date line are understood. */
export function boundsMeet(a: Bounds, b: Bounds, marginM = 0): boolean {
  const scale = metresPerDegree(Math.min(89, Math.max(Math.abs(a.southDeg), Math.abs(a.northDeg))));
  const latMargin = marginM / scale.northM;
  if (a.southDeg - latMargin > b.northDeg || b.southDeg > a.northDeg + latMargin) return false;
  const margin = marginM / scale.eastM;
  const widthA = width(a);
  const widthB = width(b);
  const start = (((b.westDeg - a.westDeg) % 360) + 360) % 360;
  return start <= widthA + margin || 360 - start <= widthB + margin;
}

function width(bounds: Bounds): number {
  const degrees = bounds.eastDeg - bounds.westDeg;
  return degrees < 0 ? degrees + 360 : degrees;
}

function boxesTouch(a: ReadyShape, b: ReadyShape): boolean {
  return boundsMeet(a.bounds, b.bounds, TOUCH_M);
}

function shapesDistance(a: ReadyShape, b: ReadyShape, enoughM: number): number {
  // One plane for both: in and out are the same in every such plane, distances are exact near its middle.
  const middle = (a.bounds.southDeg + a.bounds.northDeg + b.bounds.southDeg + b.bounds.northDeg) / 4;
  const { eastM, northM } = metresPerDegree(middle);
  const shift = lonDifferenceDeg(a.lon0Deg, b.lon0Deg);
  if (anyInside(a, b, shift, eastM, northM) || anyInside(b, a, -shift, eastM, northM)) return 0;
  const first = segmentsOf(a, 0, eastM, northM);
  const second = segmentsOf(b, shift, eastM, northM);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < first.length; i += 4) {
    const ax = first[i] as number;
    const ay = first[i + 1] as number;
    const bx = first[i + 2] as number;
    const by = first[i + 3] as number;
    for (let j = 0; j < second.length; j += 4) {
      const cx = second[j] as number;
      const cy = second[j + 1] as number;
      const dx = second[j + 2] as number;
      const dy = second[j + 3] as number;
      // Boxes first: most pairs are far from each other.
      const gapX = Math.max(Math.min(cx, dx) - Math.max(ax, bx), Math.min(ax, bx) - Math.max(cx, dx), 0);
      const gapY = Math.max(Math.min(cy, dy) - Math.max(ay, by), Math.min(ay, by) - Math.max(cy, dy), 0);
      if (gapX * gapX + gapY * gapY >= least) continue;
      const squared = segmentsSquared(ax, ay, bx, by, cx, cy, dx, dy);
      if (squared >= least) continue;
      least = squared;
      if (least <= enoughM * enoughM) return Math.sqrt(least);
    }
  }
  return Math.sqrt(least);
}

/** One place of every part of `inner` in an area of `outer`: decides where no edges cross. */
function anyInside(inner: ReadyShape, outer: ReadyShape, shift: number, eastM: number, northM: number): boolean {
  if (outer.polygonEdges.length === 0) return false;
  for (let at = 0; at < inner.points.length; at += 2) {
    if (holds(outer, (inner.points[at] as number) - shift, inner.points[at + 1] as number, eastM, northM)) return true;
  }
  for (let at = 0; at < inner.edges.length; at += 4) {
    if (holds(outer, (inner.edges[at] as number) - shift, inner.edges[at + 1] as number, eastM, northM)) return true;
  }
  return false;
}

/** Edges and points (as edges of no length) in metres. */
function segmentsOf(shape: ReadyShape, shift: number, eastM: number, northM: number): Float64Array {
  const segments = new Float64Array(shape.edges.length + shape.points.length * 2);
  for (let at = 0; at < shape.edges.length; at += 2) {
    segments[at] = ((shape.edges[at] as number) + shift) * eastM;
    segments[at + 1] = (shape.edges[at + 1] as number) * northM;
  }
  let to = shape.edges.length;
  for (let at = 0; at < shape.points.length; at += 2) {
    const x = ((shape.points[at] as number) + shift) * eastM;
    const y = (shape.points[at + 1] as number) * northM;
    segments.set([x, y, x, y], to);
    to += 4;
  }
  return segments;
}

function holds(shape: ReadyShape, x: number, y: number, eastM: number, northM: number): boolean {
  const touchX = TOUCH_M / eastM;
  const touchY = TOUCH_M / northM;
  for (const { from, to, box } of shape.polygonEdges) {
    if (x < box.west - touchX || x > box.east + touchX || y < box.south - touchY || y > box.north + touchY) continue;
    let inside = false;
    for (let at = from * 4; at < to * 4; at += 4) {
      const ax = shape.edges[at] as number;
      const ay = shape.edges[at + 1] as number;
      const bx = shape.edges[at + 2] as number;
      const by = shape.edges[at + 3] as number;
      const squared = originToSegmentSquared((ax - x) * eastM, (ay - y) * northM, (bx - x) * eastM, (by - y) * northM);
      if (squared <= TOUCH_M * TOUCH_M) return true;
      if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
    }
    if (inside) return true;
  }
  return false;
}

function addLine(line: readonly GroundPoint[], lon0Deg: number, points: number[], edges: number[], kind: "open" | "closed"): void {
  const places = line.map((point) => ({ x: lonDifferenceDeg(lon0Deg, point.lonDeg), y: point.latDeg }));
  const first = places[0];
  if (first === undefined) return;
  if (places.length === 1) points.push(first.x, first.y);
  for (let at = 1; at < places.length; at += 1) {
    const from = places[at - 1] as { x: number; y: number };
    const to = places[at] as { x: number; y: number };
    edges.push(from.x, from.y, to.x, to.y);
  }
  const last = places.at(-1) ?? first;
  if (kind === "closed" && places.length > 2 && (last.x !== first.x || last.y !== first.y)) edges.push(last.x, last.y, first.x, first.y);
}

function boxOf(pairs: readonly number[]): Box {
  let west = Number.POSITIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < pairs.length; at += 2) {
    const x = pairs[at] as number;
    const y = pairs[at + 1] as number;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return { west, south, east, north };
}

/** Squared distance of the origin from a segment. */
export function originToSegmentSquared(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
  const x = ax + along * dx;
  const y = ay + along * dy;
  return x * x + y * y;
}

function segmentsSquared(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): number {
  if (segmentsCross(ax, ay, bx, by, cx, cy, dx, dy)) return 0;
  return Math.min(
    originToSegmentSquared(ax - cx, ay - cy, bx - cx, by - cy),
    originToSegmentSquared(ax - dx, ay - dy, bx - dx, by - dy),
    originToSegmentSquared(cx - ax, cy - ay, dx - ax, dy - ay),
    originToSegmentSquared(cx - bx, cy - by, dx - bx, dy - by),
  );
}

/** True when the insides of two segments cross; touching ends are left to the distances. */
function segmentsCross(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): boolean {
  const c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
  if (c > 0 === d > 0 || c === 0 || d === 0) return false;
  const a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
  const b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
  return a !== 0 && b !== 0 && a > 0 !== b > 0;
}
