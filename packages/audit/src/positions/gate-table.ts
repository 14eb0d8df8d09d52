/** One table over pairs of neighbouring bytes: which forms of a coordinate may stand here. Most bytes of any traffic can start none. */
import { CELLS_PER_DEG, IN_AREA, IN_NEAR, type PositionRanges } from "./position-ranges.ts";

/** The two highest bytes of a little-endian 32-bit integer of degrees x 1e7 or x 1e6. */
export const GATE_INT_LE = 1;
/** The same, big-endian. */
export const GATE_INT_BE = 2;
/** The two highest bytes of a little-endian double or float of degrees or radians. */
export const GATE_FLOAT_LE = 8;
/** The same, big-endian. */
export const GATE_FLOAT_BE = 16;
/** The last two bytes of a varint of degrees x 1e7 or x 1e6, plain or zigzag. */
export const GATE_VARINT = 4;
/** Something of a written number. */
export const GATE_TEXT = 32;
/** The beginning of a grid code, or a plus code's plus. */
export const GATE_CODE = 64;
/** Whole degrees as a picture's tags hold them. */
export const GATE_RATIONAL = 128;

const RAD_PER_DEG = Math.PI / 180;
/** Doubles and floats nearer to 0 than this are left out: they share their high bytes with everything small. */
const LEAST_DEG = 1e-4;
/** Flags are one byte each. */
const PAIRS = 65_536;

/** Makes the table for binary forms; texts and codes add theirs. Indexed by first byte x 256 + second byte. */
export function binaryGate(ranges: PositionRanges): Uint8Array {
  const gate = new Uint8Array(PAIRS);
  markCells(gate, ranges.lat, 90);
  markCells(gate, ranges.lon, 180);
  // Negative plain varints have ten bytes and all end like this.
  gate[0xff01] = (gate[0xff01] as number) | GATE_VARINT;
  // Numbers next to 0 begin like every run of zeros or of ones: such a pair is found from its other number.
  gate[0x0000] = 0;
  gate[0xffff] = 0;
  return gate;
}

function markCells(gate: Uint8Array, cells: Uint8Array, offsetDeg: number): void {
  for (let cell = 0; cell < cells.length; cell += 1) {
    const bits = cells[cell] as number;
    if (bits === 0) continue;
    const low = cell / CELLS_PER_DEG - offsetDeg;
    const high = (cell + 1) / CELLS_PER_DEG - offsetDeg;
    const negative = high <= 0;
    const least = Math.max(LEAST_DEG, negative ? -high : low);
    const most = negative ? -low : high;
    const sign = negative ? 0x8000 : 0;
    markRationals(gate, Math.floor(least), Math.floor(most));
    if ((bits & IN_AREA) === 0) continue;
    for (const unit of [1, RAD_PER_DEG]) markTops(gate, doubleTop(least * unit), doubleTop(most * unit), sign);
    if ((bits & IN_NEAR) === 0) continue;
    for (const unit of [1, RAD_PER_DEG]) markTops(gate, floatTop(least * unit), floatTop(most * unit), sign);
    for (const scale of [1e7, 1e6]) {
      markIntegers(gate, Math.floor(low * scale), Math.ceil(high * scale));
      markVarints(gate, Math.floor(low * scale), Math.ceil(high * scale));
    }
  }
}

function markIntegers(gate: Uint8Array, low: number, high: number): void {
  for (let top = low >> 16; top <= high >> 16; top += 1) {
    const big = top & 0xffff;
    flag(gate, big, GATE_INT_BE);
    flag(gate, swapped(big), GATE_INT_LE);
  }
}

function markVarints(gate: Uint8Array, low: number, high: number): void {
  for (const [from, until] of low < 0 && high <= 0
    ? [[-2 * high - 1, -2 * low - 1]]
    : [
        [low, high],
        [2 * low, 2 * high],
      ]) {
    markVarintRange(gate, Math.max(0, from as number), Math.max(0, until as number));
  }
}

/** A varint's last byte holds the highest seven bits; the one before has its highest bit set. */
function markVarintRange(gate: Uint8Array, from: number, until: number): void {
  let length = 2;
  for (let most = 2 ** 14; most <= until; most *= 128) length += 1;
  for (let size = 2; size <= length; size += 1) {
    const least = size === 2 ? 0 : 2 ** (7 * (size - 1));
    const start = Math.max(from, least);
    const end = Math.min(until, 2 ** (7 * size) - 1);
    if (start > end) continue;
    const step = 2 ** (7 * (size - 2));
    for (let group = Math.floor(start / step); group <= Math.floor(end / step); group += 1) {
      flag(gate, ((0x80 | (group & 0x7f)) << 8) | (group >> 7), GATE_VARINT);
    }
  }
}

function doubleTop(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getUint16(0);
}

function floatTop(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint16(0);
}

function markTops(gate: Uint8Array, from: number, until: number, sign: number): void {
  for (let top = from; top <= until; top += 1) {
    flag(gate, top | sign, GATE_FLOAT_BE);
    flag(gate, swapped(top | sign), GATE_FLOAT_LE);
  }
}

function markRationals(gate: Uint8Array, from: number, until: number): void {
  // Whole degrees of 0 would wake the search in every run of zeros: such a pair is found from its other number.
  for (let degrees = Math.max(1, from); degrees <= until && degrees <= 180; degrees += 1) {
    flag(gate, degrees << 8, GATE_RATIONAL);
    flag(gate, degrees, GATE_RATIONAL);
  }
}

function swapped(pair: number): number {
  return ((pair & 0xff) << 8) | (pair >> 8);
}

function flag(gate: Uint8Array, pair: number, bit: number): void {
  gate[pair] = (gate[pair] as number) | bit;
}
