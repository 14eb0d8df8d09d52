/** How positions are written, by reference writers of the lab: text, integers, codes, shifted maps. */

/** A point. */
export interface Point {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** `38° 12' 33.5" N`. */
export function dms({ latDeg, lonDeg }: Point, between = ", "): string {
  const one = (degrees: number, letters: string): string => {
    const tenths = Math.round(Math.abs(degrees) * 360_000);
    const [whole, minutes, seconds] = [Math.floor(tenths / 360_000), Math.floor((tenths % 360_000) / 6_000), (tenths % 6_000) / 100];
    return `${whole}°${String(minutes).padStart(2, "0")}'${seconds.toFixed(2).padStart(5, "0")}"${letters.charAt(degrees < 0 ? 1 : 0)}`;
  };
  return `${one(latDeg, "NS")}${between}${one(lonDeg, "EW")}`;
}

/** `$GPRMC`. */
export function rmc({ latDeg, lonDeg }: Point, timeUs: number): string {
  const angle = (degrees: number, width: number): string => {
    const minutes = Math.abs(degrees) * 60;
    const whole = Math.floor(minutes / 60);
    return `${String(whole).padStart(width, "0")}${(minutes - whole * 60).toFixed(5).padStart(8, "0")}`;
  };
  const iso = new Date(timeUs / 1000).toISOString();
  const [time, date] = [iso.slice(11, 19).replaceAll(":", ""), `${iso.slice(8, 10)}${iso.slice(5, 7)}${iso.slice(2, 4)}`];
  const inside = `GPRMC,${time}.00,A,${angle(latDeg, 2)},${latDeg < 0 ? "S" : "N"},${angle(lonDeg, 3)},${lonDeg < 0 ? "W" : "E"},12.1,84.4,${date},,,A`;
  const sum = [...inside].reduce((all, letter) => all ^ letter.charCodeAt(0), 0);
  return `$${inside}*${sum.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Geohash: bits of longitude and latitude in turn, five a letter. */
export function geohash({ latDeg, lonDeg }: Point, letters: number): string {
  const alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";
  const ranges = [
    [-180, 180],
    [-90, 90],
  ] as [[number, number], [number, number]];
  let code = "";
  let bits = 0;
  for (let bit = 0; bit < letters * 5; bit++) {
    const range = ranges[bit & 1] as [number, number];
    const middle = (range[0] + range[1]) / 2;
    const isUpper = ((bit & 1) === 0 ? lonDeg : latDeg) >= middle;
    range[isUpper ? 0 : 1] = middle;
    bits = bits * 2 + (isUpper ? 1 : 0);
    if (bit % 5 === 4) {
      code += alphabet.charAt(bits);
      bits = 0;
    }
  }
  return code;
}

/** Column and row of a map tile, rows from the north. */
export function tileOf({ latDeg, lonDeg }: Point, zoom: number): { readonly x: number; readonly y: number } {
  const size = 2 ** zoom;
  const lat = (latDeg * Math.PI) / 180;
  return {
    x: Math.floor(((lonDeg + 180) / 360) * size),
    y: Math.floor(((1 - Math.asinh(Math.tan(lat)) / Math.PI) / 2) * size),
  };
}

/** Quadkey of a point. */
export function quadkey(point: Point, zoom: number): string {
  const { x, y } = tileOf(point, zoom);
  let key = "";
  for (let bit = zoom - 1; bit >= 0; bit--) key += String(((x >> bit) & 1) + 2 * ((y >> bit) & 1));
  return key;
}

/** Plus code of ten digits, or eleven. */
export function plusCode({ latDeg, lonDeg }: Point, digits: 10 | 11 = 10): string {
  const alphabet = "23456789CFGHJMPQRVWX";
  // Units of 1/8000 degree; the eleventh digit cuts a cell into 4 columns and 5 rows.
  const [lat, lon] = [(latDeg + 90) * 8000, (lonDeg + 180) * 8000];
  let [latUnits, lonUnits] = [Math.floor(lat), Math.floor(lon)];
  let code = "";
  for (let pair = 0; pair < 5; pair++) {
    code = `${alphabet.charAt(latUnits % 20)}${alphabet.charAt(lonUnits % 20)}${code}`;
    latUnits = Math.floor(latUnits / 20);
    lonUnits = Math.floor(lonUnits / 20);
  }
  const last = digits === 11 ? alphabet.charAt(Math.floor((lat % 1) * 5) * 4 + Math.floor((lon % 1) * 4)) : "";
  return `${code.slice(0, 8)}+${code.slice(8)}${last}`;
}

/** Zone, easting and northing by the series in powers of the third flattening. */
export function utm({ latDeg, lonDeg }: Point): { readonly zone: number; readonly eastM: number; readonly northM: number } {
  const [a, f, k0] = [6_378_137, 1 / 298.257223563, 0.9996];
  const n = f / (2 - f);
  const zone = Math.floor((lonDeg + 180) / 6) + 1;
  const lat = (latDeg * Math.PI) / 180;
  const turn = ((lonDeg - (zone * 6 - 183)) * Math.PI) / 180;
  const e = (2 * Math.sqrt(n)) / (1 + n);
  const t = Math.sinh(Math.atanh(Math.sin(lat)) - e * Math.atanh(e * Math.sin(lat)));
  const [xi, eta] = [Math.atan2(t, Math.cos(turn)), Math.atanh(Math.sin(turn) / Math.sqrt(1 + t * t))];
  const radius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alphas = [n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16, (13 * n ** 2) / 48 - (3 * n ** 3) / 5, (61 * n ** 3) / 240];
  let [east, north] = [eta, xi];
  for (const [at, alpha] of alphas.entries()) {
    const order = 2 * (at + 1);
    east += alpha * Math.cos(order * xi) * Math.sinh(order * eta);
    north += alpha * Math.sin(order * xi) * Math.cosh(order * eta);
  }
  return { zone, eastM: 500_000 + k0 * radius * east, northM: (latDeg < 0 ? 10_000_000 : 0) + k0 * radius * north };
}

/** MGRS with metres: zone, band, square, easting, northing. */
export function mgrs(point: Point): string {
  const { zone, eastM, northM } = utm(point);
  const band = "CDEFGHJKLMNPQRSTUVWX".charAt(Math.floor((point.latDeg + 80) / 8));
  const column = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"][zone % 3]?.charAt(Math.floor(eastM / 100_000) - 1) ?? "";
  const row = "ABCDEFGHJKLMNPQRSTUV".charAt((Math.floor(northM / 100_000) + (zone % 2 === 0 ? 5 : 0)) % 20);
  const digits = (metres: number): string => String(Math.floor(metres % 100_000)).padStart(5, "0");
  return `${zone}${band}${column}${row}${digits(eastM)}${digits(northM)}`;
}

/** `29S 609345 4229876`. */
export function utmText(point: Point): string {
  const { zone, eastM, northM } = utm(point);
  return `${zone}${"CDEFGHJKLMNPQRSTUVWX".charAt(Math.floor((point.latDeg + 80) / 8))} ${Math.round(eastM)} ${Math.round(northM)}`;
}

/** The shift that maps of mainland China have. */
export function gcj02({ latDeg, lonDeg }: Point): Point {
  const [x, y] = [lonDeg - 105, latDeg - 35];
  const wave = (value: number, ...parts: readonly (readonly [number, number])[]): number =>
    parts.reduce((sum, [size, rate]) => sum + size * Math.sin(value * rate * Math.PI), 0);
  const shared = (wave(x, [20, 6], [20, 2]) * 2) / 3;
  const lat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    shared +
    (wave(y, [20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]) * 2) / 3;
  const lon =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    shared +
    (wave(x, [20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]) * 2) / 3;
  const [a, ee] = [6_378_245, 0.006_693_421_622_965_943];
  const angle = (latDeg * Math.PI) / 180;
  const magic = 1 - ee * Math.sin(angle) ** 2;
  return {
    latDeg: latDeg + (lat * 180) / (((a * (1 - ee)) / (magic * Math.sqrt(magic))) * Math.PI),
    lonDeg: lonDeg + (lon * 180) / ((a / Math.sqrt(magic)) * Math.cos(angle) * Math.PI),
  };
}

/** The further shift of one maker's maps. */
export function bd09(point: Point): Point {
  const { latDeg, lonDeg } = gcj02(point);
  const turn = (Math.PI * 3000) / 180;
  const radius = Math.hypot(lonDeg, latDeg) + 0.00002 * Math.sin(latDeg * turn);
  const angle = Math.atan2(latDeg, lonDeg) + 0.000003 * Math.cos(lonDeg * turn);
  return { latDeg: radius * Math.sin(angle) + 0.006, lonDeg: radius * Math.cos(angle) + 0.0065 };
}
