/** A camera in space over the ground: rays to the ground and pixels of ground points. Local frame: north, east, down in metres at the camera. */
import { fromLocal } from "@creance/core";
import type { GroundPoint, Terrain } from "../media/footprint.ts";
import { type CameraModel, directionOf, pixelOfDirection } from "./camera-model.ts";

/** A vector: north, east, down. */
export type Vector = readonly [number, number, number];

/** The ground under a camera. */
export type Ground =
  | { readonly kind: "flat"; readonly heightM: number }
  | {
      readonly kind: "terrain";
      readonly terrain: Terrain;
      /** Height of the camera in the heights of the terrain. */
      readonly cameraM: number;
      /** Height above the ground straight below. */
      readonly heightM: number;
      readonly camera: GroundPoint;
    };

/** Camera, rotation and ground together. */
export interface View {
  readonly camera: CameraModel;
  /** Rows of the rotation from camera (forward, right, down) to local (north, east, down). */
  readonly rotation: readonly [Vector, Vector, Vector];
  readonly ground: Ground;
  /** Rays end here, metres over ground from the camera. */
  readonly reachM: number;
}

/** Where a ray meets the ground: metres north and east of the camera, and how far below it. */
export interface GroundHit {
  readonly northM: number;
  readonly eastM: number;
  readonly downM: number;
}

const RAD = Math.PI / 180;

/** Rotation of a camera, degrees: yaw from north, pitch 0 at the horizon and -90 straight down, roll right. `R = Rz(yaw) Ry(pitch) Rx(roll)`. */
export function rotationOf(yawDeg: number, pitchDeg: number, rollDeg: number): View["rotation"] {
  const [sy, cy] = [Math.sin(yawDeg * RAD), Math.cos(yawDeg * RAD)];
  const [sp, cp] = [Math.sin(pitchDeg * RAD), Math.cos(pitchDeg * RAD)];
  const [sr, cr] = [Math.sin(rollDeg * RAD), Math.cos(rollDeg * RAD)];
  return [
    [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
    [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
    [-sp, cp * sr, cp * cr],
  ];
}

/** Direction of a pixel in the local frame; `scale` multiplies the focal length. */
export function rayOf(view: View, x: number, y: number, scale = 1): Vector {
  const [right, down] = directionOf(view.camera, x, y);
  return rotate(view.rotation, [1, right / scale, down / scale]);
}

/** Turns a vector. */
export function rotate(rotation: View["rotation"], v: Vector): Vector {
  const [a, b, c] = rotation;
  return [dot(a, v), dot(b, v), dot(c, v)];
}

/** Angle of a ray below the horizon, degrees. */
export function depressionOf(ray: Vector): number {
  return Math.atan2(ray[2], Math.hypot(ray[0], ray[1])) / RAD;
}

/**
 * Where a ray meets the ground; `null` when it does not before the reach. With terrain the ray is marched and the crossing refined;
 * `missing` when it leaves the tiles.
 */
export function hitOf(view: View, ray: Vector): GroundHit | null | "missing" {
  const [north, east, down] = ray;
  const flat = Math.hypot(north, east);
  const { ground, reachM } = view;
  if (ground.kind === "flat") {
    if (!(down > 0) || flat * ground.heightM > reachM * down) return null;
    const t = ground.heightM / down;
    return { northM: t * north, eastM: t * east, downM: ground.heightM };
  }
  const length = Math.hypot(flat, down);
  const unit: Vector = [north / length, east / length, down / length];
  const unitFlat = flat / length;
  const least = Math.max(1, ground.heightM / 50);
  const most = Math.hypot(reachM, 20 * ground.heightM);
  let before = 0;
  for (let t = 0; t <= most; ) {
    const above = aboveGround(ground, unit, t);
    if (above === null) return "missing";
    if (above <= 0) return refined(ground, unit, before, t);
    if (t * unitFlat > reachM) return null;
    before = t;
    // Slopes of up to one in one cannot be stepped over.
    t += Math.max(least, above / (Math.max(0, unit[2]) + unitFlat));
  }
  return null;
}

/** Pixel of a point in the local frame; `null` behind the camera. */
export function pixelOfLocal(view: View, northM: number, eastM: number, downM: number): { readonly x: number; readonly y: number } | null {
  const [a, b, c] = view.rotation;
  // The inverse of a rotation is its transpose.
  const forward = a[0] * northM + b[0] * eastM + c[0] * downM;
  if (!(forward > 1e-6)) return null;
  const right = a[1] * northM + b[1] * eastM + c[1] * downM;
  const down = a[2] * northM + b[2] * eastM + c[2] * downM;
  return pixelOfDirection(view.camera, right / forward, down / forward);
}

function aboveGround(ground: Ground & { readonly kind: "terrain" }, unit: Vector, t: number): number | null {
  const place = fromLocal(ground.camera.latDeg, ground.camera.lonDeg, { northM: t * unit[0], eastM: t * unit[1] });
  const groundM = ground.terrain.heightM(place.latDeg, place.lonDeg);
  return groundM === null ? null : ground.cameraM - t * unit[2] - groundM;
}

function refined(ground: Ground & { readonly kind: "terrain" }, unit: Vector, above: number, below: number): GroundHit | "missing" {
  let low = above;
  let high = below;
  for (let round = 0; round < 24; round += 1) {
    const middle = (low + high) / 2;
    const height = aboveGround(ground, unit, middle);
    if (height === null) return "missing";
    if (height > 0) low = middle;
    else high = middle;
  }
  return { northM: high * unit[0], eastM: high * unit[1], downM: high * unit[2] };
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
