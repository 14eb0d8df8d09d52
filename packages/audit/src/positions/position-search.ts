/**
 * Positions in a stream of bytes, in every form of docs/guide/detection.md: binary, text and grid codes at once. One table over pairs of neighbouring
 * bytes says where anything may stand; only there numbers are read, and only a pair near a track, a home point or a pilot becomes a hit. A single
 * number is never a position.
 */
import type { Platform } from "@creance/core";
import type { PointHit, StreamScan } from "../detector.ts";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { AuditFlight } from "../types.ts";
import { type BinaryForm, doubleForms, floatForms, integerForms, tryBinaryForm } from "./binary-pairs.ts";
import { markCodes, readCode } from "./coded-places.ts";
import {
  binaryGate,
  GATE_CODE,
  GATE_FLOAT_BE,
  GATE_FLOAT_LE,
  GATE_INT_BE,
  GATE_INT_LE,
  GATE_RATIONAL,
  GATE_TEXT,
  GATE_VARINT,
} from "./gate-table.ts";
import { nearTracks, tracksInChina } from "./near-tracks.ts";
import { isDigit, readDecimal, readDegreeSign, readScaled } from "./number-text.ts";
import { isAreaSquare, isNearInteger, isRegionSquare, latBits, lonBits, type PositionRanges, positionRanges } from "./position-ranges.ts";
import { isPrintable } from "./printable.ts";
import { looksRandom } from "./random-window.ts";
import { tryRationals } from "./rational-pairs.ts";
import type { ScanWindow } from "./scan-window.ts";
import { toBd09, toGcj02 } from "./shifted-datum.ts";
import { markScaledTexts, markTexts, textGate } from "./text-gate.ts";
import { type HeldNumber, TextPairs, type WrittenPair } from "./text-pairs.ts";
import { createTrackIndex, type DecoyTrack, type TrackIndex } from "./track-index.ts";
import { mayEndVarint, tryVarints } from "./varint-pairs.ts";

/** A search for positions. */
export interface PositionSearch {
  /** The tracks that it searches for: what hits are folded with. */
  readonly index: TrackIndex;
  /** Opens a stream. Hits come in no particular order within about 300 bytes; all of a stream have come when `gap()` or `end()` returns. */
  open(onPoint: (hit: PointHit) => void): StreamScan;
}

/** Nearest that a written pair must be, and a binary one. */
const REGION_LIMIT_M = 100_000;
const AREA_LIMIT_M = 5_000;
const NEAR_LIMIT_M = 100;
const EXACT_LIMIT_M = 2;
/** A single binary point farther than 2 m from the track is worth less once this much of the stream has gone by. */
const FEW_BYTES = 4_096;
/** Random-looking surroundings shorter than this make a hit weak; longer ones unmake it. */
const SURE_RANDOM_WINDOW = 192;
const RANDOM_SIDE_BYTES = 256;
/** Doubles of at least this many degrees that are exact are sure among random bytes too. */
const SURE_DOUBLE_DEG = 0.5;
/** Bytes kept before and behind every judged place. */
const BEHIND_BYTES = 512;
const AHEAD_BYTES = 448;
/** Pieces are gathered up to this size before they are searched. */
const GATHER_BYTES = 4_096;
const BLOCK_BYTES = 64 * 1024;
/** Bytes that are judged as text or as binary data together. */
const RUN_BYTES = 1_024;
/** A binary pair and the neighbours that tell it from text reach no farther than this from where it wakes the search. */
const BINARY_REACH_BYTES = 56;
const METRES_PER_DEG = 111_320;
/** Numbers may be read a little behind the last byte; what is read there is never used. */
const SLACK_BYTES = 16;
/** Flags of little-endian forms. */
const GATE_LITTLE = GATE_INT_LE | GATE_FLOAT_LE;
/** Flags up to this one are settled where they are met; the table of flags puts them lowest. */
const GATE_ORDINARY = GATE_INT_LE | GATE_INT_BE | GATE_VARINT;

