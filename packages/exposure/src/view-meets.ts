/** Sites that a picture shows or may show: its band against each site, then its polygon. Never the polygon alone. */
import { boundsOf } from "@creance/core";
import { type Footprint, type GroundPoint, type ReadyShape, readyShape, shapeOfRing, shapesMeet } from "@creance/flight";
import type { Certainty } from "./exposure-report.ts";
import type { SiteIndex } from "./site-index.ts";
import type { Site } from "./site-layer.ts";

/** Sites inside the footprint: `probably` inside the polygon, `may` inside its band or a sector of view. */
export function viewMeets(footprint: Footprint, index: SiteIndex): ReadonlyMap<Site, Certainty> {
  const found = new Map<Site, Certainty>();
  if (footprint.kind !== "area" && footprint.kind !== "viewTowards") return found;
  const places = [...footprint.band, ...footprint.polygon];
  const bounds = boundsOf(
    places.map(({ latDeg }) => latDeg),
    places.map(({ lonDeg }) => lonDeg),
  );
  if (bounds === null) return found;
  const parts = index.find(bounds, { latDeg: 1e-7, lonDeg: 1e-7 });
  if (parts.length === 0) return found;
  const band = ringShape(footprint.band);
  const polygon = footprint.kind === "area" ? ringShape(footprint.polygon) : null;
  for (const { site, shape } of parts) {
    if (found.get(site) === "probably") continue;
    if (polygon !== null && shapesMeet(polygon, shape)) found.set(site, "probably");
    else if (band !== null && shapesMeet(band, shape)) found.set(site, "may");
  }
  return found;
}

function ringShape(ring: readonly GroundPoint[]): ReadyShape | null {
  return ring.length < 3 ? null : readyShape(shapeOfRing(ring));
}
