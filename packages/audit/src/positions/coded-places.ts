/** Grid codes in text: where a code may begin, whether one stands there, and what it names. */
import { cellToBoundary, cellToLatLng, getResolution, isValidCell } from "h3-js";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { GATE_CODE } from "./gate-table.ts";
import { fromGeohash, fromPlusCode, GEOHASH_DIGITS, quadkeyOf, tileAt, tileBounds, tileOfQuadkey, toGeohash } from "./grid-codes.ts";
import { type CodedPlace, readGridReference } from "./grid-reference.ts";
import { isDigit, isLetter } from "./number-text.ts";
import { type ScanWindow, windowText } from "./scan-window.ts";
import type { TrackIndex } from "./track-index.ts";
import { bandOf } from "./transverse-mercator.ts";

/** A code in a window. */
export interface FoundCode extends CodedPlace {
  readonly layer: Extract<EncodingLayer, "geohash" | "h3" | "quadkey" | "plusCode" | "mgrs">;
  /** Offset in the window. */
  readonly start: number;
  readonly weakBecause: string | null;
}

const LEAST_GEOHASH = 6;
const LEAST_QUADKEY = 12;
const LEAST_H3_RESOLUTION = 5;
const CODE_NAME = /geo|hash|\bgh\b|cell|loc|pos|area|tile|quad|qk|h3|coord|place|point|grid|mgrs|utm/i;

/** Adds the beginnings of codes of the tracks' surroundings to a gate table. */
export function markCodes(gate: Uint8Array, index: TrackIndex): void {
  const flag = (first: number, second: number): void => {
    const pair = (first << 8) | second;
    gate[pair] = (gate[pair] as number) | GATE_CODE;
  };
  const flagText = (text: string): void => {
    const variants = new Set([text, text.toUpperCase(), `${text[0]?.toUpperCase()}${text[1]}`, `${text[0]}${text[1]?.toUpperCase()}`]);
    for (const variant of variants) flag(variant.charCodeAt(0), variant.charCodeAt(1));
  };
  // H3: mode 1 and a resolution of 5 to 15 in the first two digits.
  for (const digit of "56789abcdef") flagText(`8${digit}`);
  for (const digit of "23456789CFGHJMPQRVWXcfghjmpqrvwx") flag(digit.charCodeAt(0), 0x2b);
  for (const track of index.tracks) {
    const places = [track.home, track.pilot].filter((place) => place !== null);
    const rows = track.latDeg.length;
    const step = Math.max(1, Math.floor(rows / 64));
    for (let row = 0; row < rows; row += step) places.push({ latDeg: track.latDeg[row] as number, lonDeg: track.lonDeg[row] as number });
    for (const { latDeg, lonDeg } of places) {
      // A code's first characters name a cell of hundreds of kilometres; at its rim the neighbour's name may be used.
      for (const [north, east] of [
        [0, 0],
        [0.1, 0.1],
        [0.1, -0.1],
        [-0.1, 0.1],
        [-0.1, -0.1],
      ] as const) {
        flagText(toGeohash(latDeg + north, lonDeg + east, 2));
        flagText(quadkeyOf(tileAt(latDeg + north, lonDeg + east, 2)));
        const band = bandOf(latDeg + north);
        const zone = Math.floor((lonDeg + east + 180) / 6) + 1;
        // Norway and Spitsbergen use a neighbour's zone.
        for (const number of [zone - 1, zone, zone + 1]) if (band !== undefined) flag(0x30 + ((number + 60) % 10), band.charCodeAt(0));
        for (const letter of "NS") flag(0x30 + (zone % 10), letter.charCodeAt(0));
      }
    }
  }
}

/** Reads a code that begins (or, for plus codes, has its plus) at `at`. `mayBeNear` says cheaply that a place is far from all tracks. */
export function readCode(window: ScanWindow, at: number, mayBeNear: (latDeg: number, lonDeg: number) => boolean): FoundCode | undefined {
  const { bytes } = window;
  if (bytes[at + 1] === 0x2b) return readPlusCode(window, at + 1);
  const before = bytes[at - 1];
  const grid = readGrid(window, at);
  if (grid !== undefined) return grid;
  if (isDigit(before) || isLetter(before) || before === 0x5f) return undefined;
  let end = at;
  let letters = 0;
  let isHash = true;
  while (end < window.length && end - at < 32) {
    if (isLetter(bytes[end])) {
      letters += 1;
      if (notInGeohash[bytes[end] as number] === 1) isHash = false;
    } else if (!isDigit(bytes[end])) break;
    end += 1;
  }
  const length = end - at;
  // A row of digits alone is a number, or a quadkey.
  if (letters === 0 && length < LEAST_QUADKEY) return undefined;
  if (length < LEAST_GEOHASH || length > 30 || bytes[end] === 0x5f) return undefined;
  // Most words end here: no hash, of another length than a cell's, no digits alone.
  if (length !== 15 && letters > 0 && (!isHash || length > 12)) return undefined;
  // A hash of six characters or more names its middle to 600 m; a row of digits may be a quadkey too.
  if (letters > 0 && length <= 12 && !isHashNear(bytes, at, end, mayBeNear)) return undefined;
  const text = windowText(window, at, end);
  if (length === 15) {
    const cell = readH3(at, text);
    if (cell !== undefined) return cell;
  }
  if (length >= LEAST_QUADKEY && /^[0-3]+$/.test(text)) return readQuadkey(window, at, text);
  return length <= 12 ? readGeohash(window, at, text) : undefined;
}

