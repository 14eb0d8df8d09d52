/** A scene on the map library: outlines, lines, points, and an aircraft where there is one. */
import { type MapTheme, mapColours } from "@creance/report";
import { type GeoJSONSource, type Map as LibraryMap, Marker } from "maplibre-gl";
import { boxOf } from "./box-of.ts";
import { createGlMap, type GlOptions } from "./gl-base.ts";
import { type Box, metricGrid } from "./grid-features.ts";
import { type Scene, type ScenePosition, scenePositions } from "./scene.ts";
import { sceneFeatures } from "./scene-features.ts";

/** What the map shows and tells. */
export interface GlSceneOptions extends Omit<GlOptions, "box" | "paddingPx"> {
  readonly scene: Scene;
  /** Shown at first; `null` for the whole scene. */
  readonly fitTo: readonly ScenePosition[] | null;
  /** A click: where, and the ids of outlines and points there. */
  readonly onClick: (place: ScenePosition, ids: readonly string[]) => void;
  /** The part of the world that is shown, after it moved. */
  readonly onBox: (box: Box) => void;
  readonly aircraft: HTMLElement;
}

/** A running map. */
export interface GlSceneMap {
  readonly setScene: (scene: Scene) => void;
  /** Without a known yaw it points nowhere: its cone is hidden. */
  readonly setAircraft: (latDeg: number, lonDeg: number, yawDeg: number | null) => void;
  /** Shows the positions, or the whole scene. */
  readonly fit: (to?: readonly ScenePosition[] | null) => void;
  readonly zoomBy: (levels: number) => void;
  readonly remove: () => void;
}

const paddingPx = { top: 48, right: 48, bottom: 56, left: 48 };

/** Draws the scene and calls `onReady` when the first picture is complete. `null` without any position. */
export async function createGlScene(options: GlSceneOptions, onReady: () => void): Promise<GlSceneMap | null> {
  const { theme } = options;
  let scene = options.scene;
  const box = boxAround(options.fitTo ?? scenePositions(scene));
  if (box === null) return null;
  const map = await createGlMap({ ...options, box, paddingPx });
  const data = () => ({ type: "FeatureCollection" as const, features: sceneFeatures(scene) });
  const aircraft = new Marker({ element: options.aircraft, rotationAlignment: "map" });
  map.once("load", () => {
    map.addSource("grid", { type: "geojson", data: gridData(box) });
    map.addLayer({ id: "grid", type: "line", source: "grid", paint: { "line-color": mapColours[theme].grid, "line-width": 1 } });
    map.addSource("scene", { type: "geojson", data: data(), tolerance: 0.1 });
    addLayers(map, theme);
    showDensity(map, scene);
    map.once("idle", onReady);
    map.on("click", (event) => {
      const near = 4;
      const { x, y } = event.point;
      const found = map.queryRenderedFeatures(
        [
          [x - near, y - near],
          [x + near, y + near],
        ],
        { layers: clickable },
      );
      const ids = [...new Set(found.map((feature) => String(feature.properties["id"] ?? "")).filter((id) => id !== ""))];
      const at = event.lngLat.wrap();
      options.onClick({ latDeg: at.lat, lonDeg: at.lng }, ids);
    });
    map.on("moveend", () => options.onBox(shownBox(map)));
    map.getCanvas().style.cursor = "crosshair";
  });
  return {
    setScene: (next) => {
      scene = next;
      map.getSource<GeoJSONSource>("scene")?.setData(data());
      if (map.getLayer("seen-fill") !== undefined) showDensity(map, scene);
    },
    setAircraft: (latDeg, lonDeg, yawDeg) => {
      aircraft.setLngLat([lonDeg, latDeg]).setRotation(yawDeg ?? 0);
      options.aircraft.dataset["turned"] = yawDeg === null ? "no" : "yes";
      if (!options.aircraft.isConnected) aircraft.addTo(map);
    },
    fit: (to) => {
      const now = boxAround(to ?? scenePositions(scene));
      if (now === null) return;
      map.getSource<GeoJSONSource>("grid")?.setData(gridData(now));
      map.fitBounds([now.westDeg, now.southDeg, now.eastDeg, now.northDeg], { padding: paddingPx, maxZoom: 18, animate: false });
    },
    zoomBy: (levels) => map.zoomTo(map.getZoom() + levels, { duration: 120 }),
    remove: () => map.remove(),
  };
}

function boxAround(positions: readonly ScenePosition[]): Box | null {
  return boxOf(
    positions.map(({ latDeg }) => latDeg),
    positions.map(({ lonDeg }) => lonDeg),
  );
}

/** What the map shows now; longitudes stay between -180 and 180, all of them when it shows the whole turn. */
function shownBox(map: LibraryMap): Box {
  const bounds = map.getBounds();
  const whole = bounds.getEast() - bounds.getWest() >= 360;
  const wrap = (lonDeg: number): number => ((((lonDeg + 180) % 360) + 360) % 360) - 180;
  return {
    southDeg: Math.max(-90, bounds.getSouth()),
    northDeg: Math.min(90, bounds.getNorth()),
    westDeg: whole ? -180 : wrap(bounds.getWest()),
    eastDeg: whole ? 180 : wrap(bounds.getEast()),
  };
}

