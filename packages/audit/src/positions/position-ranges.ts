/**
 * Where coordinates of tracks may lie, as bit maps of hundredths and thousandths of a degree: what a number must pass before anything is computed. One
 * unsigned byte a cell, so that a look-up is one load.
 */
import type { TrackIndex } from "./track-index.ts";

/** Cells of 0.01 degrees: 0 outside; bits for what lies within 100 km, 5 km and 100 m of a track. Longitude cells come with the same meaning. */
export interface PositionRanges {
  readonly lat: Uint8Array;
  readonly lon: Uint8Array;
  /** Cells of 0.001 degrees that hold a coordinate of a real flight, its home or its pilot. */
  readonly fineLat: Uint8Array;
  readonly fineLon: Uint8Array;
  /** Squares of 0.1 degrees, a bit each, that reach within 5 km of a track: latitude and longitude of different flights make no pair. */
  readonly areaSquares: Uint8Array;
  /** Squares of 0.5 degrees, a byte each, that reach within 100 km. */
  readonly regionSquares: Uint8Array;
  /** True when a track comes so near to the equator or the prime meridian that its numbers begin like zeros. */
  nextToZero: boolean;
}

/** Bit of a cell within 100 km. */
export const IN_REGION = 1;
/** Bit of a cell within 5 km. */
export const IN_AREA = 2;
/** Bit of a cell within 100 m. */
export const IN_NEAR = 4;

/** Cells a degree. */
export const CELLS_PER_DEG = 100;
const FINE_CELLS_PER_DEG = 1000;
const LAT_CELLS = 180 * CELLS_PER_DEG + 1;
const LON_CELLS = 360 * CELLS_PER_DEG + 1;
/** A little more than 100 km, 5 km and 100 m, for rounding. */
const REGION_M = 102_000;
const AREA_M = 6_000;
const NEAR_M = 120;
/** The least length of a degree of latitude. */
const LEAST_NORTH_M = 110_500;

/** Marks the surroundings of all tracks, homes and pilots. `alsoAt` gives further places of a point: its shifted copies. */
export function positionRanges(
  index: TrackIndex,
  alsoAt: (latDeg: number, lonDeg: number, take: (latDeg: number, lonDeg: number) => void) => void,
): PositionRanges {
  const ranges: PositionRanges = {
    lat: new Uint8Array(LAT_CELLS),
    lon: new Uint8Array(LON_CELLS),
    fineLat: new Uint8Array(180 * FINE_CELLS_PER_DEG + 2),
    fineLon: new Uint8Array(360 * FINE_CELLS_PER_DEG + 2),
    areaSquares: new Uint8Array(Math.ceil((1801 * 3601) / 8)),
    regionSquares: new Uint8Array(361 * 721),
    nextToZero: false,
  };
  let lastCell = Number.NaN;
  const mark = (latDeg: number, lonDeg: number): void => {
    // A thousandth of a degree is far below the rims: marked points nearby mark the same cells.
    const cell = Math.round(latDeg * FINE_CELLS_PER_DEG) * 1_000_000 + Math.round(lonDeg * FINE_CELLS_PER_DEG);
    if (cell === lastCell) return;
    lastCell = cell;
    markAround(ranges, latDeg, lonDeg, REGION_M, IN_REGION);
    markAround(ranges, latDeg, lonDeg, AREA_M, IN_REGION | IN_AREA);
    markAround(ranges, latDeg, lonDeg, NEAR_M, IN_REGION | IN_AREA | IN_NEAR);
  };
  for (const track of index.tracks) {
    for (let row = 0; row < track.latDeg.length; row += 1) {
      const latDeg = track.latDeg[row] as number;
      const lonDeg = track.lonDeg[row] as number;
      mark(latDeg, lonDeg);
      if (!track.decoy) markFine(ranges, latDeg, lonDeg);
      alsoAt(latDeg, lonDeg, mark);
    }
    for (const place of [track.home, track.pilot]) {
      if (place === null) continue;
      mark(place.latDeg, place.lonDeg);
      if (!track.decoy) markFine(ranges, place.latDeg, place.lonDeg);
      alsoAt(place.latDeg, place.lonDeg, mark);
    }
  }
  return ranges;
}

/** Bits of a latitude's cell, 0 for what is none. */
export function latBits(ranges: PositionRanges, latDeg: number): number {
  return latDeg >= -90 && latDeg <= 90 ? (ranges.lat[Math.floor((latDeg + 90) * CELLS_PER_DEG)] as number) : 0;
}

/** Bits of a longitude's cell, 0 for what is none. */
export function lonBits(ranges: PositionRanges, lonDeg: number): number {
  return lonDeg >= -180 && lonDeg <= 180 ? (ranges.lon[Math.floor((lonDeg + 180) * CELLS_PER_DEG)] as number) : 0;
}

/** True when a flight has this latitude, to about a thousandth of a degree. */
export function isFlownLat(ranges: PositionRanges, latDeg: number): boolean {
  return latDeg >= -90 && latDeg <= 90 && ranges.fineLat[Math.floor((latDeg + 90) * FINE_CELLS_PER_DEG)] === 1;
}

/** True when a flight has this longitude, to about a thousandth of a degree. */
export function isFlownLon(ranges: PositionRanges, lonDeg: number): boolean {
  return lonDeg >= -180 && lonDeg <= 180 && ranges.fineLon[Math.floor((lonDeg + 180) * FINE_CELLS_PER_DEG)] === 1;
}

