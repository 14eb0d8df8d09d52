/** The exposure report: flights, pictures and files go in one after the other, rows come out. Nothing of an item is held but its rows. */
import type { Bounds } from "@creance/core";
import { DrawingBox } from "./drawing-box.ts";
import type { ExposedFile, ExposedFlight, ExposedMedia } from "./exposed-item.ts";
import type { ExposureDrawing, ExposureFindings, ExposureRow, UnknownItem } from "./exposure-report.ts";
import { counted } from "./exposure-sentences.ts";
import { flightRows } from "./flight-rows.ts";
import { HeaderTally } from "./header-tally.ts";
import { mediaRows } from "./media-rows.ts";
import { WEAK_BAND_M } from "./position-error.ts";
import type { Reveal } from "./reveal.ts";
import { SiteIndex } from "./site-index.ts";
import type { SiteLayer } from "./site-layer.ts";
import { type SiteRow, SiteTally } from "./site-tally.ts";
import { marginDeg } from "./track-meets.ts";

/** How to judge. */
export interface ExposureOptions {
  readonly layers: readonly SiteLayer[];
  /** How near a home or pilot position counts, metres (default 100). */
  readonly nearM?: number;
  /** Rows of sites, and rows of headers, at most (default 200,000 and 100,000); the others are counted. */
  readonly maxSiteRows?: number;
  readonly maxHeaderRows?: number;
}

/** How far from the box of a flight its pilot may have walked. */
const PILOT_WALK_M = 1000;

/** A report in the making. */
export interface Exposure {
  /** False when no site is near the box: then a flight's track need not be read, its home and pilot position are enough. */
  mayMeet(bounds: Bounds): boolean;
  addFlight(flight: ExposedFlight): void;
  addMedia(media: ExposedMedia): void;
  addFile(file: ExposedFile): void;
  /** The report of what was added, and what its map draws. */
  finish(): { readonly findings: ExposureFindings; readonly drawing: ExposureDrawing };
}

/** Opens a report. */
export function openExposure(options: ExposureOptions): Exposure {
  const { layers, nearM = 100, maxSiteRows = 200_000, maxHeaderRows = 100_000 } = options;
  const index = new SiteIndex(layers.flatMap(({ sites }) => sites));
  const sites = new SiteTally();
  const headers = new HeaderTally();
  const drawing = new DrawingBox();
  const siteRows: ExposureRow[] = [];
  const headerRows: ExposureRow[] = [];
  const unknown: UnknownItem[] = [];
  const terrain = new Set<string>();
  const counts = { flights: 0, photos: 0, clips: 0, files: 0 };
  let leftOut = 0;

  function addSiteRows(found: readonly SiteRow[]): void {
    for (const { site, row } of found) {
      sites.add(site, row);
      if (siteRows.length < maxSiteRows) siteRows.push(row);
      else leftOut += 1;
    }
  }

  function addReveals(
    item: Pick<ExposureRow, "item" | "itemKind" | "itemName">,
    reveals: readonly (Reveal & { readonly sha256: string })[],
  ): void {
    for (const reveal of reveals) {
      headers.add(item.item, reveal);
      if (headerRows.length < maxHeaderRows) headerRows.push(headerRow(item, reveal));
      else leftOut += 1;
    }
  }

  return {
    mayMeet: (bounds) => index.find(bounds, marginDeg(bounds, Math.max(nearM, WEAK_BAND_M) + PILOT_WALK_M)).length > 0,
    addFlight(flight) {
      counts.flights += 1;
      addSiteRows(flightRows(flight, { index, nearM }));
      addReveals({ item: flight.id, itemKind: "flight", itemName: flight.name }, flight.reveals);
      if (flight.noTrack !== null) unknown.push({ item: flight.id, itemName: flight.name, sentence: flight.noTrack });
      drawing.addFlight(flight);
    },
    addMedia(media) {
      counts[media.kind === "photo" ? "photos" : media.kind === "clip" ? "clips" : "files"] += 1;
      addSiteRows(mediaRows(media, index));
      const own = media.reveals.map((reveal) => ({ ...reveal, sha256: media.sha256 }));
      addReveals({ item: media.sha256, itemKind: media.kind, itemName: media.name }, own);
      const { gap } = media;
      if (gap !== null) unknown.push({ item: media.sha256, itemName: media.name, sentence: gap });
      for (const { footprint } of media.views) if (footprint.terrain !== null) terrain.add(footprint.terrain);
      drawing.addMedia(media);
    },
    addFile(file) {
      counts.files += 1;
      const own = file.reveals.map((reveal) => ({ ...reveal, sha256: file.sha256 }));
      addReveals({ item: file.sha256, itemKind: "file", itemName: file.name }, own);
      if (file.unread !== null) unknown.push({ item: file.sha256, itemName: file.name, sentence: file.unread });
    },
    finish() {
      const named = sites.result();
      const told = headers.result();
      const findings: ExposureFindings = {
        items: { ...counts },
        layers: layers.map((layer) => ({
          name: layer.name,
          fileName: layer.fileName,
          sha256: layer.sha256,
          sites: layer.sites.length,
          kinds: [...new Set(layer.sites.map(({ kind }) => kind))].sort(),
          problem: layer.problem,
        })),
        terrain: [...terrain].sort(),
        sites: named,
        headers: told,
        rows: [...siteRows, ...headerRows],
        rowsLeftOut: leftOut,
        unknown,
        sentence: sentenceOf({ counts, layers, named, told: told.length, unknown: unknown.length }),
      };
      return { findings, drawing: drawing.result() };
    },
  };
}

