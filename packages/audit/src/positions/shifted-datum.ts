/**
 * GCJ-02 and BD-09: positions shifted as Chinese law asks. The law's own function is not public; this is the approximation that map software
 * uses everywhere (eviltransform and its many copies; good to about a metre). Only inside mainland China's box, as there.
 */

/** A position in degrees. */
export interface DegPoint {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** Krasovsky 1940: semi-major axis in metres and eccentricity squared. */
const KRASOVSKY_M = 6_378_245;
const KRASOVSKY_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943;
const RAD_PER_DEG = Math.PI / 180;
const BAIDU_RAD = (Math.PI * 3000) / 180;

/** True inside the box in which maps shift. */
export function isInChinaBox(latDeg: number, lonDeg: number): boolean {
  return lonDeg >= 72.004 && lonDeg <= 137.8347 && latDeg >= 0.8293 && latDeg <= 55.8271;
}

/** WGS-84 to GCJ-02. Outside the box nothing is shifted. */
export function toGcj02(latDeg: number, lonDeg: number): DegPoint {
  if (!isInChinaBox(latDeg, lonDeg)) return { latDeg, lonDeg };
  const x = lonDeg - 105;
  const y = latDeg - 35;
  const waves = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves;
  north += (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3);
  north += (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3);
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves;
  east += (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3);
  east += (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
  const sin = Math.sin(latDeg * RAD_PER_DEG);
  const magic = 1 - KRASOVSKY_ECCENTRICITY_SQUARED * sin * sin;
  const root = Math.sqrt(magic);
  return {
    latDeg: latDeg + north / (((KRASOVSKY_M * (1 - KRASOVSKY_ECCENTRICITY_SQUARED)) / (magic * root)) * RAD_PER_DEG),
    lonDeg: lonDeg + east / ((KRASOVSKY_M / root) * Math.cos(latDeg * RAD_PER_DEG) * RAD_PER_DEG),
  };
}

/** WGS-84 to BD-09. Outside the box nothing is shifted. */
export function toBd09(latDeg: number, lonDeg: number): DegPoint {
  if (!isInChinaBox(latDeg, lonDeg)) return { latDeg, lonDeg };
  const shifted = toGcj02(latDeg, lonDeg);
  const x = shifted.lonDeg;
  const y = shifted.latDeg;
  const radius = Math.hypot(x, y) + 0.00002 * Math.sin(y * BAIDU_RAD);
  const angle = Math.atan2(y, x) + 0.000003 * Math.cos(x * BAIDU_RAD);
  return { latDeg: radius * Math.sin(angle) + 0.006, lonDeg: radius * Math.cos(angle) + 0.0065 };
}

/** Undoes a shift, to within a millimetre: the shift changes slowly, so that a few steps are enough. */
export function fromShifted(shift: (latDeg: number, lonDeg: number) => DegPoint, latDeg: number, lonDeg: number): DegPoint {
  let lat = latDeg;
  let lon = lonDeg;
  for (let step = 0; step < 8; step += 1) {
    const there = shift(lat, lon);
    lat += latDeg - there.latDeg;
    lon += lonDeg - there.lonDeg;
  }
  return { latDeg: lat, lonDeg: lon };
}
