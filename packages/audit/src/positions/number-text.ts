/** Numbers written as text, read where a search has found a part of them: decimals, whole numbers, degrees with minutes and seconds, receivers' lines. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { ScanWindow } from "./scan-window.ts";

/** A coordinate as it is written. Offsets are places in the window. */
export interface WrittenNumber {
  readonly start: number;
  /** Behind the last character, a hemisphere's letter included. */
  readonly end: number;
  readonly valueDeg: number;
  readonly layer: Extract<EncodingLayer, "decimal" | "e7" | "e6" | "dms" | "nmea">;
  /** Digits behind the decimal point; `null` for forms that have none of degrees. */
  readonly decimals: number | null;
  /** Degrees a unit of its last digit. */
  readonly unitDeg: number;
  /** The axis that a hemisphere's letter or the form names. */
  readonly axis: "lat" | "lon" | null;
}

const ZERO = 0x30;
const MINUS = 0x2d;
const MOST_DECIMALS = 20;

/** True for a digit's byte. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

/** True for a letter's byte. */
export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/**
 * Reads the number around a decimal point (or a comma that stands for one) at `point`; `undefined` when it is no coordinate. `isNear` tells whether
 * degrees or their negative may be one.
 */
export function readDecimal(window: ScanWindow, point: number, isNear: (degrees: number) => boolean): WrittenNumber | undefined {
  const { bytes, length } = window;
  const comma = bytes[point] === 0x2c;
  let start = point;
  while (start > 0 && point - start < 8 && isDigit(bytes[start - 1])) start -= 1;
  // The digits of a percent escape are no digits of the number.
  if (bytes[start - 1] === 0x25 && point - start > 2) start += 2;
  const wholeDigits = point - start;
  if (wholeDigits === 0 || wholeDigits > 5) return undefined;
  let end = point + 1;
  while (end < length && end - point <= MOST_DECIMALS && isDigit(bytes[end])) end += 1;
  const decimals = end - point - 1;
  if (decimals < 2) return undefined;
  // A second point: a version, an address, a date.
  if (bytes[end] === 0x2e && isDigit(bytes[end + 1])) return undefined;
  if ((bytes[start - 1] === 0x2e || bytes[start - 1] === 0x2c) && isDigit(bytes[start - 2]) && (comma || bytes[start - 1] === 0x2e))
    return undefined;
  if (comma && (decimals < 4 || !isQuotedBy(window, start, end))) return undefined;
  const whole = readDigits(bytes, start, point);
  const value = whole + readFraction(bytes, point + 1, end);
  if (wholeDigits >= 4) return comma ? undefined : readNmea(window, start, end, whole, value, decimals);
  const exponent = readExponent(bytes, end, length);
  const scaled = exponent === undefined ? value : value * 10 ** exponent.power;
  const kept = Math.max(0, decimals - (exponent?.power ?? 0));
  if (scaled > 180.000001) return undefined;
  if (exponent === undefined && !comma && scaled < 60) {
    const degrees = readDegreesBefore(window, start, end, value, decimals);
    if (degrees !== undefined) return degrees;
  }
  if (!isNear(scaled)) return undefined;
  const sign = signBefore(bytes, start);
  const hemisphere = hemisphereNear(window, sign.start, exponent?.end ?? end);
  const negative = sign.negative || hemisphere.negative;
  return {
    start: sign.start,
    end: hemisphere.end,
    valueDeg: negative ? -scaled : scaled,
    layer: "decimal",
    decimals: kept,
    unitDeg: 10 ** -kept,
    axis: hemisphere.axis,
  };
}

/** Reads a whole number that begins at `start` as degrees x `scale`; `undefined` when no number of that length stands there. */
export function readScaled(
  window: ScanWindow,
  start: number,
): { readonly end: number; readonly signed: number; readonly start: number } | undefined {
  const { bytes, length } = window;
  const before = bytes[start - 1];
  if (isDigit(before) || before === 0x2e) return undefined;
  let end = start;
  while (end < length && end - start < 11 && isDigit(bytes[end])) end += 1;
  const digits = end - start;
  if (digits < 6 || digits > 10 || bytes[end] === 0x2e || isLetter(bytes[end])) return undefined;
  const sign = signBefore(bytes, start);
  const value = readDigits(bytes, start, end);
  return { start: sign.start, end, signed: sign.negative ? -value : value };
}

