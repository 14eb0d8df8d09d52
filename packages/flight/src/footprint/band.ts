/** The error band: the outline grown by what two sigma of every input move it. */
import { fromLocal, type LocalPoint } from "@creance/core";
import { type GroundHit, rotate, type Vector, type View } from "./view.ts";

/** One sigma of everything that moves a footprint. */
export interface BandSigmas {
  readonly northM: number;
  readonly eastM: number;
  readonly heightM: number;
  readonly yawDeg: number;
  readonly tiltDeg: number;
  readonly focalPct: number;
}

/** A band: a convex ring around the outline, and how far it moves a point at most. */
export interface Band {
  readonly ring: readonly LocalPoint[];
  readonly widestM: number;
}

const RAD = Math.PI / 180;
const ELLIPSE_POINTS = 16;
const SIGMAS = 2;

/**
 * The convex hull of the two-sigma ellipses of all points: it contains the outline, never crosses itself, and is exactly the grown outline
 * on flat ground, where footprints are convex. `yawDeg` is the heading that tilt errors are split along.
 */
export function bandOf(view: View, hits: readonly GroundHit[], sigmas: BandSigmas, yawDeg: number): Band {
  const moved: LocalPoint[] = [];
  let widestM = 0;
  const stretch = 1 / Math.cos(Math.PI / ELLIPSE_POINTS);
  for (const hit of hits) {
    const spread = spreadOf(view, hit, sigmas, yawDeg);
    // Lower triangle of the covariance: maps the unit circle onto its ellipse.
    const a = Math.sqrt(spread.northNorth);
    const b = a === 0 ? 0 : spread.northEast / a;
    const c = Math.sqrt(Math.max(0, spread.eastEast - b * b));
    for (let step = 0; step < ELLIPSE_POINTS; step += 1) {
      const angle = (step * 2 * Math.PI) / ELLIPSE_POINTS;
      const cos = stretch * Math.cos(angle);
      const sin = stretch * Math.sin(angle);
      moved.push({ northM: hit.northM + a * cos, eastM: hit.eastM + b * cos + c * sin });
    }
    const half = (spread.northNorth + spread.eastEast) / 2;
    const root = Math.hypot((spread.northNorth - spread.eastEast) / 2, spread.northEast);
    widestM = Math.max(widestM, Math.sqrt(half + root));
  }
  return { ring: hullOf(moved), widestM };
}

/** Points of a circle that holds the circle of this radius. */
export function circleAround(northM: number, eastM: number, radiusM: number): LocalPoint[] {
  const radius = radiusM / Math.cos(Math.PI / ELLIPSE_POINTS);
  return Array.from({ length: ELLIPSE_POINTS }, (_, step) => {
    const angle = (step * 2 * Math.PI) / ELLIPSE_POINTS;
    return { northM: northM + radius * Math.cos(angle), eastM: eastM + radius * Math.sin(angle) };
  });
}

