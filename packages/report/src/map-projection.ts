/** From positions to pixels: one flat projection for each map, true in scale at the middle of the map. */
import { boundsOf, lonDifferenceDeg, metresPerDegree } from "@creance/core";
import type { MapModel, MapNumbers, MapPosition } from "./map-model.ts";

/** A fitted projection: plain data, so that it can be kept beside the picture and used for a replay marker. */
export interface MapProjection {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The position in the middle of the picture. */
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly pxPerDegLat: number;
  readonly pxPerDegLon: number;
  /** Metres a pixel at the middle. */
  readonly metresPerPx: number;
}

/** A point of the picture. */
export interface MapPoint {
  readonly xPx: number;
  readonly yPx: number;
}

/** Projected rows; NaN where the position is unknown or impossible. */
export interface MapPoints {
  readonly xPx: Float64Array<ArrayBuffer>;
  readonly yPx: Float64Array<ArrayBuffer>;
}

/** Room around what is shown, so that markers, labels and the scale have a place. */
const MARGIN_PX = { top: 36, right: 44, bottom: 88, left: 44 } as const;
/** Outlines run on beyond 180 degrees, by a turn at most. */
const MAX_LON_DEG = 540;
/** A flight that never moved still shows its surroundings. */
const MIN_SPAN_M = 60;
/** Beyond this latitude a flat map has no use; the scale is taken here. */
const MAX_SCALE_LAT_DEG = 85;

/** The number of a row, NaN when unknown. */
export function numberAt(values: MapNumbers, row: number): number {
  return values[row] ?? Number.NaN;
}

/** Fits tracks, markers and dots into the picture. Without any position: the whole world. */
export function fitMap(model: Pick<MapModel, "widthPx" | "heightPx" | "tracks" | "markers" | "dots">): MapProjection {
  const widthPx = Math.max(1, model.widthPx);
  const heightPx = Math.max(1, model.heightPx);
  const { latDeg, lonDeg } = allPositions(model);
  const bounds = boundsOf(latDeg, lonDeg) ?? { southDeg: -60, northDeg: 75, westDeg: -179.999, eastDeg: 179.999 };
  const spanLonDeg = (bounds.eastDeg - bounds.westDeg + 360) % 360;
  const middleLat = (bounds.southDeg + bounds.northDeg) / 2;
  const middleLon = bounds.westDeg + spanLonDeg / 2;
  const scale = metresPerDegree(Math.max(-MAX_SCALE_LAT_DEG, Math.min(MAX_SCALE_LAT_DEG, middleLat)));
  const spanEastM = Math.max(MIN_SPAN_M, spanLonDeg * scale.eastM);
  const spanNorthM = Math.max(MIN_SPAN_M, (bounds.northDeg - bounds.southDeg) * scale.northM);
  const margin = marginFor(widthPx, heightPx);
  const roomX = widthPx - margin.left - margin.right;
  const roomY = heightPx - margin.top - margin.bottom;
  const metresPerPx = Math.max(spanEastM / roomX, spanNorthM / roomY);
  // The margins differ, so the middle of what is shown is not the middle of the picture.
  const shiftX = (margin.right - margin.left) / 2;
  const shiftY = (margin.bottom - margin.top) / 2;
  return {
    widthPx,
    heightPx,
    latDeg: middleLat - (shiftY * metresPerPx) / scale.northM,
    lonDeg: lonDifferenceDeg(0, middleLon + (shiftX * metresPerPx) / scale.eastM),
    pxPerDegLat: scale.northM / metresPerPx,
    pxPerDegLon: scale.eastM / metresPerPx,
    metresPerPx,
  };
}

/** Where a position lies in the picture; NaN when it is unknown. */
export function projectPoint(projection: MapProjection, latDeg: number, lonDeg: number): MapPoint {
  return {
    xPx: projection.widthPx / 2 + lonDifferenceDeg(projection.lonDeg, lonDeg) * projection.pxPerDegLon,
    yPx: projection.heightPx / 2 - (latDeg - projection.latDeg) * projection.pxPerDegLat,
  };
}

/** Projects every row of a track: a replay looks its marker up by row. */
export function projectTrack(projection: MapProjection, latDeg: MapNumbers, lonDeg: MapNumbers): MapPoints {
  const rows = Math.min(latDeg.length, lonDeg.length);
  const xPx = new Float64Array(rows);
  const yPx = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const lat = numberAt(latDeg, row);
    const lon = numberAt(lonDeg, row);
    const known = Math.abs(lat) <= 90 && Math.abs(lon) <= MAX_LON_DEG;
    xPx[row] = known ? projection.widthPx / 2 + lonDifferenceDeg(projection.lonDeg, lon) * projection.pxPerDegLon : Number.NaN;
    yPx[row] = known ? projection.heightPx / 2 - (lat - projection.latDeg) * projection.pxPerDegLat : Number.NaN;
  }
  return { xPx, yPx };
}

/** The position under a point of the picture (inverse of `projectPoint`). */
export function unprojectPoint(projection: MapProjection, point: MapPoint): MapPosition {
  return {
    latDeg: projection.latDeg - (point.yPx - projection.heightPx / 2) / projection.pxPerDegLat,
    lonDeg: lonDifferenceDeg(0, projection.lonDeg + (point.xPx - projection.widthPx / 2) / projection.pxPerDegLon),
  };
}

function marginFor(widthPx: number, heightPx: number): Record<keyof typeof MARGIN_PX, number> {
  // Small pictures keep at least half of each side for what they show.
  const factor = Math.min(1, widthPx / 2 / (MARGIN_PX.left + MARGIN_PX.right), heightPx / 2 / (MARGIN_PX.top + MARGIN_PX.bottom));
  return {
    top: MARGIN_PX.top * factor,
    right: MARGIN_PX.right * factor,
    bottom: MARGIN_PX.bottom * factor,
    left: MARGIN_PX.left * factor,
  };
}

function allPositions({ tracks = [], markers = [], dots = [] }: Pick<MapModel, "tracks" | "markers" | "dots">): {
  latDeg: Float64Array;
  lonDeg: Float64Array;
} {
  const rows = tracks.reduce((sum, track) => sum + Math.min(track.latDeg.length, track.lonDeg.length), markers.length + dots.length);
  const latDeg = new Float64Array(rows);
  const lonDeg = new Float64Array(rows);
  let at = 0;
  const add = (lat: number, lon: number): void => {
    const known = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    latDeg[at] = known ? lat : Number.NaN;
    lonDeg[at] = known ? lon : Number.NaN;
    at += 1;
  };
  for (const track of tracks) {
    const length = Math.min(track.latDeg.length, track.lonDeg.length);
    for (let row = 0; row < length; row += 1) add(numberAt(track.latDeg, row), numberAt(track.lonDeg, row));
  }
  for (const marker of markers) add(marker.latDeg, marker.lonDeg);
  for (const dot of dots) add(dot.latDeg, dot.lonDeg);
  return { latDeg, lonDeg };
}
