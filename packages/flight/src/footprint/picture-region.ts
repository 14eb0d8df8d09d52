/** Where in a picture a place on the ground is: from a stored footprint alone, by the plane projection that its outline defines. */
import { type LocalPoint, toLocal } from "@creance/core";
import type { Footprint, GroundPoint } from "../media/footprint.ts";
import { hullOf } from "./band.ts";
import type { GroundShape } from "./ground-shape.ts";
import { pointInRing } from "./rings.ts";

/** The part of a footprint that its picture's projection is found from. */
export type DrawnFootprint = Pick<Footprint, "kind" | "camera" | "polygon" | "polygonPx">;

/** A pixel, from the upper left corner of the stored picture. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** About where in the picture a place is; `null` outside the outline or without one. On hills and with distortion it is a fit. */
export function pixelOf(footprint: DrawnFootprint, point: GroundPoint): Pixel | null {
  if (!pointInRing(point, footprint.polygon)) return null;
  const plane = planeOf(footprint);
  return plane === null ? null : plane.pixel(plane.local(point));
}

/**
 * The part of the picture in which a site lies: an outline in pixels, clipped to what the footprint shows. For a line its way through the
 * picture, for a single place one pixel. `null` when no part of the site lies in the outline, though it may lie in the band. Of several
 * areas, lines or places the largest part.
 */
export function regionOf(footprint: DrawnFootprint, site: GroundShape): readonly Pixel[] | null {
  const plane = planeOf(footprint);
  if (plane === null) return null;
  const outline = convexOutline(footprint.polygon.map(plane.local));
  let best: readonly Pixel[] | null = null;
  let bestSize = -1;
  const consider = (local: readonly LocalPoint[], bonus: number): void => {
    if (local.length === 0) return;
    const pixels = local.map((point) => plane.pixel(point));
    const { left, right, top, bottom } = extentOf(pixels);
    const size = bonus + Math.hypot(right - left, bottom - top);
    if (size <= bestSize) return;
    bestSize = size;
    best = pixels;
  };
  // Areas before lines before places, whatever their size.
  for (const polygon of site.polygons) consider(clippedRing(outline, (polygon[0] ?? []).map(plane.local)), 2e9);
  for (const line of site.lines) for (const part of clippedLine(outline, line.map(plane.local))) consider(part, 1e9);
  for (const point of site.points) {
    const local = plane.local(point);
    if (isInside(outline, local)) consider([local], 0);
  }
  return best;
}

/** Points of the outline that the projection is fitted to: of a whole frame its corners and the middles of its sides. */
const MOST_FITTED = 8;

interface Plane {
  readonly local: (point: GroundPoint) => LocalPoint;
  readonly pixel: (point: LocalPoint) => Pixel;
}

function planeOf(footprint: DrawnFootprint): Plane | null {
  const { polygon, polygonPx, camera } = footprint;
  if (footprint.kind !== "area" || camera === null || polygon.length < 4 || polygonPx.length !== polygon.length) return null;
  const local = (point: GroundPoint): LocalPoint => toLocal(camera.latDeg, camera.lonDeg, point.latDeg, point.lonDeg);
  const step = Math.ceil(polygon.length / MOST_FITTED);
  const chosen = (_: unknown, index: number): boolean => index % step === 0;
  const project = fitted(polygon.filter(chosen).map(local), polygonPx.filter(chosen));
  if (project === null) return null;
  const { left, right, top, bottom } = extentOf(polygonPx);
  const pixel = (point: LocalPoint): Pixel => {
    const { x, y } = project(point);
    return { x: Math.min(right, Math.max(left, x)), y: Math.min(bottom, Math.max(top, y)) };
  };
  return { local, pixel };
}

/** Counter-clockwise seen with north up. */
function convexOutline(points: readonly LocalPoint[]): readonly LocalPoint[] {
  const hull = hullOf(points);
  return signedArea(hull) < 0 ? hull.reverse() : hull;
}

/** The projection from ground to picture that fits the outline best (direct linear transformation, least squares, both sides scaled). */
function fitted(ground: readonly LocalPoint[], pixels: readonly Pixel[]): ((point: LocalPoint) => Pixel) | null {
  const g = scaling(ground.map(({ eastM, northM }) => [eastM, northM]));
  const p = scaling(pixels.map(({ x, y }) => [x, y]));
  if (g === null || p === null) return null;
  const normal = Array.from({ length: 8 }, () => [0, 0, 0, 0, 0, 0, 0, 0, 0]);
  for (let index = 0; index < ground.length; index += 1) {
    const [X, Y] = g.to((ground[index] as LocalPoint).eastM, (ground[index] as LocalPoint).northM);
    const [x, y] = p.to((pixels[index] as Pixel).x, (pixels[index] as Pixel).y);
    addRow(normal, [X, Y, 1, 0, 0, 0, -X * x, -Y * x], x);
    addRow(normal, [0, 0, 0, X, Y, 1, -X * y, -Y * y], y);
  }
  const h = solved(normal);
  if (h === null) return null;
  const [a, b, c, d, e, f, k, l] = h as unknown as [number, number, number, number, number, number, number, number];
  return ({ eastM, northM }) => {
    const [X, Y] = g.to(eastM, northM);
    const w = k * X + l * Y + 1;
    return p.from((a * X + b * Y + c) / w, (d * X + e * Y + f) / w);
  };
}