/** Convex hull, counted clockwise from its southernmost point (Andrew's monotone chain). */
export function hullOf(points: readonly LocalPoint[]): LocalPoint[] {
  const sorted = [...points].sort((p, q) => p.northM - q.northM || p.eastM - q.eastM);
  if (sorted.length < 3) return sorted;
  const chain = (list: readonly LocalPoint[]): LocalPoint[] => {
    const kept: LocalPoint[] = [];
    for (const point of list) {
      while (kept.length > 1 && !turnsLeft(kept.at(-2) as LocalPoint, kept.at(-1) as LocalPoint, point)) kept.pop();
      kept.push(point);
    }
    kept.pop();
    return kept;
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

function turnsLeft(a: LocalPoint, b: LocalPoint, c: LocalPoint): boolean {
  return (b.northM - a.northM) * (c.eastM - a.eastM) - (b.eastM - a.eastM) * (c.northM - a.northM) > 0;
}

/** Two-sigma covariance of a ground point: each input is moved by two sigma both ways, the greater effect counts. */
function spreadOf(
  view: View,
  hit: GroundHit,
  sigmas: BandSigmas,
  yawDeg: number,
): { readonly northNorth: number; readonly northEast: number; readonly eastEast: number } {
  let northNorth = (SIGMAS * sigmas.northM) ** 2;
  let eastEast = (SIGMAS * sigmas.eastM) ** 2;
  let northEast = 0;
  const slope = slopeAt(view, hit);
  const add = (either: (sign: number) => GroundHit): void => {
    let longest = 0;
    let north = 0;
    let east = 0;
    for (const sign of [-1, 1]) {
      const moved = either(sign);
      const length = Math.hypot(moved.northM - hit.northM, moved.eastM - hit.eastM);
      if (!(length > longest)) continue;
      longest = length;
      north = (moved.northM - hit.northM) * slope;
      east = (moved.eastM - hit.eastM) * slope;
    }
    northNorth += north * north;
    northEast += north * east;
    eastEast += east * east;
  };
  const ray: Vector = [hit.northM, hit.eastM, hit.downM];
  const heading = yawDeg * RAD;
  const ahead: Vector = [Math.cos(heading), Math.sin(heading), 0];
  const beside: Vector = [-Math.sin(heading), Math.cos(heading), 0];
  const tilt = SIGMAS * sigmas.tiltDeg * RAD;
  const farthestM = 2 * view.reachM;
  add((sign) => landed(turned(ray, [0, 0, 1], sign * SIGMAS * sigmas.yawDeg * RAD), hit.downM, farthestM));
  add((sign) => landed(turned(ray, beside, sign * tilt), hit.downM, farthestM));
  add((sign) => landed(turned(ray, ahead, sign * tilt), hit.downM, farthestM));
  add((sign) => landed(ray, Math.max(0, hit.downM + sign * SIGMAS * sigmas.heightM), farthestM));
  add((sign) => landed(zoomed(view, ray, 1 + (sign * SIGMAS * sigmas.focalPct) / 100), hit.downM, farthestM));
  return { northNorth, northEast, eastEast };
}

/** Where a ray meets level ground, at most `farthestM` away. */
function landed(ray: Vector, downM: number, farthestM: number): GroundHit {
  const flat = Math.hypot(ray[0], ray[1]);
  const distance = ray[2] > 0 ? (flat * downM) / ray[2] : Number.POSITIVE_INFINITY;
  if (flat === 0) return { northM: 0, eastM: 0, downM };
  const reached = Math.min(distance, farthestM);
  return { northM: (ray[0] / flat) * reached, eastM: (ray[1] / flat) * reached, downM };
}

/** Turned about a unit axis (Rodrigues). */
function turned(v: Vector, axis: Vector, angleRad: number): Vector {
  const [x, y, z] = axis;
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  const along = (x * v[0] + y * v[1] + z * v[2]) * (1 - cos);
  return [
    v[0] * cos + (y * v[2] - z * v[1]) * sin + x * along,
    v[1] * cos + (z * v[0] - x * v[2]) * sin + y * along,
    v[2] * cos + (x * v[1] - y * v[0]) * sin + z * along,
  ];
}

/** The ray of the same pixel with another focal length. */
function zoomed(view: View, ray: Vector, scale: number): Vector {
  const [a, b, c] = view.rotation;
  const forward = a[0] * ray[0] + b[0] * ray[1] + c[0] * ray[2];
  const right = a[1] * ray[0] + b[1] * ray[1] + c[1] * ray[2];
  const down = a[2] * ray[0] + b[2] * ray[1] + c[2] * ray[2];
  return rotate(view.rotation, [forward, right / scale, down / scale]);
}

/** How much more a point moves than on level ground, because the ground falls away from the camera: 1 to 4. */
function slopeAt(view: View, hit: GroundHit): number {
  if (view.ground.kind === "flat") return 1;
  const distance = Math.hypot(hit.northM, hit.eastM);
  if (distance < 1) return 1;
  const { camera, terrain } = view.ground;
  const heightAt = (metres: number): number | null => {
    const place = fromLocal(camera.latDeg, camera.lonDeg, {
      northM: (hit.northM / distance) * metres,
      eastM: (hit.eastM / distance) * metres,
    });
    return terrain.heightM(place.latDeg, place.lonDeg);
  };
  const near = heightAt(Math.max(0, distance - 20));
  const far = heightAt(distance + 20);
  if (near === null || far === null) return 1;
  const fall = (near - far) / (distance + 20 - Math.max(0, distance - 20));
  const ray = hit.downM / distance;
  return fall >= ray * 0.75 ? 4 : Math.max(1, ray / (ray - fall));
}
