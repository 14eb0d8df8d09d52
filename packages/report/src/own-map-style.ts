/**
 * The style of a base map that a person brought: raster tiles as they are, vector tiles plainly by the names of their layers. It is added above the built-in
 * map, which shows through where the brought one ends. No glyphs, no sprite, no address but its tiles.
 */
import { xmlText } from "@creance/core";
import { basemapColours } from "./basemap-colours.table.ts";
import type { MapTheme } from "./map-model.ts";
import { type OwnMapRole, ownMapHidden, ownMapRoles } from "./own-map-layers.table.ts";

/** Name of the source. */
export const OWN_MAP_SOURCE = "own";

/** Layers of a vector map that are looked at; there are rarely more than twenty. */
const MOST_LAYERS = 60;
const MOST_ATTRIBUTION = 300;
/** Edge of a raster tile, pixels. Larger tiles are only drawn sharper. */
const RASTER_TILE_PX = 256;

/** A base map on this machine as its file describes itself. */
export interface OwnMap {
  readonly kind: "raster" | "vector";
  /** What the `pmtiles` protocol takes. */
  readonly tilesUrl: string;
  /** Names of the vector layers, as in the file's metadata. */
  readonly layers: readonly string[];
  /** The file's attribution, as it stands there; markup is taken out. */
  readonly attribution: string;
}

/** Source and layers, as plain data of MapLibre's style version 8. */
export interface OwnMapStyle {
  readonly source: Readonly<Record<string, unknown>>;
  readonly layers: readonly Readonly<Record<string, unknown>>[];
}

/** The style's parts. The ids of the layers start with `own-`, in the order of drawing. */
export function ownMapStyle(theme: MapTheme, map: OwnMap): OwnMapStyle {
  // The map library takes an attribution as markup.
  const attribution = xmlText(plainAttribution(map.attribution));
  if (map.kind === "raster") {
    return {
      source: { type: "raster", url: map.tilesUrl, tileSize: RASTER_TILE_PX, attribution },
      layers: [{ id: "own-raster", type: "raster", source: OWN_MAP_SOURCE, paint: { "raster-fade-duration": 0 } }],
    };
  }
  const names = [...new Set(map.layers)].filter((name) => !ownMapHidden.has(name.toLowerCase())).slice(0, MOST_LAYERS);
  const ofRole = (role: OwnMapRole): string[] => names.filter((name) => roleOf(name) === role);
  const layers = drawingOrder.flatMap((role) => ofRole(role).flatMap((name) => roleLayers[role](name, theme)));
  return { source: { type: "vector", url: map.tilesUrl, attribution }, layers };
}

/** Attribution as text: no markup, one line, at most 300 characters. */
export function plainAttribution(attribution: string): string {
  return attribution
    .slice(0, 10 * MOST_ATTRIBUTION)
    .replace(/<[^>]*>/g, " ")
    .replace(/&copy;/gi, "©")
    .replace(/&(?:nbsp|#160);/gi, " ")
    .replace(/&amp;/gi, "&")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MOST_ATTRIBUTION);
}

function roleOf(name: string): OwnMapRole {
  const known = name.toLowerCase();
  return (Object.hasOwn(ownMapRoles, known) ? ownMapRoles[known] : undefined) ?? "other";
}

const drawingOrder: readonly OwnMapRole[] = ["ground", "green", "water", "buildings", "roads", "borders", "other", "names"];

type Layer = Readonly<Record<string, unknown>>;

const areas = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false];
const lines = ["match", ["geometry-type"], ["LineString", "MultiLineString"], true, false];
const points = ["match", ["geometry-type"], ["Point", "MultiPoint"], true, false];
/** Wider where one looks closer. */
const lineWidth = (atTen: number, atEighteen: number): readonly unknown[] => [
  "interpolate",
  ["exponential", 1.5],
  ["zoom"],
  10,
  atTen,
  18,
  atEighteen,
];

const roleLayers: Readonly<Record<OwnMapRole, (name: string, theme: MapTheme) => Layer[]>> = {
  ground: (name, theme) => [fill(name, basemapColours[theme].land)],
  green: (name, theme) => [fill(name, basemapColours[theme].green)],
  water: (name, theme) => [
    fill(name, basemapColours[theme].water),
    line(name, { "line-color": basemapColours[theme].coast, "line-width": lineWidth(0.6, 4) }),
  ],
  buildings: (name, theme) => [fill(name, basemapColours[theme].building)],
  roads: (name, theme) => [
    fill(name, basemapColours[theme].road),
    line(name, { "line-color": basemapColours[theme].roadEdge, "line-width": lineWidth(1, 11) }, "-edge"),
    line(name, { "line-color": basemapColours[theme].road, "line-width": lineWidth(0.5, 9) }),
  ],
  borders: (name, theme) => [line(name, { "line-color": basemapColours[theme].border, "line-width": 1, "line-dasharray": [4, 2] })],
  names: (name, theme) => [words(name, theme)],
  // A layer nobody foresaw, such as parcels or pipes: outlines, points and names, so that nothing brought stays unseen.
  other: (name, theme) => [
    { ...line(name, { "line-color": basemapColours[theme].border, "line-width": 1 }), filter: ["!", points] },
    {
      id: `own-points-${name}`,
      type: "circle",
      source: OWN_MAP_SOURCE,
      "source-layer": name,
      filter: points,
      paint: { "circle-radius": 3, "circle-color": basemapColours[theme].dot },
    },
    words(name, theme),
  ],
};

function fill(name: string, colour: string): Layer {
  return {
    id: `own-fill-${name}`,
    type: "fill",
    source: OWN_MAP_SOURCE,
    "source-layer": name,
    filter: areas,
    paint: { "fill-color": colour },
  };
}

function line(name: string, paint: Layer, suffix = ""): Layer {
  return {
    id: `own-line${suffix}-${name}`,
    type: "line",
    source: OWN_MAP_SOURCE,
    "source-layer": name,
    filter: lines,
    layout: { "line-join": "round", "line-cap": "round" },
    paint,
  };
}

/** Names beside points, along lines, in areas. */
function words(name: string, theme: MapTheme): Layer {
  return {
    id: `own-names-${name}`,
    type: "symbol",
    source: OWN_MAP_SOURCE,
    "source-layer": name,
    layout: {
      "text-field": ["to-string", ["coalesce", ["get", "name:latin"], ["get", "name"], ""]],
      "text-font": ["Noto Sans"],
      "text-size": 12,
      "text-max-width": 8,
      "text-padding": 4,
    },
    paint: { "text-color": basemapColours[theme].place, "text-halo-color": basemapColours[theme].halo, "text-halo-width": 1.3 },
  };
}