/** Reads degrees, minutes and whole seconds around a degree sign at `signAt` (the first byte behind the digits); `undefined` when they are none. */
export function readDegreeSign(window: ScanWindow, signAt: number): WrittenNumber | undefined {
  const { bytes, length } = window;
  let start = signAt;
  while (start > 0 && signAt - start < 4 && isDigit(bytes[start - 1])) start -= 1;
  if (signAt - start === 0 || signAt - start > 3) return undefined;
  const degrees = readDigits(bytes, start, signAt);
  const minutesAt = skipMarks(bytes, signAt, length);
  const minutesEnd = digitsEnd(bytes, minutesAt, length, 2);
  if (minutesEnd === minutesAt) return undefined;
  const secondsAt = skipMarks(bytes, minutesEnd, length);
  const secondsEnd = digitsEnd(bytes, secondsAt, length, 2);
  // With a decimal point the number is read from there.
  if (secondsEnd === secondsAt || secondsAt === minutesEnd || bytes[secondsEnd] === 0x2e) return undefined;
  const minutes = readDigits(bytes, minutesAt, minutesEnd);
  const seconds = readDigits(bytes, secondsAt, secondsEnd);
  if (minutes >= 60 || seconds >= 60) return undefined;
  return degreesNumber(window, start, secondsEnd, degrees + minutes / 60 + seconds / 3600, 1 / 3600);
}

/** ddmm.mmmm and dddmm.mmmm with the letter in the next field, as receivers write them. */
function readNmea(
  window: ScanWindow,
  start: number,
  end: number,
  whole: number,
  value: number,
  decimals: number,
): WrittenNumber | undefined {
  const { bytes } = window;
  const minutes = value - Math.floor(whole / 100) * 100;
  if (minutes >= 60) return undefined;
  let at = end;
  if (bytes[at] === 0x2c || bytes[at] === 0x20) at += 1;
  const letter = hemisphereLetter(bytes[at]);
  if (letter === undefined || isLetter(bytes[at + 1])) return undefined;
  const degrees = Math.floor(whole / 100) + minutes / 60;
  return {
    start,
    end: at + 1,
    valueDeg: letter.negative ? -degrees : degrees,
    layer: "nmea",
    decimals: null,
    unitDeg: 10 ** -decimals / 60,
    axis: letter.axis,
  };
}

/** Degrees and minutes, or degrees alone, before a number with a decimal point. */
function readDegreesBefore(window: ScanWindow, start: number, end: number, value: number, decimals: number): WrittenNumber | undefined {
  const { bytes } = window;
  const marksStart = marksBefore(bytes, start);
  if (marksStart === start) return undefined;
  const middleStart = digitsStart(bytes, marksStart, 3);
  if (middleStart === marksStart) return undefined;
  const middle = readDigits(bytes, middleStart, marksStart);
  const outerMarks = marksBefore(bytes, middleStart);
  const outerStart = outerMarks === middleStart ? outerMarks : digitsStart(bytes, outerMarks, 3);
  if (outerStart < outerMarks && middle < 60 && bytes[outerStart - 1] !== 0x2e) {
    const degrees = readDigits(bytes, outerStart, outerMarks);
    if (degrees <= 180) return degreesNumber(window, outerStart, end, degrees + middle / 60 + value / 3600, 10 ** -decimals / 3600);
  }
  // Degrees and minutes only: the mark between them must be one of degrees.
  if (!hasDegreeMark(bytes, marksStart, start) || middle > 180) return undefined;
  return degreesNumber(window, middleStart, end, middle + value / 60, 10 ** -decimals / 60);
}

function degreesNumber(window: ScanWindow, start: number, end: number, valueDeg: number, unitDeg: number): WrittenNumber {
  const sign = signBefore(window.bytes, start);
  const hemisphere = hemisphereNear(window, sign.start, skipMarks(window.bytes, end, window.length));
  const negative = sign.negative || hemisphere.negative;
  return {
    start: sign.start,
    end: Math.max(end, hemisphere.end),
    valueDeg: negative ? -valueDeg : valueDeg,
    layer: "dms",
    decimals: null,
    unitDeg,
    axis: hemisphere.axis,
  };
}

/** A minus before the digits: `-`, or the true minus of typographers. */
function signBefore(bytes: Uint8Array, start: number): { readonly start: number; readonly negative: boolean } {
  const before = bytes[start - 1];
  if (before === MINUS) return { start: start - 1, negative: true };
  if (before === 0x2b) return { start: start - 1, negative: false };
  if (before === 0x92 && bytes[start - 2] === 0x88 && bytes[start - 3] === 0xe2) return { start: start - 3, negative: true };
  return { start, negative: false };
}

interface Hemisphere {
  readonly axis: "lat" | "lon" | null;
  readonly negative: boolean;
  readonly end: number;
}

/**
 * N, S, E or W behind the number (after a degree sign, a space or a comma) or before it. Between two numbers a letter belongs to the first, unless
 * nothing stands behind the second.
 */
