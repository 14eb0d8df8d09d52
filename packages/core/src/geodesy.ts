/** WGS-84 geodesy: degrees outside, radians only inside. */

/** WGS-84 semi-major axis, metres (NIMA TR8350.2). */
const SEMI_MAJOR_M = 6_378_137;
/** WGS-84 first eccentricity squared (NIMA TR8350.2). */
const ECCENTRICITY_SQUARED = 6.694_379_990_141_316e-3;
const RAD_PER_DEG = Math.PI / 180;

/** Metres per degree of latitude and longitude at a latitude, on the ellipsoid. */
export function metresPerDegree(latDeg: number): { readonly northM: number; readonly eastM: number } {
  const sin = Math.sin(latDeg * RAD_PER_DEG);
  const root = 1 - ECCENTRICITY_SQUARED * sin * sin;
  const primeVerticalM = SEMI_MAJOR_M / Math.sqrt(root);
  const meridianM = (primeVerticalM * (1 - ECCENTRICITY_SQUARED)) / root;
  return {
    northM: meridianM * RAD_PER_DEG,
    eastM: primeVerticalM * Math.cos(latDeg * RAD_PER_DEG) * RAD_PER_DEG,
  };
}

/** Shortest signed difference of two longitudes, degrees in -180..180. */
export function lonDifferenceDeg(fromDeg: number, toDeg: number): number {
  const difference = (toDeg - fromDeg) % 360;
  if (difference > 180) return difference - 360;
  if (difference < -180) return difference + 360;
  return difference;
}

/**
 * Ground distance in metres between two points. Local ellipsoid plane below 20 km and up to latitude 85 (error under 0.01 %), haversine
 * on the authalic sphere beyond (error under 0.6 %). NaN when any input is NaN.
 */
export function distanceM(latADeg: number, lonADeg: number, latBDeg: number, lonBDeg: number): number {
  const dLat = latBDeg - latADeg;
  const dLon = lonDifferenceDeg(lonADeg, lonBDeg);
  const middleLatDeg = (latADeg + latBDeg) / 2;
  const scale = metresPerDegree(middleLatDeg);
  const planeM = Math.hypot(dLat * scale.northM, dLon * scale.eastM);
  // Near a pole a parallel is far from the shortest way.
  if (planeM <= 20_000 && Math.abs(middleLatDeg) <= 85) return planeM;
  const sinLat = Math.sin((dLat * RAD_PER_DEG) / 2);
  const sinLon = Math.sin((dLon * RAD_PER_DEG) / 2);
  const half = sinLat * sinLat + Math.cos(latADeg * RAD_PER_DEG) * Math.cos(latBDeg * RAD_PER_DEG) * sinLon * sinLon;
  return 2 * 6_371_007.2 * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** A point in a local tangent frame: metres east and north of an origin (valid to about 20 km). */
export interface LocalPoint {
  readonly eastM: number;
  readonly northM: number;
}

/** Local east/north metres of a point relative to an origin. */
export function toLocal(originLatDeg: number, originLonDeg: number, latDeg: number, lonDeg: number): LocalPoint {
  const scale = metresPerDegree(originLatDeg);
  return {
    eastM: lonDifferenceDeg(originLonDeg, lonDeg) * scale.eastM,
    northM: (latDeg - originLatDeg) * scale.northM,
  };
}

/** Inverse of `toLocal`: the position of a local point. Longitude in -180..180. */
export function fromLocal(
  originLatDeg: number,
  originLonDeg: number,
  point: LocalPoint,
): { readonly latDeg: number; readonly lonDeg: number } {
  const scale = metresPerDegree(originLatDeg);
  const lonDeg = originLonDeg + point.eastM / scale.eastM;
  return { latDeg: originLatDeg + point.northM / scale.northM, lonDeg: lonDifferenceDeg(0, lonDeg) };
}

/** True when the pair is a plausible position: finite, in range, and not the 0,0 that recorders hold before the first fix. */
export function isPlausiblePosition(latDeg: number, lonDeg: number): boolean {
  if (!(Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180)) return false;
  return !(Math.abs(latDeg) < 1e-6 && Math.abs(lonDeg) < 1e-6);
}

/** A box of positions, degrees. `westDeg > eastDeg` means that it crosses the antimeridian. */
export interface Bounds {
  readonly southDeg: number;
  readonly westDeg: number;
  readonly northDeg: number;
  readonly eastDeg: number;
}

/** The smallest box around the known positions (NaN rows are skipped), or `null` when there is none. */
export function boundsOf(latDeg: ArrayLike<number>, lonDeg: ArrayLike<number>): Bounds | null {
  let south = Number.POSITIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  let reference = Number.NaN;
  let west = 0;
  let east = 0;
  for (let row = 0; row < latDeg.length; row += 1) {
    const lat = latDeg[row] as number;
    const lon = lonDeg[row] as number;
    if (Number.isNaN(lat) || Number.isNaN(lon)) continue;
    if (Number.isNaN(reference)) reference = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
    const offset = lonDifferenceDeg(reference, lon);
    if (offset < west) west = offset;
    if (offset > east) east = offset;
  }
  if (Number.isNaN(reference)) return null;
  return {
    southDeg: south,
    northDeg: north,
    westDeg: lonDifferenceDeg(0, reference + west),
    eastDeg: lonDifferenceDeg(0, reference + east),
  };
}
