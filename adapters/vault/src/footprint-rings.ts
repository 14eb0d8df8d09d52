/** Rings of a footprint as bytes: places in steps of 1e-7 degrees (about a centimetre), pixels in eighths. A footprint is a few hundred bytes so. */
import type { Footprint, GroundPoint } from "@creance/flight";

/** What the catalogue keeps of each footprint. */
export type FootprintRings = Pick<Footprint, "camera" | "centre" | "laser" | "polygon" | "polygonPx" | "band">;

const STEPS_PER_DEG = 1e7;
const STEPS_PER_PX = 8;
const HEADER_BYTES = 16;
const UNKNOWN = -(2 ** 31);

/** Packs rings; more than 65,535 points are not kept. */
export function packRings({ camera, centre, laser, polygon, polygonPx, band }: FootprintRings): Uint8Array {
  const single = [camera, centre, laser];
  const points = single.length + polygon.length + band.length + polygonPx.length;
  const bytes = new Uint8Array(HEADER_BYTES + points * 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1, true);
  view.setUint16(2, polygon.length, true);
  view.setUint16(4, polygonPx.length, true);
  view.setUint16(6, band.length, true);
  let at = HEADER_BYTES;
  const pair = (first: number, second: number): void => {
    view.setInt32(at, first, true);
    view.setInt32(at + 4, second, true);
    at += 8;
  };
  const place = (point: GroundPoint | null): void => {
    if (point === null) pair(UNKNOWN, UNKNOWN);
    else pair(Math.round(point.latDeg * STEPS_PER_DEG), Math.round(point.lonDeg * STEPS_PER_DEG));
  };
  for (const point of single) place(point);
  for (const point of polygon) place(point);
  for (const { x, y } of polygonPx) pair(Math.round(x * STEPS_PER_PX), Math.round(y * STEPS_PER_PX));
  for (const point of band) place(point);
  return bytes;
}

/** Unpacks rings. */
export function unpackRings(bytes: Uint8Array): FootprintRings {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const polygons = view.getUint16(2, true);
  const pixels = view.getUint16(4, true);
  const bands = view.getUint16(6, true);
  let at = HEADER_BYTES;
  const pair = (): readonly [number, number] => {
    at += 8;
    return [view.getInt32(at - 8, true), view.getInt32(at - 4, true)];
  };
  const place = (): GroundPoint | null => {
    const [latSteps, lonSteps] = pair();
    return latSteps === UNKNOWN ? null : { latDeg: latSteps / STEPS_PER_DEG, lonDeg: lonSteps / STEPS_PER_DEG };
  };
  const ring = (length: number): GroundPoint[] => Array.from({ length }, () => place() ?? { latDeg: Number.NaN, lonDeg: Number.NaN });
  const camera = place();
  const centre = place();
  const laser = place();
  const polygon = ring(polygons);
  const polygonPx = Array.from({ length: pixels }, () => {
    const [x, y] = pair();
    return { x: x / STEPS_PER_PX, y: y / STEPS_PER_PX };
  });
  return { camera, centre, laser, polygon, polygonPx, band: ring(bands) };
}
