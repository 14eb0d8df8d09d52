/** A flight on the map library: track, marks, aircraft. */
import { basemapColours, type MapMarker, type MapTheme, type MapValue, mapColours, valueRamps } from "@creance/report";
import { type ExpressionSpecification, type GeoJSONSource, type Map as LibraryMap, Marker } from "maplibre-gl";
import { blend } from "./blend.ts";
import { boxOf } from "./box-of.ts";
import { createGlMap, type GlOptions } from "./gl-base.ts";
import { metricGrid } from "./grid-features.ts";
import { type DrawnTrack, trackFeatures } from "./track-features.ts";

/** What a flight's map shows. */
export interface GlTrackOptions extends Omit<GlOptions, "box" | "paddingPx"> {
  readonly track: DrawnTrack;
  readonly markers: readonly MapMarker[];
  readonly value: MapValue | null;
  readonly aircraft: HTMLElement;
}

/** A flight's map. */
export interface GlTrackMap {
  readonly setValue: (value: MapValue | null) => void;
  readonly setAircraft: (latDeg: number, lonDeg: number, yawDeg: number) => void;
  readonly fit: () => void;
  readonly zoomBy: (levels: number) => void;
  readonly remove: () => void;
}

/** Draws the flight and calls `onReady` when the first picture is complete. `null` when there is no position to show. */
export async function createGlTrack(options: GlTrackOptions, onReady: () => void): Promise<GlTrackMap | null> {
  const { track, theme } = options;
  const marks = options.markers;
  const box = boxOf([...track.latDeg, ...marks.map((mark) => mark.latDeg)], [...track.lonDeg, ...marks.map((mark) => mark.lonDeg)]);
  if (box === null) return null;
  const paddingPx = { top: 64, right: 56, bottom: 92, left: 56 };
  const map = await createGlMap({ ...options, box, paddingPx });
  const steps = valueRamps[theme].length;
  const data = (value: MapValue | null) => ({ type: "FeatureCollection" as const, features: trackFeatures(track, value, steps) });
  const aircraft = new Marker({ element: options.aircraft, rotationAlignment: "map" });
  let shownValue = options.value;
  map.once("load", () => {
    addGrid(map, box, theme);
    map.addSource("track", { type: "geojson", data: data(shownValue), tolerance: 0.2 });
    addTrackLayers(map, theme);
    addMarks(map, marks, theme);
    map.once("idle", onReady);
  });
  return {
    setValue: (value) => {
      shownValue = value;
      map.getSource<GeoJSONSource>("track")?.setData(data(value));
    },
    setAircraft: (latDeg, lonDeg, yawDeg) => {
      aircraft.setLngLat([lonDeg, latDeg]).setRotation(yawDeg);
      if (!options.aircraft.isConnected) aircraft.addTo(map);
    },
    fit: () => map.fitBounds([box.westDeg, box.southDeg, box.eastDeg, box.northDeg], { padding: paddingPx, maxZoom: 18, animate: false }),
    zoomBy: (levels) => map.zoomTo(map.getZoom() + levels, { duration: 120 }),
    remove: () => map.remove(),
  };
}

function addGrid(map: LibraryMap, box: NonNullable<ReturnType<typeof boxOf>>, theme: MapTheme): void {
  const grid = metricGrid(box);
  if (grid === null) return;
  map.addSource("grid", {
    type: "geojson",
    data: { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: grid.lines as [number, number][][] } },
  });
  map.addLayer({ id: "grid", type: "line", source: "grid", paint: { "line-color": mapColours[theme].grid, "line-width": 1 } });
}

function addTrackLayers(map: LibraryMap, theme: MapTheme): void {
  const colours = mapColours[theme];
  const colour: ExpressionSpecification = [
    "match",
    ["get", "step"],
    ...valueRamps[theme].flatMap((each, step) => [step, each]),
    colours.muted,
  ] as unknown as ExpressionSpecification;
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const strong: ExpressionSpecification = ["==", ["get", "weak"], 0];
  const weak: ExpressionSpecification = ["==", ["get", "weak"], 1];
  map.addLayer({
    id: "track-weak-band",
    type: "line",
    source: "track",
    filter: weak,
    layout: round,
    // Opaque: see-through pieces would show where they overlap.
    paint: { "line-color": blend(colours.weak, basemapColours[theme].land, 0.45), "line-width": 13 },
  });
  map.addLayer({
    id: "track-casing",
    type: "line",
    source: "track",
    filter: strong,
    layout: round,
    paint: { "line-color": colours.casing, "line-width": 5 },
  });
  map.addLayer({
    id: "track",
    type: "line",
    source: "track",
    filter: strong,
    layout: round,
    paint: { "line-color": colour, "line-width": 3 },
  });
  map.addLayer({
    id: "track-weak",
    type: "line",
    source: "track",
    filter: weak,
    paint: { "line-color": colour, "line-width": 3, "line-dasharray": [2, 1.6] },
  });
}

function addMarks(map: LibraryMap, marks: readonly MapMarker[], theme: MapTheme): void {
  const colours = mapColours[theme];
  const features = marks.map((mark) => ({
    type: "Feature" as const,
    properties: { kind: mark.kind, label: mark.label },
    geometry: { type: "Point" as const, coordinates: [mark.lonDeg, mark.latDeg] },
  }));
  map.addSource("marks", { type: "geojson", data: { type: "FeatureCollection", features } });
  map.addLayer({
    id: "marks",
    type: "circle",
    source: "marks",
    paint: {
      "circle-radius": ["match", ["get", "kind"], "home", 6, "photo", 3.5, 4.5],
      "circle-color": ["match", ["get", "kind"], "home", colours.casing, "pilot", colours.pilot, "photo", colours.dot, colours.ink],
      "circle-stroke-color": ["match", ["get", "kind"], "home", colours.home, colours.casing],
      "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "mark-words",
    type: "symbol",
    source: "marks",
    layout: {
      "text-field": ["get", "label"],
      "text-font": ["Noto Sans"],
      "text-size": 12,
      "text-variable-anchor": ["left", "right", "top", "bottom"],
      "text-radial-offset": 0.9,
      "text-justify": "auto",
    },
    paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.6 },
  });
}
