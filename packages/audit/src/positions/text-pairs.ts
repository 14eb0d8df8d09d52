/** Coordinates as text: two numbers of one form within 200 bytes, in either order, with at most one other number between them. */

import { isDigit, isLetter, type WrittenNumber } from "./number-text.ts";
import type { PositionRanges } from "./position-ranges.ts";
import { IN_AREA, isFlownLat, isFlownLon, latBits, lonBits } from "./position-ranges.ts";
import { type ScanWindow, windowText } from "./scan-window.ts";

/** The farthest that the two numbers of a pair stand apart, in bytes. */
export const FARTHEST_APART_BYTES = 200;

/** A pair that passed the ranges: the caller tests it against the tracks. Offsets are places in the stream. */
export interface WrittenPair {
  readonly lat: HeldNumber;
  readonly lon: HeldNumber;
  readonly start: number;
  readonly end: number;
  /** True when a field name or a hemisphere says that these are coordinates; to be asked at once. */
  isNamed(): boolean;
}

type Span = Pick<WrittenPair, "start" | "end" | "isNamed">;

/** A number that may be a coordinate, with its place in the stream. */
export interface HeldNumber extends WrittenNumber {
  readonly canBeLat: boolean;
  readonly canBeLon: boolean;
}

/** The axis that a field's name says. */
type FieldName = "lat" | "lon" | null;

/** A number with its field name, which is read only when it matters. */
interface WaitingNumber extends HeldNumber {
  named: FieldName | "none" | undefined;
}

/** What text coordinates become. */
export interface TextSink {
  /** True when the pair was near something and has been taken. */
  pair(pair: WrittenPair): boolean;
  /** A single coordinate, named by its field, that equals one of a flight. */
  single(number: HeldNumber, axis: "lat" | "lon"): void;
}

/** Most numbers that wait for a partner. */
const MOST_WAITING = 8;
/** Bytes before a number in which its field name is looked for. */
const NAME_BYTES = 40;

/** Pairs of a stream. */
export class TextPairs {
  readonly #ranges: PositionRanges;
  readonly #sink: TextSink;
  #waiting: WaitingNumber[] = [];
  /** Place in the stream behind the last number that was taken: nothing is read twice. */
  #readUntil = 0;

  constructor(ranges: PositionRanges, sink: TextSink) {
    this.#ranges = ranges;
    this.#sink = sink;
  }

  /** True when a number at this place has been taken already. */
  isRead(offset: number): boolean {
    return offset < this.#readUntil;
  }