/** By byte: 1 for the letters that no geohash has. */
const notInGeohash = new Uint8Array(256);
for (const letter of "ailoAILO") notInGeohash[letter.charCodeAt(0)] = 1;
/** By byte: the digit that it is in a geohash. */
const geohashDigits = new Uint8Array(256);
for (const [digit, letter] of [...GEOHASH_DIGITS].entries()) {
  geohashDigits[letter.charCodeAt(0)] = digit;
  geohashDigits[letter.toUpperCase().charCodeAt(0)] = digit;
}

/** Whether the middle of a geohash may be near a track. Bits of longitude and of latitude take turns. */
function isHashNear(bytes: Uint8Array, from: number, until: number, mayBeNear: (latDeg: number, lonDeg: number) => boolean): boolean {
  let lon = 0;
  let lat = 0;
  let isLon = true;
  for (let at = from; at < until; at += 1) {
    const digit = geohashDigits[bytes[at] as number] as number;
    for (let bit = 4; bit >= 0; bit -= 1) {
      if (isLon) lon = lon * 2 + ((digit >> bit) & 1);
      else lat = lat * 2 + ((digit >> bit) & 1);
      isLon = !isLon;
    }
  }
  const bits = (until - from) * 5;
  return mayBeNear(((lat + 0.5) / 2 ** (bits >> 1)) * 180 - 90, ((lon + 0.5) / 2 ** ((bits + 1) >> 1)) * 360 - 180);
}

function readH3(at: number, text: string): FoundCode | undefined {
  const cell = text.toLowerCase();
  if (!isValidCell(cell) || getResolution(cell) < LEAST_H3_RESOLUTION) return undefined;
  const [latDeg, lonDeg] = cellToLatLng(cell);
  let unitDeg = 0;
  for (const [cornerLatDeg] of cellToBoundary(cell)) unitDeg = Math.max(unitDeg, Math.abs(cornerLatDeg - latDeg) * 2);
  return { layer: "h3", start: at, length: text.length, latDeg, lonDeg, unitDeg, weakBecause: null };
}

function readQuadkey(window: ScanWindow, at: number, text: string): FoundCode | undefined {
  const tile = tileOfQuadkey(text);
  if (tile === undefined) return undefined;
  const box = tileBounds(tile);
  return {
    layer: "quadkey",
    start: at,
    length: text.length,
    latDeg: (box.southDeg + box.northDeg) / 2,
    lonDeg: (box.westDeg + box.eastDeg) / 2,
    unitDeg: box.northDeg - box.southDeg,
    weakBecause: text.length >= 14 || isNamed(window, at) ? null : "a short row of the digits 0 to 3 without a field name",
  };
}

function readGeohash(window: ScanWindow, at: number, text: string): FoundCode | undefined {
  // Upper and lower case are not mixed.
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return undefined;
  const place = fromGeohash(text);
  if (place === undefined) return undefined;
  const named = isNamed(window, at);
  if (!named && !/[a-z].*\d|\d.*[a-z]/i.test(text)) return undefined;
  const weakBecause = named ? null : "a word that would be a geohash, without a field name";
  return { ...place, layer: "geohash", start: at, weakBecause };
}

function readPlusCode(window: ScanWindow, plus: number): FoundCode | undefined {
  const { bytes, length } = window;
  let start = plus;
  while (start > 0 && plus - start < 9 && (isDigit(bytes[start - 1]) || isLetter(bytes[start - 1]))) start -= 1;
  if (plus - start !== 8) return undefined;
  let end = plus + 1;
  while (end < length && end - plus < 9 && (isDigit(bytes[end]) || isLetter(bytes[end]))) end += 1;
  const place = fromPlusCode(windowText(window, start, end));
  return place === undefined ? undefined : { ...place, layer: "plusCode", start, weakBecause: null };
}

/** A grid reference whose zone's last digit stands at `at`, the band's letter behind it. */
function readGrid(window: ScanWindow, at: number): FoundCode | undefined {
  const { bytes } = window;
  const band = bytes[at + 1] as number;
  if (!isDigit(bytes[at]) || band < 0x43 || band > 0x58) return undefined;
  const start = isDigit(bytes[at - 1]) ? at - 1 : at;
  if (isDigit(bytes[start - 1]) || isLetter(bytes[start - 1])) return undefined;
  const place = readGridReference(windowText(window, start, start + 40));
  return place === undefined ? undefined : { ...place, layer: "mgrs", start, weakBecause: null };
}

function isNamed(window: ScanWindow, at: number): boolean {
  return CODE_NAME.test(windowText(window, at - 32, at));
}