/** Makes a search. Memory: about 1 MB, 40 bytes a row of a track, and up to 4 KiB an open stream. `platform` is not needed yet. */
export function createPositionSearch(about: {
  readonly flights: readonly AuditFlight[];
  readonly decoys: readonly DecoyTrack[];
  readonly platform?: Platform;
}): PositionSearch {
  const index = createTrackIndex(about.flights, about.decoys);
  const shifted = tracksInChina(index);
  const ranges = positionRanges(index, (latDeg, lonDeg, take) => {
    if (!shifted) return;
    for (const shift of [toGcj02, toBd09]) {
      const there = shift(latDeg, lonDeg);
      take(there.latDeg, there.lonDeg);
    }
  });
  const gate = binaryGate(ranges);
  markTexts(gate);
  markScaledTexts(gate, ranges);
  markCodes(gate, index);
  const shared: SearchTables = {
    ranges,
    gate,
    textGate: textGate(gate),
    near: nearTracks(index),
    scratch: newWindow(BLOCK_BYTES + GATHER_BYTES + SLACK_BYTES),
    busy: false,
  };
  return { index, open: (onPoint) => new PositionScan(shared, onPoint) };
}

interface SearchTables {
  readonly ranges: PositionRanges;
  readonly gate: Uint8Array;
  /** The same for written forms alone, indexed by two bytes of seven bits. */
  readonly textGate: Uint8Array;
  readonly near: ReturnType<typeof nearTracks>;
  /** Where blocks are searched; one stream at a time. */
  readonly scratch: ScanWindow;
  busy: boolean;
}

function newWindow(sizeBytes: number): ScanWindow {
  const bytes = new Uint8Array(sizeBytes);
  return { bytes, view: new DataView(bytes.buffer), length: 0, base: 0, sinceGap: 0 };
}

/** One stream. */
class PositionScan implements StreamScan {
  readonly #tables: SearchTables;
  readonly #onPoint: (hit: PointHit) => void;
  readonly #texts: TextPairs;
  #window: ScanWindow;
  /** Bytes that wait, the last of those that were searched before them. */
  #held = new Uint8Array(0);
  #heldLength = 0;
  /** Place in `#held` from which nothing has been judged. */
  #judged = 0;
  /** Offset of `#held[0]` in the stream. */
  #base = 0;
  /** The same, counted from the last gap. */
  #sinceGap = 0;
  /** Offset behind the last pair of each binary form, byte orders apart. */
  readonly #taken = new Float64Array(12);
  #takenVarint = 0;
  #takenRational = 0;
  #takenCode = 0;
  /** Offset behind the binary pair that was taken last. */
  #lastEnd = 0;