  /** Takes a number of the window. */
  number(window: ScanWindow, number: WrittenNumber): void {
    const { valueDeg, axis } = number;
    // Whole numbers are met by chance more easily: they must be nearer.
    const bit = number.layer === "e7" || number.layer === "e6" ? IN_AREA : 0xff;
    const canBeLat = axis !== "lon" && (latBits(this.#ranges, valueDeg) & bit) !== 0;
    const canBeLon = axis !== "lat" && (lonBits(this.#ranges, valueDeg) & bit) !== 0;
    if (!canBeLat && !canBeLon) return;
    const start = window.base + number.start;
    this.#readUntil = window.base + number.end;
    const held: WaitingNumber = {
      start,
      end: this.#readUntil,
      valueDeg,
      layer: number.layer,
      decimals: number.decimals,
      unitDeg: number.unitDeg,
      axis,
      canBeLat,
      canBeLon,
      named: undefined,
    };
    // A single number is judged when the window has gone on: its name must be read now.
    if ((canBeLat && isFlownLat(this.#ranges, valueDeg)) || (canBeLon && isFlownLon(this.#ranges, valueDeg))) nameOf(window, held);
    this.#settle(start);
    for (let place = this.#waiting.length - 1; place >= 0; place -= 1) {
      const other = this.#waiting[place] as WaitingNumber;
      if (other.layer !== held.layer || !this.#pairs(window, other, held)) continue;
      // What waited in between belongs to neither.
      this.#waiting.splice(place, 1);
      return;
    }
    this.#waiting.push(held);
    if (this.#waiting.length > MOST_WAITING) this.#alone(this.#waiting.shift() as WaitingNumber);
  }

  /** Lets go of numbers whose partner can no longer come. */
  #settle(offset: number): void {
    while (this.#waiting.length > 0 && (this.#waiting[0] as WaitingNumber).end + FARTHEST_APART_BYTES < offset) {
      this.#alone(this.#waiting.shift() as WaitingNumber);
    }
  }

  /** Nothing follows. */
  flush(): void {
    for (const number of this.#waiting) this.#alone(number);
    this.#waiting = [];
  }

  #pairs(window: ScanWindow, first: WaitingNumber, second: WaitingNumber): boolean {
    if (second.start - first.end > FARTHEST_APART_BYTES) return false;
    if (!(first.canBeLat && second.canBeLon) && !(first.canBeLon && second.canBeLat)) return false;
    if (numbersBetween(window.bytes, first.end - window.base, second.start - window.base) > 1) return false;
    const firstName = nameOf(window, first);
    const secondName = nameOf(window, second);
    const span: Span = {
      start: first.start,
      end: second.end,
      isNamed: () =>
        firstName !== null ||
        secondName !== null ||
        first.axis !== null ||
        second.axis !== null ||
        isPlaceNamed(window, first) ||
        isPlaceNamed(window, second),
    };
    const latFirst = first.canBeLat && second.canBeLon && firstName !== "lon" && secondName !== "lat";
    if (latFirst && this.#sink.pair({ ...span, lat: first, lon: second })) return true;
    const lonFirst = first.canBeLon && second.canBeLat && firstName !== "lat" && secondName !== "lon";
    return lonFirst && this.#sink.pair({ ...span, lat: second, lon: first });
  }

  #alone(number: WaitingNumber): void {
    if (number.layer === "decimal" && (number.decimals ?? 0) < 4) return;
    const axis = number.axis ?? (number.named === "lat" || number.named === "lon" ? number.named : null);
    if (axis === "lat" && isFlownLat(this.#ranges, number.valueDeg)) this.#sink.single(number, "lat");
    if (axis === "lon" && isFlownLon(this.#ranges, number.valueDeg)) this.#sink.single(number, "lon");
  }
}

/** Numbers between two places that are no part of a name and no escape; counted to 2. */
function numbersBetween(bytes: Uint8Array, from: number, until: number): number {
  let count = 0;
  let at = Math.max(0, from);
  while (at < until && count < 2) {
    if (!isDigit(bytes[at])) {
      at += 1;
      continue;
    }
    const before = bytes[at - 1];
    const free = at === from || !(isLetter(before) || before === 0x5f || before === 0x25);
    // The rest of the number: digits, a point, an exponent.
    while (at < until && (isDigit(bytes[at]) || bytes[at] === 0x2e)) at += 1;
    if (
      at < until &&
      (bytes[at] === 0x65 || bytes[at] === 0x45) &&
      (isDigit(bytes[at + 1]) || bytes[at + 1] === 0x2d || bytes[at + 1] === 0x2b)
    ) {
      at += 2;
      while (at < until && isDigit(bytes[at])) at += 1;
    }
    if (free && !(at < until && (isLetter(bytes[at]) || bytes[at] === 0x5f))) count += 1;
  }
  return count;
}

/** What the field's name says; read once. */
function nameOf(window: ScanWindow, number: WaitingNumber): FieldName {
  number.named ??= axisOfWord(wordBefore(window.bytes, number.start - window.base));
  return number.named === "none" ? null : number.named;
}

/** True when a place's word stands among the bytes before a number. */
function isPlaceNamed(window: ScanWindow, number: HeldNumber): boolean {
  const at = number.start - window.base;
  return PLACE_NAME.test(windowText(window, at - NAME_BYTES, at));
}

/** The word before a value: over quotes, colons, equals signs, brackets and escapes of them, at most 24 letters. */
function wordBefore(bytes: Uint8Array, start: number): string {
  let end = start;
  while (end > 0 && start - end < 12 && !isLetter(bytes[end - 1]) && !isDigit(bytes[end - 1])) end -= 1;
  // %22, %3A, %3D and %5B are a quote, a colon, an equals sign and a bracket.
  while (end >= 3 && bytes[end - 3] === 0x25 && start - end < 24) {
    end -= 3;
    while (end > 0 && !isLetter(bytes[end - 1]) && !isDigit(bytes[end - 1]) && start - end < 24) end -= 1;
  }
  let from = end;
  while (from > 0 && end - from < 24 && (isLetter(bytes[from - 1]) || isDigit(bytes[from - 1]) || bytes[from - 1] === 0x5f)) from -= 1;
  if (from === end || !isLetter(bytes[from])) return "";
  let word = "";
  for (let at = from; at < end; at += 1) word += String.fromCharCode(bytes[at] as number);
  return word;
}

const LAT_WORD = /(?:^|[^A-Za-z])lat(?![a-z])|latitude|Lat(?![a-z])|LAT(?![A-Z])|^lat(?:i|deg|min|max|e\d)$/;
const LON_WORD =
  /(?:^|[^A-Za-z])(?:lon|lng|long)(?![a-z])|[lL]ongitude|(?:Lon|Lng|Long)(?![a-z])|(?:LON|LNG|LONG)(?![A-Z])|^(?:lon|lng)(?:i|deg|min|max|e\d)$/;
const PLACE_NAME = /lat|lon|lng|coord|loc|pos|gps|geo|point|cent|home|place|where|wgs|track|path|ll=|[xy]["']?[:=]/i;

/** Words come again and again: the last few hundred are remembered. */
const knownWords = new Map<string, "lat" | "lon" | "none">();

function axisOfWord(word: string): "lat" | "lon" | "none" {
  if (word === "") return "none";
  const known = knownWords.get(word);
  if (known !== undefined) return known;
  const axis = LON_WORD.test(word) ? "lon" : LAT_WORD.test(word) || /Latitude/.test(word) ? "lat" : "none";
  if (knownWords.size >= 512) knownWords.clear();
  knownWords.set(word, axis);
  return axis;
}
