/** Where in the picture a site is. */
import { type Footprint, regionOf } from "@creance/flight";
import type { Site } from "./site-layer.ts";
import { partShape } from "./site-outline.ts";

/** Pixels of an outline at most. */
const MAX_PIXELS = 200;

/** Outline in pixels from the picture's upper left corner; `null` where no part of the site lies in the footprint's polygon. */
export function siteRegion(footprint: Footprint, site: Site): readonly { readonly x: number; readonly y: number }[] | null {
  const parts = site.parts.map(partShape);
  const region = regionOf(footprint, {
    points: parts.flatMap(({ points }) => points),
    lines: parts.flatMap(({ lines }) => lines),
    polygons: parts.flatMap(({ polygons }) => polygons),
  });
  if (region === null || region.length === 0) return null;
  const step = Math.max(1, Math.ceil(region.length / MAX_PIXELS));
  // Tenths of a pixel: the footprint is not better than that.
  return region.filter((_, at) => at % step === 0).map(({ x, y }) => ({ x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 }));
}
