/** The map library with the offline base map. Loaded only when a map is shown; needs WebGL 2. */
import type { UnitSystem } from "@creance/core";
import { basemapColours, basemapStyle, type MapTheme } from "@creance/report";
import { addProtocol, Map as LibraryMap, LngLatBounds, ScaleControl, type StyleSpecification, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { Protocol } from "pmtiles";
import type { Box } from "./grid-features.ts";

/** What every map needs. */
export interface GlOptions {
  readonly container: HTMLElement;
  readonly theme: MapTheme;
  readonly units: UnitSystem;
  /** Address of the base map's tiles on this server; `null` when it was not built. */
  readonly tilesUrl: string | null;
  readonly box: Box;
  /** Room around the box, for marks, words and the legend. */
  readonly paddingPx: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  setWorkerUrl(new URL(workerUrl, location.href).href);
  addProtocol("pmtiles", new Protocol().tile);
}

const scaleUnits = { metric: "metric", imperial: "imperial", aviation: "nautical" } as const;

/** Makes a map that shows the box. Throws where WebGL 2 is missing. Labels need the page's own fonts to be loaded. */
export async function createGlMap(options: GlOptions): Promise<LibraryMap> {
  prepare();
  await document.fonts.load('14px "Noto Sans"');
  const { box } = options;
  const map = new LibraryMap({
    container: options.container,
    style: styleOf(options),
    bounds: new LngLatBounds([box.westDeg, box.southDeg], [box.eastDeg, box.northDeg]),
    fitBoundsOptions: { padding: { ...options.paddingPx }, maxZoom: 18 },
    maxZoom: 21,
    attributionControl: { compact: false },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disable();
  map.addControl(new ScaleControl({ unit: scaleUnits[options.units], maxWidth: 120 }), "bottom-left");
  return map;
}

/** The base map's style, or plain ground without one. */
function styleOf({ theme, tilesUrl }: GlOptions): StyleSpecification {
  if (tilesUrl === null) {
    const land = basemapColours[theme].land;
    return { version: 8, sources: {}, layers: [{ id: "base-land", type: "background", paint: { "background-color": land } }] };
  }
  return basemapStyle(theme, `pmtiles://${new URL(tilesUrl, location.href).href}`) as unknown as StyleSpecification;
}
