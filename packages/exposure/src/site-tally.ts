/** Sites that are named, with how often. */
import type { GroundPoint } from "@creance/flight";
import type { Certainty, ExposedSite, ExposureRow } from "./exposure-report.ts";
import type { Site } from "./site-layer.ts";
import { siteMiddle, siteOutline } from "./site-outline.ts";

/** A row of a site. */
export interface SiteRow {
  readonly site: Site;
  readonly row: ExposureRow;
}

/** Counts rows and items of each site. */
export class SiteTally {
  readonly #sites = new Map<Site, { certainty: Certainty; rows: number; items: number; lastItem: string }>();

  /** Rows of one item come one after the other. */
  add(site: Site, { item, certainty }: ExposureRow): void {
    const before = this.#sites.get(site);
    if (before === undefined) this.#sites.set(site, { certainty, rows: 1, items: 1, lastItem: item });
    else {
      before.rows += 1;
      if (before.lastItem !== item) before.items += 1;
      before.lastItem = item;
      if (certainty === "probably") before.certainty = certainty;
    }
  }

  /** Most rows first, then by name. */
  result(): readonly ExposedSite[] {
    return [...this.#sites]
      .map(([site, { certainty, rows, items }]) => ({
        site: site.name,
        layer: site.layer,
        siteKind: site.kind,
        certainty,
        rows,
        items,
        position: siteMiddle(site) satisfies GroundPoint,
        ring: siteOutline(site),
      }))
      .sort((a, b) => b.rows - a.rows || compare(a.site, b.site) || compare(a.layer, b.layer));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
