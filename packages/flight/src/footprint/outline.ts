/** The edge of a picture on the ground, cut where its rays pass the horizon or go too far. */
import { fromLocal } from "@creance/core";
import { type GroundHit, hitOf, pixelOfLocal, rayOf, type View } from "./view.ts";

/** A point of the outline: its pixel and where it lies. */
export interface OutlinePoint extends GroundHit {
  readonly x: number;
  readonly y: number;
}

/** The outline, in the picture's order from its upper left corner. */
export interface Outline {
  readonly points: readonly OutlinePoint[];
  /** True when part of the picture was cut off at the reach. */
  readonly cut: boolean;
}

/** Points a side: enough that distortion and terrain show. */
const PER_SIDE = 8;
const SIDES = 4;
const ARC_POINTS = 8;

/** The outline of a view; `null` when no edge of it meets the ground, `missing` when the terrain does not reach far enough. */
export function outlineOf(view: View): Outline | null | "missing" {
  const count = PER_SIDE * SIDES;
  const found: (OutlinePoint | null)[] = [];
  for (let index = 0; index < count; index += 1) {
    const point = pointAt(view, index / PER_SIDE);
    if (point === "missing") return "missing";
    found.push(point);
  }
  const first = found.findIndex((point) => point !== null);
  if (first === -1) return null;
  const entries: { readonly at: number; readonly point: OutlinePoint }[] = [];
  let leaving: { readonly at: number; readonly point: OutlinePoint } | null = null;
  for (let step = 0; step < count; step += 1) {
    const index = (first + step) % count;
    const at = (first + step) / PER_SIDE;
    const point = found[index] ?? null;
    const next = found[(index + 1) % count] ?? null;
    if (point !== null) entries.push({ at, point });
    if (point !== null && next === null) {
      leaving = crossingOf(view, at, at + 1 / PER_SIDE) ?? { at, point };
      if (leaving.at > at) entries.push(leaving);
    } else if (point === null && next !== null) {
      const entering = crossingOf(view, at + 1 / PER_SIDE, at) ?? { at: at + 1 / PER_SIDE, point: next };
      if (leaving !== null) entries.push(...arcOf(view, leaving, entering));
      leaving = null;
      if (entering.at < at + 1 / PER_SIDE) entries.push(entering);
    }
  }
  return { points: fromUpperLeft(entries), cut: found.includes(null) };
}

/** The border of the frame as a way from 0 to 4: upper, right, lower, left side. */
function pointAt(view: View, at: number): OutlinePoint | null | "missing" {
  const { widthPx, heightPx } = view.camera;
  const side = Math.floor(at) % SIDES;
  const part = at - Math.floor(at);
  const x = side === 0 ? part * widthPx : side === 1 ? widthPx : side === 2 ? (1 - part) * widthPx : 0;
  const y = side === 0 ? 0 : side === 1 ? part * heightPx : side === 2 ? heightPx : (1 - part) * heightPx;
  const hit = hitOf(view, rayOf(view, x, y));
  return hit === null || hit === "missing" ? hit : { x, y, ...hit };
}

/** The last place on the way from `from` (which meets the ground) to `to` that still does. */
function crossingOf(view: View, from: number, to: number): { readonly at: number; readonly point: OutlinePoint } | null {
  let low = from;
  let high = to;
  let best: { readonly at: number; readonly point: OutlinePoint } | null = null;
  for (let round = 0; round < 20; round += 1) {
    const middle = (low + high) / 2;
    const point = pointAt(view, middle);
    if (point === null || point === "missing") high = middle;
    else {
      low = middle;
      best = { at: middle, point };
    }
  }
  return best;
}

/** Points along the cut, from one crossing to the other. */
function arcOf(
  view: View,
  from: { readonly at: number; readonly point: OutlinePoint },
  to: { readonly at: number; readonly point: OutlinePoint },
): { readonly at: number; readonly point: OutlinePoint }[] {
  const startRad = Math.atan2(from.point.eastM, from.point.northM);
  const turnRad = wrapped(Math.atan2(to.point.eastM, to.point.northM) - startRad);
  const startM = Math.hypot(from.point.eastM, from.point.northM);
  const endM = Math.hypot(to.point.eastM, to.point.northM);
  const arc = [];
  for (let step = 1; step < ARC_POINTS; step += 1) {
    const part = step / ARC_POINTS;
    const angle = startRad + part * turnRad;
    const distance = startM + part * (endM - startM);
    const northM = distance * Math.cos(angle);
    const eastM = distance * Math.sin(angle);
    const downM = downAt(view, northM, eastM);
    const pixel = pixelOfLocal(view, northM, eastM, downM);
    if (pixel === null) continue;
    const { widthPx, heightPx } = view.camera;
    const x = Math.min(widthPx, Math.max(0, pixel.x));
    const y = Math.min(heightPx, Math.max(0, pixel.y));
    arc.push({ at: from.at + part * (to.at - from.at), point: { x, y, northM, eastM, downM } });
  }
  return arc;
}

function downAt(view: View, northM: number, eastM: number): number {
  const { ground } = view;
  if (ground.kind === "flat") return ground.heightM;
  const place = fromLocal(ground.camera.latDeg, ground.camera.lonDeg, { northM, eastM });
  const groundM = ground.terrain.heightM(place.latDeg, place.lonDeg);
  return groundM === null ? ground.heightM : ground.cameraM - groundM;
}

function fromUpperLeft(entries: readonly { readonly at: number; readonly point: OutlinePoint }[]): OutlinePoint[] {
  const start = entries.findIndex(({ at }) => at >= SIDES);
  const ordered = start === -1 ? entries : [...entries.slice(start), ...entries.slice(0, start)];
  return ordered.map(({ point }) => point);
}

function wrapped(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}
