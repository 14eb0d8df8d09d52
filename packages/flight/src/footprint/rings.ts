/** Is a place inside a ring? Asked of very many rings at every click on the map. */
import { lonDifferenceDeg, metresPerDegree } from "@creance/core";
import type { GroundPoint } from "../media/footprint.ts";
import { type GroundRing, originToSegmentSquared } from "./ground-shape.ts";

/** What is nearer than this to an edge lies on it, metres. */
const TOUCH_M = 1e-3;

/**
 * True when the place lies in the ring; its edge (within a millimetre) counts as inside. Allocates nothing: for clicks over many rings. For
 * holes, or one shape and many places, use `readyShape`.
 */
export function pointInRing(point: GroundPoint, ring: GroundRing): boolean {
  const last = ring.at(-1);
  if (last === undefined || ring.length < 3) return false;
  const { northM, eastM } = metresPerDegree(point.latDeg);
  let inside = false;
  let ax = lonDifferenceDeg(point.lonDeg, last.lonDeg) * eastM;
  let ay = (last.latDeg - point.latDeg) * northM;
  let lonDeg = last.lonDeg;
  for (const corner of ring) {
    const bx = ax + lonDifferenceDeg(lonDeg, corner.lonDeg) * eastM;
    const by = (corner.latDeg - point.latDeg) * northM;
    if (ay > 0 !== by > 0 && ax - (ay * (bx - ax)) / (by - ay) > 0) inside = !inside;
    const mayTouch =
      Math.min(ax, bx) <= TOUCH_M && Math.max(ax, bx) >= -TOUCH_M && Math.min(ay, by) <= TOUCH_M && Math.max(ay, by) >= -TOUCH_M;
    if (mayTouch && originToSegmentSquared(ax, ay, bx, by) <= TOUCH_M * TOUCH_M) return true;
    ax = bx;
    ay = by;
    lonDeg = corner.lonDeg;
  }
  return inside;
}
