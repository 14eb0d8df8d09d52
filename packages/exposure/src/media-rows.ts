/** What a picture, a clip or a subtitle file reveals of sites: where its camera was, what it shows or may show, what its laser measured. */
import type { Footprint } from "@creance/flight";
import type { ExposedMedia, ExposedView } from "./exposed-item.ts";
import type { Certainty, ExposureRow } from "./exposure-report.ts";
import { cameraSentence, laserSentence, viewSentence } from "./exposure-sentences.ts";
import { placeMeets } from "./place-meets.ts";
import { POSITION_SIGMA_M } from "./position-error.ts";
import type { SiteIndex } from "./site-index.ts";
import type { Site } from "./site-layer.ts";
import { siteRegion } from "./site-region.ts";
import type { SiteRow } from "./site-tally.ts";
import { viewMeets } from "./view-meets.ts";

type How = "cameraPosition" | "footprint" | "viewTowards" | "laserPoint";

/** What was found of one site in one way, over all views. */
interface Found {
  readonly how: How;
  readonly site: Site;
  certainty: Certainty;
  distanceM: number | null;
  fromMs: number | null;
  toMs: number | null;
  /** The first view that is as certain. */
  view: ExposedView;
}

/** Rows of an item: one for each site and way. */
export function mediaRows(media: ExposedMedia, index: SiteIndex): readonly SiteRow[] {
  const found = new Map<Site, Partial<Record<How, Found>>>();
  for (const view of media.views) {
    const { footprint } = view;
    if (footprint.camera !== null) {
      const sigmaM = Math.max(0.1, sigmaOf(footprint));
      for (const [site, distanceM] of placeMeets(footprint.camera, 2 * sigmaM, index)) {
        add(found, "cameraPosition", site, distanceM <= sigmaM ? "probably" : "may", view, distanceM);
      }
    }
    const how = footprint.kind === "viewTowards" ? "viewTowards" : "footprint";
    for (const [site, certainty] of viewMeets(footprint, index)) add(found, how, site, certainty, view, null);
    if (footprint.laser !== null) {
      const sigmaM = Math.max(0.1, sigmaOf(footprint));
      for (const [site, distanceM] of placeMeets(footprint.laser, 2 * sigmaM, index)) {
        add(found, "laserPoint", site, distanceM <= sigmaM ? "probably" : "may", view, distanceM);
      }
    }
  }
  return [...found.values()].flatMap((ways) =>
    (["cameraPosition", "footprint", "viewTowards", "laserPoint"] as const).flatMap((how) => {
      const one = ways[how];
      return one === undefined ? [] : [{ site: one.site, row: rowOf(media, one) }];
    }),
  );
}

function add(
  found: Map<Site, Partial<Record<How, Found>>>,
  how: How,
  site: Site,
  certainty: Certainty,
  view: ExposedView,
  distanceM: number | null,
): void {
  const ways = found.get(site) ?? {};
  found.set(site, ways);
  const before = ways[how];
  if (before === undefined || (before.certainty === "may" && certainty === "probably")) {
    ways[how] = { how, site, certainty, distanceM, fromMs: view.fromMs, toMs: view.toMs, view };
  } else if (before.certainty === certainty) {
    before.toMs = view.toMs;
    if (distanceM !== null && (before.distanceM === null || distanceM < before.distanceM)) before.distanceM = distanceM;
  }
}

/** One sigma of the camera's position as the footprint was computed with it. */
function sigmaOf({ inputs }: Footprint): number {
  const input = inputs.find(({ name, unit }) => name === "position" && unit === "m");
  return input === undefined || !(input.sigma >= 0) ? POSITION_SIGMA_M : input.sigma;
}

function rowOf(media: ExposedMedia, found: Found): ExposureRow {
  const { site, how, certainty, view, distanceM } = found;
  const { kind, name, sha256 } = media;
  const laser = how === "laserPoint" && media.laserByteOffset !== null;
  const sentences: Readonly<Record<How, () => string>> = {
    cameraPosition: () => cameraSentence(kind, site, certainty),
    footprint: () => viewSentence(kind, view.footprint, site, certainty),
    viewTowards: () => viewSentence(kind, view.footprint, site, certainty),
    laserPoint: () => laserSentence(site, certainty),
  };
  return {
    item: sha256,
    itemKind: kind,
    itemName: name,
    kind: how,
    site: site.name,
    layer: site.layer,
    siteKind: site.kind,
    certainty,
    byteOffset: laser ? media.laserByteOffset : view.byteOffset,
    region: how === "footprint" && kind === "photo" ? siteRegion(view.footprint, site) : null,
    sha256: laser ? sha256 : media.viewSha256,
    distanceM: distanceM === null ? null : Math.round(distanceM * 100) / 100,
    fromMs: found.fromMs,
    toMs: found.toMs,
    value: null,
    sentence: sentences[how](),
  };
}
