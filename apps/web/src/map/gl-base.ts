/** The map library with the offline base map. Loaded only when a map is shown; needs WebGL 2. */
import type { UnitSystem } from "@creance/core";
import { basemapColours, basemapStyle, type MapTheme, OWN_MAP_SOURCE, ownMapStyle } from "@creance/report";
import { addProtocol, Map as LibraryMap, LngLatBounds, ScaleControl, type StyleSpecification, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { Protocol } from "pmtiles";
import type { BaseMap } from "./base-maps.ts";
import type { Box } from "./grid-features.ts";
import { isOwnMapError, openOwnArchive, ownMapProblem } from "./own-archive.ts";

/** What every map needs. */
export interface GlOptions {
  readonly container: HTMLElement;
  readonly theme: MapTheme;
  readonly units: UnitSystem;
  readonly base: BaseMap;
  /** Told why the chosen base map cannot be drawn. */
  readonly onProblem: (sentence: string) => void;
  readonly box: Box;
  /** Room around the box, for marks, words and the legend. */
  readonly paddingPx: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

let protocol: Protocol | undefined;

function prepare(): Protocol {
  if (protocol !== undefined) return protocol;
  protocol = new Protocol();
  setWorkerUrl(new URL(workerUrl, location.href).href);
  addProtocol("pmtiles", protocol.tile);
  return protocol;
}

const scaleUnits = { metric: "metric", imperial: "imperial", aviation: "nautical" } as const;

/** Makes a map that shows the box. Throws where WebGL 2 is missing. Labels need the page's own fonts to be loaded. */
export async function createGlMap(options: GlOptions): Promise<LibraryMap> {
  const tiles = prepare();
  await document.fonts.load('14px "Noto Sans"');
  const { box } = options;
  const style = await withOwnMap(styleOf(options), options, tiles);
  const map = new LibraryMap({
    container: options.container,
    style,
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
  map.on("error", (event) => {
    if (isOwnMapError(event as { sourceId?: string })) options.onProblem(ownMapProblem(options.base.ownName, event.error));
    else console.error(event.error);
  });
  map.addControl(new ScaleControl({ unit: scaleUnits[options.units], maxWidth: 120 }), "bottom-left");
  return map;
}

/** The base map's style, or plain ground without one. */
function styleOf({ theme, base }: GlOptions): StyleSpecification {
  const ground = basemapColours[theme].land;
  if (base.worldUrl === null) {
    return { version: 8, sources: {}, layers: [{ id: "base-land", type: "background", paint: { "background-color": ground } }] };
  }
  const style = basemapStyle(theme, `pmtiles://${new URL(base.worldUrl, location.href).href}`);
  return { ...style, layers: style.layers.map((layer) => withoutFalseDetail(layer, ground)) } as unknown as StyleSpecification;
}

/** The style with the chosen file above it; the style as it is, and a sentence, when the file cannot be drawn. */
async function withOwnMap(style: StyleSpecification, options: GlOptions, tiles: Protocol): Promise<StyleSpecification> {
  const { ownUrl, ownName } = options.base;
  if (ownUrl === null) return style;
  try {
    const { archive, map } = await openOwnArchive(new URL(ownUrl, location.href).href, ownName);
    tiles.add(archive);
    const { source, layers } = ownMapStyle(options.theme, map);
    const more = { sources: { ...style.sources, [OWN_MAP_SOURCE]: source }, layers: [...style.layers, ...layers] };
    return { ...style, ...more } as unknown as StyleSpecification;
  } catch (error) {
    options.onProblem(ownMapProblem(ownName, error));
    return style;
  }
}

/** Zooms between which coasts and borders fade out: they are good to about a kilometre, so a site would be drawn in the sea. */
const FADE_ZOOMS = [10, 12] as const;

/** The layer, with land and water becoming one ground, and lines nothing, where the zoom promises more than the data holds. */
function withoutFalseDetail(layer: Readonly<Record<string, unknown>>, ground: string): Readonly<Record<string, unknown>> {
  const paint = (layer["paint"] ?? {}) as Readonly<Record<string, unknown>>;
  const fade = (from: unknown, to: unknown): unknown => ["interpolate", ["linear"], ["zoom"], FADE_ZOOMS[0], from, FADE_ZOOMS[1], to];
  switch (layer["type"]) {
    case "background":
      return { ...layer, paint: { ...paint, "background-color": fade(paint["background-color"], ground) } };
    case "fill":
      return { ...layer, paint: { ...paint, "fill-color": fade(paint["fill-color"], ground) } };
    case "line":
      return { ...layer, paint: { ...paint, "line-opacity": fade(1, 0) } };
    default:
      return layer;
  }
}
