/** A track as lines of one colour step each, for the map library. */
import { lonDifferenceDeg } from "@creance/core";
import type { MapValue } from "@creance/report";

/** A line of the track: GeoJSON, so [lon, lat]. */
export interface TrackFeature {
  readonly type: "Feature";
  readonly properties: { readonly step: number; readonly weak: 0 | 1 };
  readonly geometry: { readonly type: "LineString"; readonly coordinates: [number, number][] };
}

/** The columns a drawn track needs. */
export interface DrawnTrack {
  readonly latDeg: readonly (number | null)[];
  readonly lonDeg: readonly (number | null)[];
  readonly weak: readonly number[];
}

/** Lowest and highest of the ramp, in the unit of the values; `null` when none is known. */
export function valueRange(value: MapValue): readonly [number, number] | null {
  if (value.range !== undefined) return value.range;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < value.values.length; row += 1) {
    const each = value.values[row];
    if (each === null || each === undefined || Number.isNaN(each)) continue;
    low = Math.min(low, each);
    high = Math.max(high, each);
  }
  return low <= high ? [low, high] : null;
}

/** Step of the ramp, 0 to `steps - 1`; -1 for an unknown value. */
export function stepOf(value: number | null | undefined, range: readonly [number, number], steps: number): number {
  if (value === null || value === undefined || Number.isNaN(value)) return -1;
  const [low, high] = range;
  if (!(high > low)) return 0;
  return Math.max(0, Math.min(steps - 1, Math.floor(((value - low) / (high - low)) * steps)));
}

/**
 * Lines between neighbouring known positions; a new line starts where the colour or the weakness changes and shares its first point with the line before.
 * Longitudes go on across the antimeridian (181 rather than -179).
 */
export function trackFeatures(track: DrawnTrack, value: MapValue | null, steps: number): TrackFeature[] {
  const range = value === null ? null : valueRange(value);
  const features: TrackFeature[] = [];
  let line: TrackFeature | null = null;
  let last: [number, number] | null = null;
  for (let row = 0; row < track.latDeg.length; row += 1) {
    const latDeg = track.latDeg[row];
    const lonDeg = track.lonDeg[row];
    if (latDeg === null || latDeg === undefined || lonDeg === null || lonDeg === undefined) {
      line = null;
      last = null;
      continue;
    }
    const point: [number, number] = [last === null ? lonDeg : last[0] + lonDifferenceDeg(last[0], lonDeg), latDeg];
    const step = range === null ? -1 : stepOf(value?.values[row], range, steps);
    const weak = track.weak[row] === 1 ? 1 : 0;
    if (line === null || line.properties.step !== step || line.properties.weak !== weak) {
      line = { type: "Feature", properties: { step, weak }, geometry: { type: "LineString", coordinates: last === null ? [] : [last] } };
      features.push(line);
    }
    line.geometry.coordinates.push(point);
    last = point;
  }
  return features.filter((feature) => feature.geometry.coordinates.length > 1);
}