function hemisphereNear(window: ScanWindow, start: number, end: number): Hemisphere {
  const { bytes } = window;
  const before = bytes[start - 1] === 0x20 ? start - 2 : start - 1;
  const letter = isLetter(bytes[before - 1]) ? undefined : hemisphereLetter(bytes[before]);
  if (letter !== undefined && !followsNumber(bytes, before)) return { ...letter, end };
  let at = end;
  if (bytes[at] === 0xc2) at += 1;
  if (bytes[at] === 0xb0) at += 1;
  if (bytes[at] === 0x2c) at += 1;
  if (bytes[at] === 0x20) at += 1;
  const behind = hemisphereLetter(bytes[at]);
  if (behind !== undefined && !isLetter(bytes[at + 1]) && !isDigit(bytes[at + 1]) && bytes[at + 1] !== MINUS) {
    return { ...behind, end: at + 1 };
  }
  return letter === undefined ? { axis: null, negative: false, end } : { ...letter, end };
}

/** True when a number, its marks and spaces stand before `at`. */
function followsNumber(bytes: Uint8Array, at: number): boolean {
  let place = at;
  while (place > 0 && at - place < 6 && (isMark(bytes[place - 1]) || bytes[place - 1] === 0x2c)) place -= 1;
  return isDigit(bytes[place - 1]);
}

function hemisphereLetter(byte: number | undefined): { readonly axis: "lat" | "lon"; readonly negative: boolean } | undefined {
  switch (byte) {
    case 0x4e:
      return { axis: "lat", negative: false };
    case 0x53:
      return { axis: "lat", negative: true };
    case 0x45:
      return { axis: "lon", negative: false };
    case 0x57:
      return { axis: "lon", negative: true };
    default:
      return undefined;
  }
}

function readExponent(bytes: Uint8Array, at: number, length: number): { readonly power: number; readonly end: number } | undefined {
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return undefined;
  const signed = bytes[at + 1] === MINUS || bytes[at + 1] === 0x2b;
  const from = signed ? at + 2 : at + 1;
  const end = digitsEnd(bytes, from, length, 2);
  if (end === from) return undefined;
  const power = readDigits(bytes, from, end);
  return { power: bytes[at + 1] === MINUS ? -power : power, end };
}

/** A comma stands for a decimal point only between quotes or in a list with semicolons. */
function isQuotedBy(window: ScanWindow, start: number, end: number): boolean {
  const before = window.bytes[start - 1] === MINUS ? window.bytes[start - 2] : window.bytes[start - 1];
  return isListMark(before) || isListMark(window.bytes[end]);
}

function isListMark(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x3b;
}

/** What may stand between degrees, minutes and seconds: spaces, signs of degrees, minutes and seconds, `d`, `deg`, `m`, `:`. */
function isMark(byte: number | undefined): boolean {
  switch (byte) {
    case 0x20: // space
    case 0x22: // "
    case 0x27: // '
    case 0x3a: // :
    case 0x64: // d
    case 0x65: // e
    case 0x67: // g
    case 0x6d: // m
    case 0xb0: // degree sign, alone or as the second byte of UTF-8
    case 0xc2:
    case 0xba:
    case 0xe2: // prime and double prime, U+2032 and U+2033
    case 0x80:
    case 0xb2:
    case 0xb3:
    case 0x5c: // a backslash before a quote
      return true;
    default:
      return false;
  }
}

function marksBefore(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && end - at < 6 && isMark(bytes[at - 1])) at -= 1;
  return at;
}

function skipMarks(bytes: Uint8Array, from: number, length: number): number {
  let at = from;
  while (at < length && at - from < 6 && isMark(bytes[at])) at += 1;
  return at;
}

function hasDegreeMark(bytes: Uint8Array, from: number, until: number): boolean {
  for (let at = from; at < until; at += 1) if (bytes[at] === 0xb0 || bytes[at] === 0x64) return true;
  return false;
}

function digitsEnd(bytes: Uint8Array, from: number, length: number, most: number): number {
  let at = from;
  while (at < length && at - from < most && isDigit(bytes[at])) at += 1;
  return at;
}

function digitsStart(bytes: Uint8Array, end: number, most: number): number {
  let at = end;
  while (at > 0 && end - at < most && isDigit(bytes[at - 1])) at -= 1;
  return at;
}

function readDigits(bytes: Uint8Array, from: number, until: number): number {
  let value = 0;
  for (let at = from; at < until; at += 1) value = value * 10 + ((bytes[at] as number) - ZERO);
  return value;
}

/** Up to 10^14; to raise 10 each time takes longer than to read the digits. */
const powersOfTen = Float64Array.from({ length: 15 }, (_, power) => 10 ** power);

function readFraction(bytes: Uint8Array, from: number, until: number): number {
  const last = Math.min(until, from + 14);
  return readDigits(bytes, from, last) / (powersOfTen[last - from] as number);
}