function gridData(box: Box) {
  const lines = metricGrid(box)?.lines ?? [];
  return {
    type: "Feature" as const,
    properties: {},
    geometry: { type: "MultiLineString" as const, coordinates: lines as [number, number][][] },
  };
}

/** So many outlines over each other are still told apart; more are drawn fainter, those that are chosen never. */
const CLEAR_OUTLINES = 6;

function showDensity(map: LibraryMap, scene: Scene): void {
  const outlines = scene.shapes.filter(({ kind, chosen }) => kind === "seen" && chosen !== true).length;
  const part = Math.min(1, CLEAR_OUTLINES / Math.max(1, outlines));
  const orChosen = (chosen: number, other: number) => ["match", ["get", "chosen"], 1, chosen, other] as unknown as number;
  map.setPaintProperty("seen-fill", "fill-opacity", orChosen(0.2, Math.max(0.012, 0.16 * part)));
  map.setPaintProperty("may-fill", "fill-opacity", orChosen(0.06, Math.max(0.002, 0.07 * part)));
  map.setPaintProperty("seen-line", "line-opacity", orChosen(1, Math.max(0.22, Math.sqrt(part))));
  map.setPaintProperty("seen-line", "line-width", orChosen(2, part < 1 ? 1.2 : 2));
  map.setPaintProperty("may-line", "line-opacity", orChosen(0.6, part < 1 ? 0.12 : 0.55));
}

const clickable = ["site-fill", "may-fill", "seen-fill", "points"];

function addLayers(map: LibraryMap, theme: MapTheme): void {
  const colours = mapColours[theme];
  const chosenOr = (chosen: string, other: string) => ["match", ["get", "chosen"], 1, chosen, other] as unknown as string;
  const line = chosenOr(colours.pilot, colours.line);
  const of = (kind: string) => ["==", ["get", "kind"], kind] as unknown as ["==", string, string];
  const round = { "line-join": "round", "line-cap": "round" } as const;
  map.addLayer({
    id: "may-fill",
    type: "fill",
    source: "scene",
    filter: of("maySee"),
    paint: { "fill-color": line, "fill-opacity": 0.07 },
  });
  map.addLayer({
    id: "may-line",
    type: "line",
    source: "scene",
    filter: of("maySee"),
    layout: round,
    paint: { "line-color": line, "line-width": 1, "line-opacity": 0.55 },
  });
  map.addLayer({ id: "seen-fill", type: "fill", source: "scene", filter: of("seen"), paint: { "fill-color": line, "fill-opacity": 0.16 } });
  map.addLayer({
    id: "seen-line",
    type: "line",
    source: "scene",
    filter: of("seen"),
    paint: { "line-color": line, "line-width": 2, "line-dasharray": [3, 2] },
  });
  map.addLayer({
    id: "site-fill",
    type: "fill",
    source: "scene",
    filter: of("site"),
    paint: { "fill-color": colours.warning, "fill-opacity": 0.2 },
  });
  map.addLayer({
    id: "site-line",
    type: "line",
    source: "scene",
    filter: of("site"),
    layout: round,
    paint: { "line-color": colours.warning, "line-width": 1.6 },
  });
  map.addLayer({
    id: "track-casing",
    type: "line",
    source: "scene",
    filter: of("track"),
    layout: round,
    paint: { "line-color": colours.casing, "line-width": 5 },
  });
  map.addLayer({
    id: "track",
    type: "line",
    source: "scene",
    filter: of("track"),
    layout: round,
    paint: { "line-color": colours.muted, "line-width": 2.4 },
  });
  map.addLayer({
    id: "sight",
    type: "line",
    source: "scene",
    filter: of("sight"),
    paint: { "line-color": colours.ink, "line-width": 1.4, "line-dasharray": [1, 2] },
  });
  map.addLayer({
    id: "points",
    type: "circle",
    source: "scene",
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": [
        "match",
        ["get", "kind"],
        "camera",
        ["match", ["get", "label"], "", 4, 6],
        "laser",
        5,
        "place",
        7,
        "site",
        5,
        "home",
        6,
        3.5,
      ],
      "circle-color": [
        "match",
        ["get", "kind"],
        "camera",
        chosenOr(colours.pilot, colours.line) as unknown as string,
        "laser",
        colours.casing,
        "place",
        colours.pilot,
        "site",
        colours.warning,
        "home",
        colours.casing,
        colours.ink,
      ],
      "circle-stroke-color": ["match", ["get", "kind"], "laser", colours.pilot, "home", colours.home, colours.casing],
      "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "point-words",
    type: "symbol",
    source: "scene",
    filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "label"], ""]],
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
