/** Draws what a pinhole camera over flat ground sees: the same geometry that footprints are computed with, the other way round. */
import type { ColourPicture } from "../jpeg.ts";
import { type Ground, shade } from "./ground.ts";

/** A camera: metres from the take-off point, degrees as the gimbal says them. */
export interface ViewPoint {
  readonly eastM: number;
  readonly northM: number;
  /** Above the ground. */
  readonly upM: number;
  readonly yawDeg: number;
  /** 0 at the horizon, -90 straight down. */
  readonly pitchDeg: number;
  readonly rollDeg: number;
}

/** The picture's size and the camera's focal length, pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly focalPx: number;
}

const SKY = 0xb9cfe0;
/** Ground farther away than this fades into the sky. */
const HAZE_M = 2_500;

/** Draws a view; cost: one look at the ground for each pixel. Where the ground is far it is seen through haze. */
export function renderView(ground: Ground, view: ViewPoint, frame: Frame): ColourPicture {
  const { width, height, focalPx } = frame;
  const rgb = new Uint8Array(width * height * 3);
  const [yaw, pitch, roll] = [view.yawDeg, view.pitchDeg, view.rollDeg].map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  const [sy, cy, sp, cp, sr, cr] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch), Math.sin(roll), Math.cos(roll)];
  let at = 0;
  for (let v = 0; v < height; v += 1) {
    const down = (v + 0.5 - height / 2) / focalPx;
    for (let u = 0; u < width; u += 1) {
      const right = (u + 0.5 - width / 2) / focalPx;
      // R = Rz(yaw) Ry(pitch) Rx(roll) on (1, right, down), axes north, east, down.
      const y = right * cr - down * sr;
      const z = right * sr + down * cr;
      const forward = cp + z * sp;
      const dNorth = forward * cy - y * sy;
      const dEast = forward * sy + y * cy;
      const dDown = -sp + z * cp;
      let colour = SKY;
      if (dDown > 1e-4) {
        const reach = view.upM / dDown;
        const awayM = reach * Math.sqrt(dNorth * dNorth + dEast * dEast);
        if (awayM < HAZE_M) {
          const seen = ground(view.eastM + reach * dEast, view.northM + reach * dNorth);
          colour = awayM < HAZE_M / 12 ? seen : mixed(seen, SKY, (awayM / HAZE_M) ** 1.5);
        }
      } else {
        colour = shade(SKY, Math.min(0.35, -dDown));
      }
      rgb[at] = colour >> 16;
      rgb[at + 1] = (colour >> 8) & 255;
      rgb[at + 2] = colour & 255;
      at += 3;
    }
  }
  return { width, height, rgb };
}

function mixed(a: number, b: number, share: number): number {
  const ofB = Math.round(share * 256);
  const ofA = 256 - ofB;
  const red = (((a >> 16) & 255) * ofA + ((b >> 16) & 255) * ofB) >> 8;
  const green = (((a >> 8) & 255) * ofA + ((b >> 8) & 255) * ofB) >> 8;
  const blue = ((a & 255) * ofA + (b & 255) * ofB) >> 8;
  return (red << 16) | (green << 8) | blue;
}