function markAround(ranges: PositionRanges, latDeg: number, lonDeg: number, marginM: number, bits: number): void {
  const marginLatDeg = marginM / LEAST_NORTH_M;
  const from = Math.max(0, Math.floor((latDeg - marginLatDeg + 90) * CELLS_PER_DEG));
  const until = Math.min(LAT_CELLS - 1, Math.floor((latDeg + marginLatDeg + 90) * CELLS_PER_DEG));
  orCells(ranges.lat, from, until, bits);
  if (Math.abs(latDeg) < 0.2 || Math.abs(lonDeg) < 0.2) ranges.nextToZero = true;
  // The parallel nearest to the pole is the shortest one.
  const farLatDeg = Math.min(90, Math.abs(latDeg) + marginLatDeg);
  const eastM = 111_300 * Math.cos((farLatDeg * Math.PI) / 180);
  const marginLonDeg = eastM * 180 <= marginM ? 180 : marginM / eastM;
  if ((bits & IN_NEAR) === 0) markSquares(ranges, latDeg, lonDeg, marginLatDeg, marginLonDeg, bits);
  if (marginLonDeg >= 180) {
    orCells(ranges.lon, 0, LON_CELLS - 1, bits);
    return;
  }
  const west = Math.floor((lonDeg - marginLonDeg + 180) * CELLS_PER_DEG);
  const east = Math.floor((lonDeg + marginLonDeg + 180) * CELLS_PER_DEG);
  const around = 360 * CELLS_PER_DEG;
  orCells(ranges.lon, Math.max(0, west), Math.min(LON_CELLS - 1, east), bits);
  if (west < 0) orCells(ranges.lon, around + west, LON_CELLS - 1, bits);
  if (east >= around) orCells(ranges.lon, 0, east - around, bits);
}

function markSquares(
  ranges: PositionRanges,
  latDeg: number,
  lonDeg: number,
  marginLatDeg: number,
  marginLonDeg: number,
  bits: number,
): void {
  const perDeg = (bits & IN_AREA) !== 0 ? 10 : 2;
  const fromLat = Math.max(0, Math.floor((latDeg - marginLatDeg + 90) * perDeg));
  const untilLat = Math.min(180 * perDeg, Math.floor((latDeg + marginLatDeg + 90) * perDeg));
  const around = 360 * perDeg;
  const fromLon = Math.floor((lonDeg - marginLonDeg + 180) * perDeg);
  const untilLon = Math.min(fromLon + around, Math.floor((lonDeg + marginLonDeg + 180) * perDeg));
  for (let lat = fromLat; lat <= untilLat; lat += 1) {
    for (let step = fromLon; step <= untilLon; step += 1) {
      const lon = (step + around) % around;
      // The last column is that of 180 degrees itself: the same as the first.
      for (const column of lon === 0 ? [0, around] : [lon]) {
        const square = lat * (around + 1) + column;
        if (perDeg === 2) ranges.regionSquares[square] = 1;
        else ranges.areaSquares[square >> 3] = (ranges.areaSquares[square >> 3] as number) | (1 << (square & 7));
      }
    }
  }
}

function orCells(cells: Uint8Array, from: number, until: number, bits: number): void {
  // Most points of a track mark what the one before has marked.
  if (((cells[from] as number) & bits) === bits && ((cells[until] as number) & bits) === bits && until - from < 1000) {
    let whole = true;
    for (let cell = from; cell <= until && whole; cell += 1) whole = ((cells[cell] as number) & bits) === bits;
    if (whole) return;
  }
  for (let cell = from; cell <= until; cell += 1) cells[cell] = (cells[cell] as number) | bits;
}

function markFine(ranges: PositionRanges, latDeg: number, lonDeg: number): void {
  ranges.fineLat[Math.floor((latDeg + 90) * FINE_CELLS_PER_DEG)] = 1;
  ranges.fineLon[Math.floor((lonDeg + 180) * FINE_CELLS_PER_DEG)] = 1;
}

/** True when a 32-bit integer is a coordinate within 100 m of a track, as degrees x 1e7 or x 1e6. */
export function isNearInteger(ranges: PositionRanges, value: number): boolean {
  const { lat, lon } = ranges;
  const e7 = value * 1e-5;
  const e6 = value * 1e-4;
  if ((((lon[Math.floor(e7 + 18_000)] as number) | (lat[Math.floor(e7 + 9_000)] as number)) & IN_NEAR) !== 0) return true;
  return (((lon[Math.floor(e6 + 18_000)] as number) | (lat[Math.floor(e6 + 9_000)] as number)) & IN_NEAR) !== 0;
}

/** True when a position's square reaches within 5 km of a track. */
export function isAreaSquare(ranges: PositionRanges, latDeg: number, lonDeg: number): boolean {
  const square = Math.floor((latDeg + 90) * 10) * 3601 + Math.floor((lonDeg + 180) * 10);
  return (((ranges.areaSquares[square >> 3] as number) >> (square & 7)) & 1) === 1;
}

/** True when a position's square reaches within 100 km of a track. */
export function isRegionSquare(ranges: PositionRanges, latDeg: number, lonDeg: number): boolean {
  return ranges.regionSquares[Math.floor((latDeg + 90) * 2) * 721 + Math.floor((lonDeg + 180) * 2)] === 1;
}
