/** Sites near a single place: a home point, a pilot, a camera, a laser's target. */
import { distanceToShapeM, type GroundPoint } from "@creance/flight";
import type { SiteIndex } from "./site-index.ts";
import type { Site } from "./site-layer.ts";
import { marginDeg } from "./track-meets.ts";

/** Sites within `metres` of the place with their distances, in the index's order. */
export function placeMeets({ latDeg, lonDeg }: GroundPoint, metres: number, index: SiteIndex): ReadonlyMap<Site, number> {
  const bounds = { southDeg: latDeg, northDeg: latDeg, westDeg: lonDeg, eastDeg: lonDeg };
  const near = new Map<Site, number>();
  for (const { site, shape } of index.find(bounds, marginDeg(bounds, metres))) {
    const distanceM = distanceToShapeM(shape, { latDeg, lonDeg });
    if (distanceM <= metres && distanceM < (near.get(site) ?? Number.POSITIVE_INFINITY)) near.set(site, distanceM);
  }
  return near;
}
