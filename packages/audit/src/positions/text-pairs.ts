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
  /** True when a field name or a hemisphere says that these are coordinates. */
  readonly named: boolean;
}

/** A number that may be a coordinate, with its place in the stream. */
export interface HeldNumber extends WrittenNumber {
  readonly canBeLat: boolean;
  readonly canBeLon: boolean;
}

/** What the text before a number says of it. */
type FieldName = "lat" | "lon" | "place" | null;

/** A number with its field name, which is read only when it matters. */
interface WaitingNumber extends HeldNumber {
  named: FieldName | undefined;
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
    const named = firstName !== null || secondName !== null || first.axis !== null || second.axis !== null;
    const span = { start: first.start, end: second.end, named };
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

function nameOf(window: ScanWindow, number: WaitingNumber): FieldName {
  if (number.named === undefined) {
    const at = number.start - window.base;
    number.named = nameBefore(windowText(window, at - NAME_BYTES, at));
  }
  return number.named;
}

const LAT_NAME = /(?:^|[^a-z])[a-z_.]*lat(?:itude)?(?:deg|e7|e6|_?[a-z]{0,6})?["'\\\]>]*\s*(?:%22)?(?:[:=,]|%3a|%3d)\s*(?:%22)?["'\\[]*$/i;
const LON_NAME =
  /(?:^|[^a-z])[a-z_.]*(?:lon|lng|long)(?:gitude|itude|itud)?(?:deg|e7|e6|_?[a-z]{0,6})?["'\\\]>]*\s*(?:%22)?(?:[:=,]|%3a|%3d)\s*(?:%22)?["'\\[]*$/i;
const PLACE_NAME = /lat|lon|lng|coord|loc|pos|gps|geo|point|cent|home|place|where|wgs|track|path|ll=|[xy]["']?[:=]/i;

/** What the text before a number says of it. */
function nameBefore(latin: string): FieldName {
  // Columns of numbers have no names.
  if (!/[a-z]/i.test(latin)) return null;
  if (LON_NAME.test(latin)) return "lon";
  if (LAT_NAME.test(latin)) return "lat";
  if (/<lat[a-z]*>\s*$/i.test(latin)) return "lat";
  if (/<(?:lon|lng)[a-z]*>\s*$/i.test(latin)) return "lon";
  return PLACE_NAME.test(latin) ? "place" : null;
}
