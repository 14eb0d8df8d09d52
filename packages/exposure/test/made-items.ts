/** Flights, views and layers made for tests. */
import { fromLocal } from "@creance/core";
import { type Footprint, type GroundPoint, unknownFootprint } from "@creance/flight";
import type { ExposedFlight, ExposedMedia, ExposedTrack } from "../src/index.ts";

/** A made-up place that the tests count metres from. */
export const HERE: GroundPoint = { latDeg: 38.1, lonDeg: -7.9 };

/** A place some metres east and north of another. */
export function at(eastM: number, northM: number, from: GroundPoint = HERE): GroundPoint {
  return fromLocal(from.latDeg, from.lonDeg, { eastM, northM });
}

/** A square ring around a middle. */
export function square(middle: GroundPoint, halfM: number): GroundPoint[] {
  return [at(-halfM, halfM, middle), at(halfM, halfM, middle), at(halfM, -halfM, middle), at(-halfM, -halfM, middle)];
}

/** A track of rows at ten a second. */
export function trackOf(
  places: readonly (GroundPoint | null)[],
  options: { readonly weak?: boolean; readonly stepMs?: number } = {},
): ExposedTrack {
  return {
    rows: places.length,
    byteOffset: places.map((_, row) => 1000 + row * 50),
    elapsedMs: places.map((_, row) => row * (options.stepMs ?? 100)),
    latDeg: places.map((place) => place?.latDeg ?? Number.NaN),
    lonDeg: places.map((place) => place?.lonDeg ?? Number.NaN),
    weak: options.weak === undefined ? null : places.map(() => (options.weak === true ? 1 : 0)),
    homeLatDeg: null,
    homeLonDeg: null,
    pilotLatDeg: null,
    pilotLonDeg: null,
    pilotAccuracyM: null,
  };
}

/** A flight with nothing but what is given. */
export function flightOf(parts: Partial<ExposedFlight>): ExposedFlight {
  return { id: "0123456789abcdef", name: null, sha256: "aa", track: null, home: null, pilot: null, reveals: [], noTrack: null, ...parts };
}

/** A footprint that knows nothing but what is given. */
export function footprintOf(parts: Partial<Footprint>): Footprint {
  return {
    ...unknownFootprint,
    kind: "area",
    method: "flatAtTakeOff",
    ...parts,
  };
}

/** A photo with one view. */
export function photoOf(footprint: Footprint, parts: Partial<ExposedMedia> = {}): ExposedMedia {
  const view = { footprint, fromMs: null, toMs: null, byteOffset: 4711 };
  return {
    sha256: "bb",
    kind: "photo",
    name: "DJI_0001.JPG",
    views: [view],
    viewSha256: "bb",
    laserByteOffset: null,
    reveals: [],
    gap: null,
    ...parts,
  };
}

/** A feature; coordinates as GeoJSON wants them. */
export function feature(type: string, coordinates: unknown, properties: Readonly<Record<string, unknown>> = {}): unknown {
  return { type: "Feature", properties, geometry: { type, coordinates } };
}

/** A place as GeoJSON wants it. */
export function lonLat({ latDeg, lonDeg }: GroundPoint): [number, number] {
  return [lonDeg, latDeg];
}

/** A closed ring as GeoJSON wants it. */
export function ringOf(ring: readonly GroundPoint[]): [number, number][] {
  return [...ring, ring[0] as GroundPoint].map(lonLat);
}

/** The text of a layer. */
export function layerText(...features: readonly unknown[]): string {
  return JSON.stringify({ type: "FeatureCollection", features });
}
