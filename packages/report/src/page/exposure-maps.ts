/** Maps of an exposure report: one for each neighbourhood of sites that are named, with what came near them. */
import { distanceM } from "@creance/core";
import type { ExposedSite, ExposureDrawing, ExposureFindings } from "@creance/exposure";
import type { MapArea, MapMarker, MapPosition, MapTrack } from "../map-model.ts";
import { fitMap, type MapProjection, projectPoint } from "../map-projection.ts";
import { svgMap } from "../svg-map.ts";
import type { ReportBlock } from "./report-page.ts";

/** Sites nearer to each other than this share a map. */
const NEIGHBOUR_M = 1500;
const MAX_MAPS = 12;
const WIDTH_PX = 900;
const HEIGHT_PX = 540;
/** Drawn around a site at least. */
const ROUND_M = 150;
/** Labels of sites on one map. */
const MAX_LABELS = 40;

/** Figures with a heading; none when no site is named. */
export function exposureMaps({ sites }: ExposureFindings, drawing: ExposureDrawing): readonly ReportBlock[] {
  const groups = neighbourhoods(sites);
  const shown = groups.slice(0, MAX_MAPS);
  if (shown.length === 0) return [];
  const left = groups.length - shown.length;
  return [
    { kind: "heading", level: 2, id: "maps", text: "Where they are" },
    {
      kind: "paragraph",
      text: `Sites: solid outline probably, dashed may. Footprints: fine dashes, estimated; dotted is their error band. Thick lines are tracks.${left > 0 ? ` ${left} more neighbourhoods are not drawn.` : ""}`,
    },
    ...shown.map((group, at) => figureOf(group, drawing, at)),
  ];
}

/** Sites within some distance of each other, the largest groups first. */
function neighbourhoods(sites: readonly ExposedSite[]): readonly (readonly ExposedSite[])[] {
  const groups: ExposedSite[][] = [];
  for (const site of sites.slice(0, 2000)) {
    const near = groups.find((group) =>
      group.some(({ position }) => distanceM(position.latDeg, position.lonDeg, site.position.latDeg, site.position.lonDeg) < NEIGHBOUR_M),
    );
    if (near === undefined) groups.push([site]);
    else near.push(site);
  }
  return groups.sort((a, b) => b.length - a.length);
}

function figureOf(group: readonly ExposedSite[], drawing: ExposureDrawing, at: number): ReportBlock {
  const projection = fitMap({ widthPx: WIDTH_PX, heightPx: HEIGHT_PX, markers: group.flatMap(cornersOf) });
  const visible = viewOf(projection);
  const areas: readonly MapArea[] = [
    ...drawing.bands.filter((ring) => ring.some(visible)).map((ring) => ({ kind: "band" as const, ring })),
    ...drawing.polygons.filter((ring) => ring.some(visible)).map((ring) => ({ kind: "footprint" as const, ring })),
    ...group.map(({ certainty, ring }) => ({ kind: certainty === "probably" ? ("site" as const) : ("siteMaybe" as const), ring })),
  ];
  const tracks: readonly MapTrack[] = drawing.tracks.filter(({ latDeg, lonDeg }) =>
    latDeg.some((lat, row) => visible({ latDeg: lat, lonDeg: lonDeg[row] ?? Number.NaN })),
  );
  const plain = (places: readonly MapPosition[], kind: MapMarker["kind"]): readonly MapMarker[] =>
    places.filter(visible).map(({ latDeg, lonDeg }) => ({ kind, latDeg, lonDeg, label: "" }));
  const markers: readonly MapMarker[] = [
    ...plain(drawing.cameras, "photo"),
    ...plain(drawing.homes, "home"),
    ...plain(drawing.pilots, "pilot"),
    ...group.slice(0, MAX_LABELS).map(({ position, site }) => ({ kind: "site" as const, ...position, label: site })),
  ];
  const names = group.slice(0, MAX_LABELS).map(({ site, certainty }) => `${site} (${certainty})`);
  const title = names.slice(0, 4).join(", ") + (group.length > 4 ? ` and ${group.length - 4} more` : "");
  const footprints = areas.filter(({ kind }) => kind === "footprint").length;
  const alternative = `${counted(group.length, "site")}, ${counted(tracks.length, "track")}, ${counted(footprints, "footprint")}.`;
  const svg = svgMap(
    {
      widthPx: WIDTH_PX,
      heightPx: HEIGHT_PX,
      title,
      description: alternative,
      units: "metric",
      tracks,
      markers,
      areas,
      idPrefix: `site${at + 1}`,
    },
    projection,
  );
  return { kind: "figure", title, svg, alternative };
}

/** What a map must hold of a site: its outline, or some ground around its place. */
function cornersOf({ position, ring }: ExposedSite): readonly MapMarker[] {
  const latDeg = ROUND_M / 111_000;
  const lonDeg = latDeg / Math.max(0.05, Math.cos((position.latDeg * Math.PI) / 180));
  const around = [
    { latDeg: Math.min(89.9, position.latDeg + latDeg), lonDeg: position.lonDeg + lonDeg },
    { latDeg: Math.max(-89.9, position.latDeg - latDeg), lonDeg: position.lonDeg - lonDeg },
  ].filter((place) => Math.abs(place.lonDeg) <= 180);
  // A line that runs on for kilometres would make everything else small: its near part is enough.
  const near = ring.filter((place) => distanceM(place.latDeg, place.lonDeg, position.latDeg, position.lonDeg) < NEIGHBOUR_M / 2);
  return [...around, ...near].map(({ latDeg: lat, lonDeg: lon }) => ({ kind: "site", latDeg: lat, lonDeg: lon, label: "" }));
}

function viewOf(projection: MapProjection): (place: MapPosition) => boolean {
  return ({ latDeg, lonDeg }) => {
    const { xPx, yPx } = projectPoint(projection, latDeg, lonDeg);
    return xPx >= 0 && xPx <= projection.widthPx && yPx >= 0 && yPx <= projection.heightPx;
  };
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
