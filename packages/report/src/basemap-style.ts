/**
 * The style of the offline base map as MapLibre takes it (version 8), for the tiles that tools/basemap makes: layers land, borders, states, counties, places.
 * No address of glyphs or sprites: labels are drawn with the page's own `Noto Sans`, which must be loaded before the map is made.
 */
import { basemapColours } from "./basemap-colours.table.ts";
import type { MapTheme } from "./map-model.ts";

/** Printed where the base map is shown. */
export const BASEMAP_ATTRIBUTION = "Natural Earth · US Census Bureau · GeoNames (CC BY 4.0) · no tile server";

/** Last zoom of the tiles; a viewer stretches it beyond. */
export const BASEMAP_MAX_ZOOM = 7;

/** A MapLibre style, as plain data. */
export interface BasemapStyle {
  readonly version: 8;
  readonly name: string;
  readonly sources: { readonly world: Readonly<Record<string, unknown>> };
  readonly layers: readonly Readonly<Record<string, unknown>>[];
}

/** How a place's size shows: GeoNames population, three steps for a factor of ten, 0 for a thousand people. */
const sizeByRank = ["interpolate", ["linear"], ["get", "rank"], 0, 10.5, 6, 12, 12, 15];

/**
 * The style. `tilesUrl` is what the `pmtiles` protocol takes, e.g. `pmtiles://http://127.0.0.1:8040/basemap/world.pmtiles`. The layers' ids start with
 * `base-`, so that an app can put its own layers above `base-places` or below.
 */
export function basemapStyle(theme: MapTheme, tilesUrl: string): BasemapStyle {
  const colour = basemapColours[theme];
  return {
    version: 8,
    name: `Creance ${theme}`,
    sources: { world: { type: "vector", url: tilesUrl, maxzoom: BASEMAP_MAX_ZOOM, attribution: BASEMAP_ATTRIBUTION } },
    layers: [
      { id: "base-water", type: "background", paint: { "background-color": colour.water } },
      { id: "base-land", type: "fill", source: "world", "source-layer": "land", paint: { "fill-color": colour.land } },
      line("base-coast", "land", { "line-color": colour.coast, "line-width": byZoom(0, 0.4, 6, 1) }),
      line("base-counties", "counties", { "line-color": colour.county, "line-width": byZoom(6, 0.4, 10, 1) }, 6),
      line("base-states", "states", { "line-color": colour.state, "line-width": byZoom(3, 0.5, 9, 1.2), "line-dasharray": [4, 2] }, 3),
      line("base-borders", "borders", { "line-color": colour.border, "line-width": byZoom(1, 0.5, 8, 1.6) }, 1),
      {
        id: "base-place-dots",
        type: "circle",
        source: "world",
        "source-layer": "places",
        minzoom: 4,
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["get", "rank"], 0, 1.4, 12, 3.4],
          "circle-color": colour.dot,
          "circle-opacity": byZoom(4, 0.6, 7, 0.9),
        },
      },
      {
        id: "base-places",
        type: "symbol",
        source: "world",
        "source-layer": "places",
        layout: {
          "text-field": ["get", "name"],
          "text-font": ["Noto Sans"],
          "text-size": sizeByRank,
          "text-max-width": 8,
          "text-padding": 6,
          "text-variable-anchor": ["left", "right", "top", "bottom"],
          "text-radial-offset": 0.5,
          "text-justify": "auto",
          // Larger places first where there is no room for all; a capital counts for one step more.
          "symbol-sort-key": ["-", 0, ["+", ["get", "rank"], ["coalesce", ["get", "capital"], 0]]],
        },
        paint: {
          "text-color": ["case", ["has", "capital"], colour.capital, colour.place],
          "text-halo-color": colour.halo,
          "text-halo-width": 1.3,
        },
      },
    ],
  };
}

function line(id: string, layer: string, paint: Readonly<Record<string, unknown>>, minzoom = 0): Readonly<Record<string, unknown>> {
  return { id, type: "line", source: "world", "source-layer": layer, minzoom, layout: { "line-join": "round" }, paint };
}

function byZoom(fromZoom: number, from: number, toZoom: number, to: number): readonly unknown[] {
  return ["interpolate", ["linear"], ["zoom"], fromZoom, from, toZoom, to];
}
