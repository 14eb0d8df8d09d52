/**
 * UTM on the WGS-84 ellipsoid by Krüger's series in the third flattening, to its fourth power (Karney 2011, equations 7 to 11, 35 and 36):
 * errors far below a millimetre within a zone.
 */
import type { GroundPoint } from "../media/footprint.ts";

/** A UTM zone. */
export interface UtmZone {
  readonly zone: number;
  readonly hemisphere: "north" | "south";
}

const RAD = Math.PI / 180;
const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257_223_563;
const N = FLATTENING / (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const SCALE = 0.9996;
const FALSE_EAST_M = 500_000;
const FALSE_NORTH_M = 10_000_000;
/** Radius of the rectifying sphere. */
const RADIUS_M = (SEMI_MAJOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49561 / 161280) * N ** 4,
];
const BETA = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - (1 / 360) * N ** 4,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161280) * N ** 4,
];

/** Metres east and north of a place in a zone (false origin included). Good to some 10 degrees from the zone's middle. */
export function toUtm(latDeg: number, lonDeg: number, { zone, hemisphere }: UtmZone): { readonly eastM: number; readonly northM: number } {
  const lambda = (lonDeg - centralLonDeg(zone)) * RAD;
  const sin = Math.sin(latDeg * RAD);
  // Tangent of the conformal latitude.
  const t = Math.sinh(Math.atanh(sin) - ECCENTRICITY * Math.atanh(ECCENTRICITY * sin));
  const xi0 = Math.atan2(t, Math.cos(lambda));
  const eta0 = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)));
  let xi = xi0;
  let eta = eta0;
  for (const [index, alpha] of ALPHA.entries()) {
    const twice = 2 * (index + 1);
    xi += alpha * Math.sin(twice * xi0) * Math.cosh(twice * eta0);
    eta += alpha * Math.cos(twice * xi0) * Math.sinh(twice * eta0);
  }
  const northM = SCALE * RADIUS_M * xi + (hemisphere === "south" ? FALSE_NORTH_M : 0);
  return { eastM: SCALE * RADIUS_M * eta + FALSE_EAST_M, northM };
}

/** The place of metres east and north in a zone: the inverse of `toUtm`. */
export function fromUtm(eastM: number, northM: number, { zone, hemisphere }: UtmZone): GroundPoint {
  const xi = (northM - (hemisphere === "south" ? FALSE_NORTH_M : 0)) / (SCALE * RADIUS_M);
  const eta = (eastM - FALSE_EAST_M) / (SCALE * RADIUS_M);
  let xi0 = xi;
  let eta0 = eta;
  for (const [index, beta] of BETA.entries()) {
    const twice = 2 * (index + 1);
    xi0 -= beta * Math.sin(twice * xi) * Math.cosh(twice * eta);
    eta0 -= beta * Math.cos(twice * xi) * Math.sinh(twice * eta);
  }
  const conformal = Math.asin(Math.sin(xi0) / Math.cosh(eta0));
  const psi = Math.atanh(Math.sin(conformal));
  // Back from the conformal latitude: a few rounds of a fast fixed point.
  let sin = Math.tanh(psi);
  for (let round = 0; round < 8; round += 1) sin = Math.tanh(psi + ECCENTRICITY * Math.atanh(ECCENTRICITY * sin));
  const lambda = Math.atan2(Math.sinh(eta0), Math.cos(xi0));
  return { latDeg: Math.asin(sin) / RAD, lonDeg: centralLonDeg(zone) + lambda / RAD };
}

function centralLonDeg(zone: number): number {
  return zone * 6 - 183;
}
