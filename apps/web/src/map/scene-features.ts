/** A scene as GeoJSON for the map library. */
import { lonDifferenceDeg } from "@creance/core";
import type { Scene, ScenePosition } from "./scene.ts";

type Coordinates = [number, number][];

/** A shape, a line or a point with what the style sheet of the map needs. */
export interface SceneFeature {
  readonly type: "Feature";
  readonly properties: { readonly kind: string; readonly chosen: 0 | 1; readonly label: string; readonly id: string };
  readonly geometry:
    | { readonly type: "Polygon"; readonly coordinates: Coordinates[] }
    | { readonly type: "LineString"; readonly coordinates: Coordinates }
    | { readonly type: "Point"; readonly coordinates: [number, number] };
}

/** Features in the order in which they are drawn; outlines that are no area are left out. */
export function sceneFeatures(scene: Scene): SceneFeature[] {
  const of = (each: { readonly kind: string; readonly chosen?: boolean; readonly label?: string; readonly id?: string }) => ({
    kind: each.kind,
    chosen: each.chosen === true ? (1 as const) : (0 as const),
    label: each.label ?? "",
    id: each.id ?? "",
  });
  return [
    ...scene.shapes
      .filter(({ ring }) => ring.length >= 3)
      .map((shape): SceneFeature => {
        const ring = unwrapped(shape.ring);
        return {
          type: "Feature",
          properties: of(shape),
          geometry: { type: "Polygon", coordinates: [[...ring, ring[0] as [number, number]]] },
        };
      }),
    ...scene.lines
      .filter(({ points }) => points.length >= 2)
      .map(
        (line): SceneFeature => ({
          type: "Feature",
          properties: of(line),
          geometry: { type: "LineString", coordinates: unwrapped(line.points) },
        }),
      ),
    ...scene.points.map(
      (point): SceneFeature => ({
        type: "Feature",
        properties: of(point),
        geometry: { type: "Point", coordinates: [point.lonDeg, point.latDeg] },
      }),
    ),
  ];
}

/** Coordinates whose longitudes go on across the antimeridian (181 rather than -179). */
function unwrapped(points: readonly ScenePosition[]): Coordinates {
  const out: Coordinates = [];
  for (const { latDeg, lonDeg } of points) {
    const last = out[out.length - 1];
    out.push([last === undefined ? lonDeg : last[0] + lonDifferenceDeg(last[0], lonDeg), latDeg]);
  }
  return out;
}
