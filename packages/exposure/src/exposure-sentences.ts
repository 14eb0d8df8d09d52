/** Sentences of the exposure report: what a row means to whoever has the item. */
import type { Footprint } from "@creance/flight";
import type { Certainty, ExposedKind } from "./exposure-report.ts";
import { siteKindNames } from "./site-kinds.table.ts";
import type { Site } from "./site-layer.ts";

/** `Water works "North inlet"`: a site as a sentence names it. */
function siteWords({ name, kind }: Pick<Site, "name" | "kind">): string {
  return `${name} (${siteKindNames[kind].toLowerCase()})`;
}

/** The track comes over the site. */
export function trackSentence(site: Site, certainty: Certainty, distanceM: number): string {
  if (certainty === "probably") return `The track lies over ${siteWords(site)}.`;
  return `The track may lie over ${siteWords(site)}: it passes ${metres(distanceM)} from it, inside the error of the positions.`;
}

/** A place of a person or machine near the site. */
export function nearSentence(kind: "home" | "pilot", site: Site, distanceM: number): string {
  const what = kind === "home" ? "The home point" : "The pilot's position";
  return distanceM === 0 ? `${what} lies in ${siteWords(site)}.` : `${what} lies ${metres(distanceM)} from ${siteWords(site)}.`;
}

/** The camera stood over the site. */
export function cameraSentence(itemKind: ExposedKind, site: Site, certainty: Certainty): string {
  const what = itemKind === "clip" ? "The film was taken" : itemKind === "subtitle" ? "The positions in it lie" : "The picture was taken";
  return certainty === "probably"
    ? `${what} over ${siteWords(site)}.`
    : `${what} over or beside ${siteWords(site)}, inside the error of the position.`;
}

/** The view holds the site. */
export function viewSentence(itemKind: ExposedKind, footprint: Footprint, site: Site, certainty: Certainty): string {
  const what = itemKind === "clip" ? "The film" : "The picture";
  if (footprint.kind === "viewTowards") return `${what} looks towards ${siteWords(site)} and may show it.`;
  return certainty === "probably"
    ? `${what} probably shows ${siteWords(site)}: it lies in the estimated footprint.`
    : `${what} may show ${siteWords(site)}: it lies in the footprint's error band.`;
}

/** The laser measured the site. */
export function laserSentence(site: Site, certainty: Certainty): string {
  return certainty === "probably"
    ? `The laser was pointed at ${siteWords(site)} and measured its place.`
    : `The laser measured a place beside ${siteWords(site)}, inside the error of the measurement.`;
}

/** What is not judged of a view; `null` when the view is known whole. */
export function viewGap(footprint: Footprint): string | null {
  if (footprint.kind === "unknown") return "Where it was taken is not known: it may show anything.";
  if (footprint.kind === "position") return "Where it was taken is known, where it looked is not: it may show anything near and far.";
  const bearing = footprint.bearingDeg === null ? "" : `, towards ${Math.round(footprint.bearingDeg + 360) % 360} degrees`;
  if (footprint.kind === "viewTowards")
    return `It looks to the horizon${bearing}: what lies beyond the sector that was judged may be in it, too.`;
  return footprint.horizonCut ? `It reaches towards the horizon${bearing}: what lies beyond the footprint's cut may be in it, too.` : null;
}

/** `12 m`, `1.4 km`. */
function metres(distanceM: number): string {
  return distanceM < 995 ? `${distanceM < 10 ? distanceM.toFixed(1) : distanceM.toFixed(0)} m` : `${(distanceM / 1000).toFixed(1)} km`;
}

/** `1 flight`, `3 flights`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
