/** Codes of grid cells: geohash, quadkey, plus code (open location code). Their published rules. */
import type { CodedPlace } from "./grid-reference.ts";

/** The digits of a geohash. */
export const GEOHASH_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";
const PLUS_DIGITS = "23456789CFGHJMPQRVWX";

/** Middle of a geohash's cell; `undefined` for a character that is none of its digits. */
export function fromGeohash(code: string): CodedPlace | undefined {
  let south = -90;
  let north = 90;
  let west = -180;
  let east = 180;
  let even = true;
  for (const character of code.toLowerCase()) {
    const digit = GEOHASH_DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    for (let bit = 4; bit >= 0; bit -= 1) {
      const upper = ((digit >> bit) & 1) === 1;
      if (even) {
        const middle = (west + east) / 2;
        if (upper) west = middle;
        else east = middle;
      } else {
        const middle = (south + north) / 2;
        if (upper) south = middle;
        else north = middle;
      }
      even = !even;
    }
  }
  return { latDeg: (south + north) / 2, lonDeg: (west + east) / 2, unitDeg: Math.max(north - south, east - west), length: code.length };
}

/** First characters of the geohash of a position. */
export function toGeohash(latDeg: number, lonDeg: number, length: number): string {
  let south = -90;
  let north = 90;
  let west = -180;
  let east = 180;
  let even = true;
  let code = "";
  while (code.length < length) {
    let digit = 0;
    for (let bit = 0; bit < 5; bit += 1) {
      if (even) {
        const middle = (west + east) / 2;
        if (lonDeg >= middle) {
          digit = digit * 2 + 1;
          west = middle;
        } else {
          digit *= 2;
          east = middle;
        }
      } else {
        const middle = (south + north) / 2;
        if (latDeg >= middle) {
          digit = digit * 2 + 1;
          south = middle;
        } else {
          digit *= 2;
          north = middle;
        }
      }
      even = !even;
    }
    code += GEOHASH_DIGITS[digit];
  }
  return code;
}

/** A tile of web maps: zoom, column from the west, row from the north. */
export interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Tile of a quadkey; `undefined` when a digit is not 0 to 3 or there are more than 30. */
export function tileOfQuadkey(quadkey: string): Tile | undefined {
  if (quadkey.length === 0 || quadkey.length > 30) return undefined;
  let x = 0;
  let y = 0;
  for (const character of quadkey) {
    const digit = character.charCodeAt(0) - 0x30;
    if (!(digit >= 0 && digit <= 3)) return undefined;
    x = x * 2 + (digit & 1);
    y = y * 2 + (digit >> 1);
  }
  return { z: quadkey.length, x, y };
}

/** Tile that holds a position at a zoom. */
export function tileAt(latDeg: number, lonDeg: number, z: number): Tile {
  const size = 2 ** z;
  const lat = (Math.max(-85.051_128, Math.min(85.051_128, latDeg)) * Math.PI) / 180;
  const x = Math.floor(((lonDeg + 180) / 360) * size);
  const y = Math.floor(((1 - Math.asinh(Math.tan(lat)) / Math.PI) / 2) * size);
  return { z, x: Math.max(0, Math.min(size - 1, x)), y: Math.max(0, Math.min(size - 1, y)) };
}

/** Quadkey of a tile. */
export function quadkeyOf(tile: Tile): string {
  let key = "";
  for (let bit = tile.z - 1; bit >= 0; bit -= 1) {
    key += String((Math.floor(tile.x / 2 ** bit) % 2) + 2 * (Math.floor(tile.y / 2 ** bit) % 2));
  }
  return key;
}

/** Rims of a tile in degrees. */
export function tileBounds(tile: Tile): {
  readonly southDeg: number;
  readonly westDeg: number;
  readonly northDeg: number;
  readonly eastDeg: number;
} {
  const size = 2 ** tile.z;
  const latAt = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size))) * 180) / Math.PI;
  return {
    southDeg: latAt(tile.y + 1),
    northDeg: latAt(tile.y),
    westDeg: (tile.x / size) * 360 - 180,
    eastDeg: ((tile.x + 1) / size) * 360 - 180,
  };
}

/** Middle of a full plus code (eight digits, `+`, two to seven more); `undefined` when it is none. */
export function fromPlusCode(code: string): CodedPlace | undefined {
  if (!/^[2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2,7}$/i.test(code)) return undefined;
  const digits = code.replace("+", "").toUpperCase();
  let lat = -90;
  let lon = -180;
  let latStep = 20;
  let lonStep = 20;
  for (let at = 0; at < Math.min(10, digits.length); at += 2) {
    if (at > 0) {
      latStep /= 20;
      lonStep /= 20;
    }
    lat += PLUS_DIGITS.indexOf(digits[at] as string) * latStep;
    lon += PLUS_DIGITS.indexOf(digits[at + 1] as string) * lonStep;
  }
  for (let at = 10; at < digits.length; at += 1) {
    latStep /= 5;
    lonStep /= 4;
    const digit = PLUS_DIGITS.indexOf(digits[at] as string);
    lat += Math.floor(digit / 4) * latStep;
    lon += (digit % 4) * lonStep;
  }
  if (lat >= 90 || lon >= 180) return undefined;
  return { latDeg: lat + latStep / 2, lonDeg: lon + lonStep / 2, unitDeg: Math.max(latStep, lonStep), length: code.length };
}
