/** UTM: transverse Mercator in zones of 6 degrees (Krüger's series, as in Karney 2011; better than a millimetre inside a zone). */

const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257_223_563;
const SCALE = 0.9996;
const FALSE_EAST_M = 500_000;
const FALSE_NORTH_M = 10_000_000;
const N = FLATTENING / (2 - FLATTENING);
const RADIUS_M = (SEMI_MAJOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const BETA = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - (1 / 360) * N ** 4,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161_280) * N ** 4,
];
const DELTA = [
  2 * N - (2 / 3) * N ** 2 - 2 * N ** 3 + (116 / 45) * N ** 4,
  (7 / 3) * N ** 2 - (8 / 5) * N ** 3 - (227 / 45) * N ** 4,
  (56 / 15) * N ** 3 - (136 / 35) * N ** 4,
  (4279 / 630) * N ** 4,
];
const DEG_PER_RAD = 180 / Math.PI;

/** Bands of 8 degrees from 80 south, without I and O; X has 12 degrees. */
export const BANDS = "CDEFGHJKLMNPQRSTUVWX";

/** Position of easting and northing in a zone; `north` false for the southern hemisphere. */
export function fromUtm(
  zone: number,
  hemisphere: "north" | "south",
  eastingM: number,
  northingM: number,
): { readonly latDeg: number; readonly lonDeg: number } {
  const xi = (northingM - (hemisphere === "north" ? 0 : FALSE_NORTH_M)) / (SCALE * RADIUS_M);
  const eta = (eastingM - FALSE_EAST_M) / (SCALE * RADIUS_M);
  let xiPrime = xi;
  let etaPrime = eta;
  for (let order = 1; order <= 4; order += 1) {
    const beta = BETA[order - 1] as number;
    xiPrime -= beta * Math.sin(2 * order * xi) * Math.cosh(2 * order * eta);
    etaPrime -= beta * Math.cos(2 * order * xi) * Math.sinh(2 * order * eta);
  }
  const chi = Math.asin(Math.sin(xiPrime) / Math.cosh(etaPrime));
  let lat = chi;
  for (let order = 1; order <= 4; order += 1) lat += (DELTA[order - 1] as number) * Math.sin(2 * order * chi);
  const lon = Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime));
  return { latDeg: lat * DEG_PER_RAD, lonDeg: lon * DEG_PER_RAD + zone * 6 - 183 };
}

/** Letter of the band of a latitude; `undefined` beyond 80 south and 84 north. */
export function bandOf(latDeg: number): string | undefined {
  if (!(latDeg >= -80 && latDeg <= 84)) return undefined;
  return BANDS[Math.min(BANDS.length - 1, Math.floor((latDeg + 80) / 8))];
}