  constructor(tables: SearchTables, onPoint: (hit: PointHit) => void) {
    this.#tables = tables;
    this.#onPoint = onPoint;
    this.#window = tables.scratch;
    this.#texts = new TextPairs(tables.ranges, {
      pair: (pair) => this.#writtenPair(pair),
      single: (number, axis) => this.#single(number, axis),
    });
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    let from = start;
    while (from < end) {
      if (this.#heldLength + (end - from) <= GATHER_BYTES) {
        this.#hold(bytes, from, end);
        return;
      }
      const take = Math.min(end - from, BLOCK_BYTES);
      this.#search(bytes, from, from + take, "more");
      from += take;
    }
  }

  gap(): void {
    this.#search(this.#held, 0, 0, "last");
    this.#texts.flush();
    this.#base += this.#heldLength;
    this.#heldLength = 0;
    this.#judged = 0;
    this.#sinceGap = 0;
  }

  end(): void {
    this.gap();
  }

  #hold(bytes: Uint8Array, from: number, until: number): void {
    const length = this.#heldLength + (until - from);
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.min(GATHER_BYTES, Math.max(length, this.#held.length * 2, 256)));
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
    }
    this.#held.set(bytes.subarray(from, until), this.#heldLength);
    this.#heldLength = length;
  }

  /** Searches what is held and `bytes[from..until)`; keeps the end for what follows. */
  #search(bytes: Uint8Array, from: number, until: number, follows: "more" | "last"): void {
    const length = this.#heldLength + (until - from);
    if (length < 2) return;
    const tables = this.#tables;
    // A hit's taker may lead another stream through the search: that one gets a window of its own.
    const window = tables.busy ? newWindow(length + SLACK_BYTES) : tables.scratch;
    const owner = !tables.busy;
    tables.busy = true;
    try {
      window.bytes.set(this.#held.subarray(0, this.#heldLength));
      window.bytes.set(bytes.subarray(from, until), this.#heldLength);
      window.length = length;
      window.base = this.#base;
      window.sinceGap = this.#sinceGap;
      this.#window = window;
      const judgeUntil = follows === "last" ? length - 1 : length - AHEAD_BYTES;
      if (judgeUntil > this.#judged) {
        this.#judge(window, this.#judged, judgeUntil);
        this.#judged = judgeUntil;
      }
      if (follows === "last") return;
      const drop = Math.max(0, this.#judged - BEHIND_BYTES);
      this.#heldLength = 0;
      this.#hold(window.bytes, drop, length);
      this.#judged -= drop;
      this.#base += drop;
      this.#sinceGap += drop;
    } finally {
      if (owner) tables.busy = false;
    }
  }

  #judge(window: ScanWindow, from: number, until: number): void {
    const { bytes, view, length } = window;
    for (let at = from; at < until; ) {
      const end = Math.min(until, at + RUN_BYTES);
      // Letters are no numbers (`isAllText`); a stream too short to have neighbours says nothing.
      const isText =
        length > 2 * BINARY_REACH_BYTES &&
        isPrintable(bytes, view, Math.max(0, at - BINARY_REACH_BYTES), Math.min(length, end + BINARY_REACH_BYTES));
      if (isText) this.#judgeText(window, at, end);
      else this.#judgeBytes(window, at, end);
      at = end;
    }
  }

  /** Bytes that are all printable: only written forms. */
  #judgeText(window: ScanWindow, from: number, until: number): void {
    const { bytes } = window;
    const gate = this.#tables.textGate;
    let first = bytes[from] as number;
    let at = from;
    // Two at a time while nothing is there.
    for (; at + 1 < until; at += 2) {
      const second = bytes[at + 1] as number;
      const third = bytes[at + 2] as number;
      const flags = gate[(first << 7) | second] as number;
      const nextFlags = gate[(second << 7) | third] as number;
      first = third;
      if ((flags | nextFlags) === 0) continue;
      if (flags !== 0) this.#written(window, at, flags);
      if (nextFlags !== 0) this.#written(window, at + 1, nextFlags);
    }
    if (at < until) this.#written(window, at, gate[(first << 7) | (bytes[at + 1] as number)] as number);
  }

  #written(window: ScanWindow, at: number, flags: number): void {
    if ((flags & GATE_TEXT) !== 0 && mayBeWritten(window.bytes, at)) this.#text(window, at);
    if ((flags & GATE_CODE) !== 0) this.#code(window, at);
  }

  #judgeBytes(window: ScanWindow, from: number, until: number): void {
    const { bytes, view } = window;
    const { gate, ranges } = this.#tables;
    let pair = bytes[from] as number;
    for (let at = from; at < until; at += 1) {
      pair = ((pair << 8) | (bytes[at + 1] as number)) & 0xffff;
      const flags = gate[pair] as number;
      if (flags === 0) continue;
      // The two commonest flags are settled here: most of their bytes are none.
      if ((flags & GATE_INT_LE) !== 0 && at >= 2 && isNearInteger(ranges, view.getInt32(at - 2, true))) {
        this.#tryForms(window, integerForms, at - 2, GATE_INT_LE);
      }
      if ((flags & GATE_INT_BE) !== 0 && isNearInteger(ranges, view.getInt32(at, false)))
        this.#tryForms(window, integerForms, at, GATE_INT_BE);
      if ((flags & GATE_VARINT) !== 0 && mayEndVarint(bytes, at)) this.#varints(window, at);
      if (flags > GATE_ORDINARY) this.#candidate(window, at, flags);
    }
  }

  #candidate(window: ScanWindow, at: number, flags: number): void {
    if ((flags & GATE_FLOAT_LE) !== 0) {
      this.#tryForms(window, doubleForms, at - 6, GATE_FLOAT_LE);
      this.#tryForms(window, floatForms, at - 2, GATE_FLOAT_LE);
    }
    if ((flags & GATE_FLOAT_BE) !== 0) {
      this.#tryForms(window, doubleForms, at, GATE_FLOAT_BE);
      this.#tryForms(window, floatForms, at, GATE_FLOAT_BE);
    }
    if ((flags & GATE_RATIONAL) !== 0) this.#rationals(window, at);
    if ((flags & GATE_TEXT) !== 0) this.#text(window, at);
    if ((flags & GATE_CODE) !== 0) this.#code(window, at);
  }

  #varints(window: ScanWindow, at: number): void {
    if (window.base + at < this.#takenVarint) return;
    if (tryVarints(window, this.#tables.ranges, at, this.#tryPair)) this.#takenVarint = this.#lastEnd;
  }

  #tryForms(window: ScanWindow, forms: readonly BinaryForm[], offset: number, flag: number): void {
    const order = (flag & GATE_LITTLE) !== 0 ? "little" : "big";
    for (const form of forms) {
      const slot = form.code * 2 + (order === "little" ? 0 : 1);
      if (window.base + offset < (this.#taken[slot] as number)) continue;
      if (tryBinaryForm(window, this.#tables, form, offset, order, flag, this.#tryPair)) this.#taken[slot] = this.#lastEnd;
    }
  }

  /** A binary pair that passed the ranges: near a track, and not by chance as far as its surroundings tell. */
  readonly #tryPair = (latDeg: number, lonDeg: number, start: number, end: number, form: BinaryForm): boolean => {
    if (!isAreaSquare(this.#tables.ranges, latDeg, lonDeg)) return false;
    // Integers and floats meet a circle of 5 km by chance about once in a million bytes; one of 100 m hardly ever.
    const isDouble = form.sizeBytes === 8;
    const near = this.#tables.near(latDeg, lonDeg, isDouble ? AREA_LIMIT_M : NEAR_LIMIT_M);
    if (near === null) return false;
    const window = this.#window;
    if (isAllText(window, start, end)) return false;
    const from = Math.max(0, start - RANDOM_SIDE_BYTES);
    const until = Math.min(window.length, end + RANDOM_SIDE_BYTES);
    let weakBecause: string | null = null;
    // Small doubles are common among random bytes: their exponents are packed closer and closer towards 0.
    const sure = isDouble && near.distanceM <= EXACT_LIMIT_M && Math.min(Math.abs(latDeg), Math.abs(lonDeg)) > SURE_DOUBLE_DEG;
    if (!sure && looksRandom(window.bytes, from, until)) {
      if (until - from >= SURE_RANDOM_WINDOW) return false;
      weakBecause = "it stands among bytes that look random";
    }
    if (!isDouble && near.distanceM > EXACT_LIMIT_M && window.sinceGap + start > FEW_BYTES) {
      weakBecause ??= "two numbers in binary data meet a place by chance now and then";
    }
    this.#lastEnd = window.base + end;
    this.#onPoint({
      start: window.base + start,
      end: window.base + end,
      layers: withShift(form.layers, near.shift),
      latDeg: near.latDeg,
      lonDeg: near.lonDeg,
      decimals: null,
      unitM: unitOf(form, latDeg, lonDeg),
      altM: null,
      weakBecause,
    });
    return true;
  };

  #rationals(window: ScanWindow, at: number): void {
    const { bytes } = window;
    // Whole degrees are below 256: three of their four bytes are 0.
    if (bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0) tryRationals(window, at, "little", this.#tryUnsigned);
    if (bytes[at] === 0 && bytes[at - 1] === 0 && bytes[at - 2] === 0) tryRationals(window, at - 2, "big", this.#tryUnsigned);
  }

  /** A picture's pair: its signs stand elsewhere, so that each is tried. */
  readonly #tryUnsigned = (first: number, second: number, start: number, end: number, unitDeg: number): boolean => {
    const { ranges, near: nearOf } = this.#tables;
    const window = this.#window;
    if (window.base + start < this.#takenRational) return false;
    for (let choice = 0; choice < 8; choice += 1) {
      const latAbs = choice < 4 ? first : second;
      const lonAbs = choice < 4 ? second : first;
      const latDeg = (choice & 1) === 0 ? latAbs : -latAbs;
      const lonDeg = (choice & 2) === 0 ? lonAbs : -lonAbs;
      if (latBits(ranges, latDeg) === 0 || lonBits(ranges, lonDeg) === 0 || !isRegionSquare(ranges, latDeg, lonDeg)) continue;
      const near = nearOf(latDeg, lonDeg, REGION_LIMIT_M);
      if (near === null) continue;
      this.#takenRational = window.base + end;
      this.#onPoint({
        start: window.base + start,
        end: window.base + end,
        layers: withShift(["exif"], near.shift),
        latDeg: near.latDeg,
        lonDeg: near.lonDeg,
        decimals: null,
        unitM: unitDeg * METRES_PER_DEG,
        altM: null,
        weakBecause: null,
      });
      return true;
    }
    return false;
  };

  readonly #isNear = (degrees: number): boolean => {
    const { ranges } = this.#tables;
    return (latBits(ranges, degrees) | lonBits(ranges, degrees) | latBits(ranges, -degrees) | lonBits(ranges, -degrees)) !== 0;
  };

  readonly #mayBeNear = (latDeg: number, lonDeg: number): boolean => isAreaSquare(this.#tables.ranges, latDeg, lonDeg);

  #text(window: ScanWindow, at: number): void {
    const { bytes } = window;
    if (this.#texts.isRead(window.base + at)) return;
    const second = bytes[at + 1];
    if (second === 0x2e || second === 0x2c) {
      if (!isDigit(bytes[at + 2]) || !isDigit(bytes[at + 3])) return;
      const number = readDecimal(window, at + 1, this.#isNear);
      if (number !== undefined) this.#texts.number(window, number);
      return;
    }
    if (second === 0xc2 || second === 0xb0) {
      const number = readDegreeSign(window, at + 1);
      if (number !== undefined) this.#texts.number(window, number);
      return;
    }
    const scaled = readScaled(window, at);
    if (scaled === undefined) return;
    const written = { start: scaled.start, end: scaled.end, decimals: null, axis: null };
    this.#texts.number(window, { ...written, layer: "e7", valueDeg: scaled.signed / 1e7, unitDeg: 1e-7 });
    this.#texts.number(window, { ...written, layer: "e6", valueDeg: scaled.signed / 1e6, unitDeg: 1e-6 });
  }

  #writtenPair(pair: WrittenPair): boolean {
    if (!isRegionSquare(this.#tables.ranges, pair.lat.valueDeg, pair.lon.valueDeg)) return false;
    const near = this.#tables.near(pair.lat.valueDeg, pair.lon.valueDeg, REGION_LIMIT_M);
    if (near === null) return false;
    const { layer } = pair.lat;
    if ((layer === "e7" || layer === "e6") && near.distanceM > AREA_LIMIT_M) return false;
    const decimals = layer === "decimal" ? Math.min(pair.lat.decimals ?? 0, pair.lon.decimals ?? 0) : null;
    const layers: readonly EncodingLayer[] = layer === "e7" || layer === "e6" ? ["text", layer] : [layer];
    this.#onPoint({
      start: pair.start,
      end: pair.end,
      layers: withShift(layers, near.shift),
      latDeg: near.latDeg,
      lonDeg: near.lonDeg,
      decimals,
      unitM: Math.max(pair.lat.unitDeg, pair.lon.unitDeg) * METRES_PER_DEG,
      altM: null,
      weakBecause: decimals !== null && decimals <= 3 && !pair.isNamed() ? "two numbers of few digits without a field name" : null,
    });
    return true;
  }

  #single(number: HeldNumber, axis: "lat" | "lon"): void {
    this.#onPoint({
      start: number.start,
      end: number.end,
      layers: number.layer === "e7" || number.layer === "e6" ? ["text", number.layer] : [number.layer],
      latDeg: axis === "lat" ? number.valueDeg : Number.NaN,
      lonDeg: axis === "lon" ? number.valueDeg : Number.NaN,
      decimals: number.decimals,
      unitM: number.unitDeg * METRES_PER_DEG,
      altM: null,
      weakBecause: axis === "lat" ? "a latitude alone is no position" : "a longitude alone is no position",
    });
  }

  #code(window: ScanWindow, at: number): void {
    if (window.base + at < this.#takenCode) return;
    const code = readCode(window, at, this.#mayBeNear);
    if (code === undefined || window.base + code.start < this.#takenCode) return;
    const unitM = code.unitDeg * METRES_PER_DEG;
    const near = this.#tables.near(code.latDeg, code.lonDeg, AREA_LIMIT_M + unitM);
    if (near === null) return;
    this.#takenCode = window.base + code.start + code.length;
    this.#onPoint({
      start: window.base + code.start,
      end: this.#takenCode,
      layers: withShift([code.layer], near.shift),
      latDeg: near.latDeg,
      lonDeg: near.lonDeg,
      decimals: null,
      unitM,
      altM: null,
      weakBecause: code.weakBecause,
    });
  }
}

