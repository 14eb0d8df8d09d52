/** Many flights on the map library: dots that join where they are close. */
import { type MapTheme, mapColours } from "@creance/report";
import type { GeoJSONSource, Map as LibraryMap } from "maplibre-gl";
import { boxOf } from "./box-of.ts";
import { createGlMap, type GlOptions } from "./gl-base.ts";

/** A flight's place. */
export interface GlDot {
  readonly id: string;
  readonly title: string;
  readonly latDeg: number;
  readonly lonDeg: number;
  /** The position is only what a header says: drawn hollow. */
  readonly claimed: boolean;
}

/** The overview map. */
export interface GlDotsMap {
  readonly zoomBy: (levels: number) => void;
  readonly fit: () => void;
  readonly remove: () => void;
}

/** What the overview shows. */
export interface GlDotsOptions extends Omit<GlOptions, "box" | "paddingPx"> {
  readonly dots: readonly GlDot[];
  readonly onOpen: (id: string) => void;
}

/** Draws the dots and calls `onReady` when the first picture is complete. `null` without any dot. */
export async function createGlDots(options: GlDotsOptions, onReady: () => void): Promise<GlDotsMap | null> {
  const { dots } = options;
  const box = boxOf(
    dots.map((dot) => dot.latDeg),
    dots.map((dot) => dot.lonDeg),
  );
  if (box === null) return null;
  const paddingPx = { top: 64, right: 48, bottom: 56, left: 48 };
  const map = await createGlMap({ ...options, box, paddingPx });
  const fit = { padding: paddingPx, maxZoom: 11, animate: false };
  map.fitBounds([box.westDeg, box.southDeg, box.eastDeg, box.northDeg], fit);
  map.once("load", () => {
    const features = dots.map((dot) => ({
      type: "Feature" as const,
      properties: { id: dot.id, title: dot.title, claimed: dot.claimed },
      geometry: { type: "Point" as const, coordinates: [dot.lonDeg, dot.latDeg] },
    }));
    map.addSource("dots", {
      type: "geojson",
      data: { type: "FeatureCollection", features },
      cluster: true,
      clusterRadius: 34,
      clusterMaxZoom: 14,
    });
    addDotLayers(map, options.theme);
    addClicks(map, options.onOpen);
    map.once("idle", onReady);
  });
  return {
    zoomBy: (levels) => map.zoomTo(map.getZoom() + levels, { duration: 120 }),
    fit: () => map.fitBounds([box.westDeg, box.southDeg, box.eastDeg, box.northDeg], fit),
    remove: () => map.remove(),
  };
}

function addDotLayers(map: LibraryMap, theme: MapTheme): void {
  const colours = mapColours[theme];
  map.addLayer({
    id: "dots",
    type: "circle",
    source: "dots",
    paint: {
      "circle-radius": ["case", ["has", "point_count"], ["interpolate", ["linear"], ["ln", ["get", "point_count"]], 0.7, 10, 8, 20], 6],
      "circle-color": ["case", ["boolean", ["get", "claimed"], false], colours.casing, colours.dot],
      "circle-stroke-color": ["case", ["boolean", ["get", "claimed"], false], colours.dot, colours.casing],
      "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "dot-counts",
    type: "symbol",
    source: "dots",
    filter: ["has", "point_count"],
    layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": ["Noto Sans"], "text-size": 12, "text-allow-overlap": true },
    paint: { "text-color": colours.dotText },
  });
}

function addClicks(map: LibraryMap, onOpen: (id: string) => void): void {
  map.on("click", "dots", (event) => {
    const feature = event.features?.[0];
    if (feature === undefined || feature.geometry.type !== "Point") return;
    const { id, cluster_id: cluster } = feature.properties as { id?: string; cluster_id?: number };
    const [lonDeg, latDeg] = feature.geometry.coordinates as [number, number];
    if (id !== undefined) onOpen(id);
    else if (cluster !== undefined) {
      map
        .getSource<GeoJSONSource>("dots")
        ?.getClusterExpansionZoom(cluster)
        .then((zoom) => map.easeTo({ center: [lonDeg, latDeg], zoom: zoom + 0.3 }))
        .catch(() => undefined);
    }
  });
  map.on("mouseenter", "dots", () => {
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "dots", () => {
    map.getCanvas().style.cursor = "";
  });
}
