/**
 * Points of the WGS-84 ellipsoid's surface in space. Straight distances between them need no care at the antimeridian or at the poles; up to
 * 100 km they are at most 1 m shorter than the way over the ground.
 */

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_SQUARED = 6.694_379_990_141_316e-3;
const RAD_PER_DEG = Math.PI / 180;

/** Writes x, y and z in metres of a position to `out` at `at`. */
export function writeEarthPoint(latDeg: number, lonDeg: number, out: Float64Array, at: number): void {
  const sin = Math.sin(latDeg * RAD_PER_DEG);
  const cos = Math.cos(latDeg * RAD_PER_DEG);
  const primeVerticalM = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sin * sin);
  out[at] = primeVerticalM * cos * Math.cos(lonDeg * RAD_PER_DEG);
  out[at + 1] = primeVerticalM * cos * Math.sin(lonDeg * RAD_PER_DEG);
  out[at + 2] = primeVerticalM * (1 - ECCENTRICITY_SQUARED) * sin;
}