/** Cheap: two decimals behind a point, or the beginning of a row of six digits. Most numbers end here. */
function mayBeWritten(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1];
  if (second === 0x2e || second === 0x2c) return isDigit(bytes[at + 2]) && isDigit(bytes[at + 3]);
  const before = bytes[at - 1];
  return !isDigit(before) && before !== 0x2e && isDigit(bytes[at + 5]) && isDigit(bytes[at + 3]);
}

function withShift(layers: readonly EncodingLayer[], shift: "gcj02" | "bd09" | null): readonly EncodingLayer[] {
  return shift === null ? layers : [...layers, shift];
}

/** True when a pair and its neighbours are all printable: letters are no numbers. Too few neighbours say nothing. */
function isAllText(window: ScanWindow, start: number, end: number): boolean {
  const from = Math.max(0, start - 16);
  const until = Math.min(window.length, end + 16);
  if (until - from < end - start + 8) return false;
  for (let at = from; at < until; at += 1) {
    const byte = window.bytes[at] as number;
    if ((byte < 0x20 || byte > 0x7e) && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}

/** Metres a step of the form at a place. */
function unitOf(form: BinaryForm, latDeg: number, lonDeg: number): number {
  if (form.unitDeg > 0) return form.unitDeg * METRES_PER_DEG;
  if (form.sizeBytes === 8) return 0;
  const most = Math.max(Math.abs(latDeg), Math.abs(lonDeg));
  const inUnits = form.code === 5 ? (most * Math.PI) / 180 : most;
  const step = 2 ** (Math.floor(Math.log2(Math.max(inUnits, 1e-6))) - 23);
  return (form.code === 5 ? (step * 180) / Math.PI : step) * METRES_PER_DEG;
}