function addRow(normal: readonly number[][], row: readonly number[], value: number): void {
  for (let i = 0; i < 8; i += 1) {
    const target = normal[i] as number[];
    const factor = row[i] as number;
    for (let j = 0; j < 8; j += 1) target[j] = (target[j] as number) + factor * (row[j] as number);
    target[8] = (target[8] as number) + factor * value;
  }
}

/** Gauss with pivots; `null` when singular. */
function solved(rows: readonly number[][]): number[] | null {
  const size = rows.length;
  const order = [...rows];
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs((order[row] as number[])[column] as number) > Math.abs((order[pivot] as number[])[column] as number)) pivot = row;
    const chosen = order[pivot] as number[];
    order[pivot] = order[column] as number[];
    order[column] = chosen;
    const head = chosen[column] as number;
    if (!(Math.abs(head) > 1e-12)) return null;
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const target = order[row] as number[];
      const factor = (target[column] as number) / head;
      if (factor === 0) continue;
      for (let at = column; at <= size; at += 1) target[at] = (target[at] as number) - factor * (chosen[at] as number);
    }
  }
  return order.map((row, index) => (row[size] as number) / (row[index] as number));
}

/** Moves points to their middle and to a size of about one: keeps the fit well conditioned. */
function scaling(points: readonly (readonly [number, number])[] | readonly number[][]): {
  readonly to: (x: number, y: number) => readonly [number, number];
  readonly from: (x: number, y: number) => Pixel;
} | null {
  let sumX = 0;
  let sumY = 0;
  for (const [x, y] of points) {
    sumX += x as number;
    sumY += y as number;
  }
  const middleX = sumX / points.length;
  const middleY = sumY / points.length;
  let size = 0;
  for (const [x, y] of points) size += Math.hypot((x as number) - middleX, (y as number) - middleY) / points.length;
  if (!(size > 0)) return null;
  return {
    to: (x, y) => [(x - middleX) / size, (y - middleY) / size],
    from: (x, y) => ({ x: x * size + middleX, y: y * size + middleY }),
  };
}

/** Sutherland and Hodgman: a ring clipped by a convex one. */
function clippedRing(outline: readonly LocalPoint[], ring: readonly LocalPoint[]): LocalPoint[] {
  let kept = [...ring];
  for (let index = 0; index < outline.length && kept.length > 0; index += 1) {
    const a = outline[index] as LocalPoint;
    const b = outline[(index + 1) % outline.length] as LocalPoint;
    const input = kept;
    kept = [];
    for (let at = 0; at < input.length; at += 1) {
      const point = input[at] as LocalPoint;
      const before = input[(at + input.length - 1) % input.length] as LocalPoint;
      const here = sideOf(a, b, point);
      const there = sideOf(a, b, before);
      if (here >= 0 !== there >= 0) kept.push(between(before, point, there / (there - here)));
      if (here >= 0) kept.push(point);
    }
  }
  return kept;
}

/** The parts of a line inside a convex ring (Cyrus and Beck). */
function clippedLine(outline: readonly LocalPoint[], line: readonly LocalPoint[]): LocalPoint[][] {
  const parts: LocalPoint[][] = [];
  let part: LocalPoint[] = [];
  for (let at = 1; at < line.length; at += 1) {
    const from = line[at - 1] as LocalPoint;
    const to = line[at] as LocalPoint;
    let enter = 0;
    let leave = 1;
    for (let index = 0; index < outline.length && enter <= leave; index += 1) {
      const a = outline[index] as LocalPoint;
      const b = outline[(index + 1) % outline.length] as LocalPoint;
      const start = sideOf(a, b, from);
      const end = sideOf(a, b, to);
      if (start < 0 && end < 0) leave = -1;
      else if (start < 0) enter = Math.max(enter, start / (start - end));
      else if (end < 0) leave = Math.min(leave, start / (start - end));
    }
    if (enter > leave) {
      if (part.length > 0) parts.push(part);
      part = [];
      continue;
    }
    if (part.length === 0 || enter > 0) {
      if (part.length > 0) parts.push(part);
      part = [between(from, to, enter)];
    }
    part.push(between(from, to, leave));
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function between(a: LocalPoint, b: LocalPoint, part: number): LocalPoint {
  return { eastM: a.eastM + part * (b.eastM - a.eastM), northM: a.northM + part * (b.northM - a.northM) };
}

function sideOf(a: LocalPoint, b: LocalPoint, point: LocalPoint): number {
  return (b.eastM - a.eastM) * (point.northM - a.northM) - (b.northM - a.northM) * (point.eastM - a.eastM);
}

function isInside(outline: readonly LocalPoint[], point: LocalPoint): boolean {
  return outline.every((corner, index) => sideOf(corner, outline[(index + 1) % outline.length] as LocalPoint, point) >= -1e-9);
}

function signedArea(ring: readonly LocalPoint[]): number {
  let sum = 0;
  for (let at = 0; at < ring.length; at += 1) {
    const a = ring[at] as LocalPoint;
    const b = ring[(at + 1) % ring.length] as LocalPoint;
    sum += a.eastM * b.northM - b.eastM * a.northM;
  }
  return sum;
}

function extentOf(pixels: readonly Pixel[]): {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
} {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y } of pixels) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, right, top, bottom };
}