function headerRow(
  { item, itemKind, itemName }: Pick<ExposureRow, "item" | "itemKind" | "itemName">,
  { kind, byteOffset, sha256, value, label, sentence }: Reveal & { readonly sha256: string },
): ExposureRow {
  return {
    item,
    itemKind,
    itemName,
    kind,
    site: null,
    layer: null,
    siteKind: null,
    certainty: "probably",
    byteOffset,
    region: null,
    sha256,
    distanceM: null,
    fromMs: null,
    toMs: null,
    value,
    sentence: `${label}. ${sentence}`,
  };
}

function sentenceOf(result: {
  readonly counts: ExposureFindings["items"];
  readonly layers: readonly SiteLayer[];
  readonly named: ExposureFindings["sites"];
  readonly told: number;
  readonly unknown: number;
}): string {
  const { counts, layers, named, told, unknown } = result;
  const items = [
    counts.flights > 0 ? counted(counts.flights, "flight") : "",
    counts.photos > 0 ? counted(counts.photos, "picture") : "",
    counts.clips > 0 ? counted(counts.clips, "clip") : "",
    counts.files > 0 ? counted(counts.files, "other file") : "",
  ].filter((words) => words !== "");
  const sites = layers.reduce((sum, layer) => sum + layer.sites.length, 0);
  const probably = named.filter(({ certainty }) => certainty === "probably").length;
  const about =
    sites === 0
      ? "No layer of sensitive sites was there, so no site was looked for"
      : named.length === 0
        ? `None of the ${counted(sites, "site")} of ${counted(layers.length, "layer")} was found under a track or in a view`
        : `${named.length.toLocaleString("en-US")} of ${counted(sites, "site")} named, ${probably} as “probably” and ${named.length - probably} as “may”`;
  const headers =
    told === 0
      ? "no header value that names somebody was found"
      : `${counted(told, "kind")} of values in headers name a machine, a person or a place`;
  const gaps =
    unknown === 0
      ? ""
      : ` Of ${counted(unknown, "item")} the view is not known, or not all of it: ${unknown === 1 ? "it" : "they"} may show more.`;
  return `${items.length === 0 ? "Nothing was judged" : items.join(", ")}. ${about}; ${headers}.${gaps}`;
}
