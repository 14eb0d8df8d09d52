/** Coordinates in binary: two numbers of one form next to each other, in either order, or with one field or a protobuf tag between them. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { IN_AREA, IN_NEAR, latBits, lonBits, type PositionRanges } from "./position-ranges.ts";
import type { ScanWindow } from "./scan-window.ts";

/** A pair that passed the ranges: the caller tests it against the tracks. */
export type TryPair = (latDeg: number, lonDeg: number, start: number, end: number, form: BinaryForm) => boolean;

/** A binary form. */
export interface BinaryForm {
  readonly layers: readonly EncodingLayer[];
  readonly sizeBytes: 4 | 8;
  /** Degrees a unit for integers; 0 for floats. */
  readonly unitDeg: number;
  readonly code: 0 | 1 | 2 | 3 | 4 | 5;
}

/** Forms of 32-bit integers. */
export const integerForms: readonly BinaryForm[] = [
  { layers: ["e7"], sizeBytes: 4, unitDeg: 1e-7, code: 0 },
  { layers: ["e6"], sizeBytes: 4, unitDeg: 1e-6, code: 1 },
];
/** Forms of doubles. */
export const doubleForms: readonly BinaryForm[] = [
  { layers: ["float64"], sizeBytes: 8, unitDeg: 0, code: 2 },
  { layers: ["radians64"], sizeBytes: 8, unitDeg: 0, code: 3 },
];
/** Forms of floats. */
export const floatForms: readonly BinaryForm[] = [
  { layers: ["float32"], sizeBytes: 4, unitDeg: 0, code: 4 },
  { layers: ["radians32"], sizeBytes: 4, unitDeg: 0, code: 5 },
];
const DEG_PER_RAD = 180 / Math.PI;
/** Floats nearer to 0 are none: 11 m. */
const LEAST_FLOAT_DEG = 1e-4;
/** Two high bytes of 0, or of ones, of an integer of degrees x 1e6. */
const NEXT_TO_ZERO_DEG = 0.066;

/**
 * Bytes between the two numbers: none; a protobuf tag of one or two bytes; another field of 4 or 8 bytes; a tag, such a field and a tag. Each
 * further gap would only add chance.
 */
const GAPS = [0, 1, 2, 4, 6, 8, 10] as const;

/** What the search of binary pairs shares: where numbers may lie, and which high bytes may be theirs. */
export interface BinaryTables {
  readonly ranges: PositionRanges;
  readonly gate: Uint8Array;
}

/** Tries a form at an offset of the window; `flag` is its flag in the gate table. True when a pair was taken. */
export function tryBinaryForm(
  window: ScanWindow,
  { ranges, gate }: BinaryTables,
  form: BinaryForm,
  offset: number,
  order: "little" | "big",
  flag: number,
  tryPair: TryPair,
): boolean {
  const size = form.sizeBytes;
  const bit = size === 8 ? IN_AREA : IN_NEAR;
  if (offset < 0 || offset + size > window.length) return false;
  const little = order === "little";
  const first = readDegrees(window.view, offset, form.code, little);
  const canBeLat = (latBits(ranges, first) & bit) !== 0;
  const canBeLon = (lonBits(ranges, first) & bit) !== 0;
  if (!canBeLat && !canBeLon) return false;
  const { bytes } = window;
  for (const gap of GAPS) {
    const at = offset + size + gap;
    if (at + size > window.length) break;
    const high = little
      ? ((bytes[at + size - 2] as number) << 8) | (bytes[at + size - 1] as number)
      : ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    // Numbers next to 0 have no flag of their own.
    if (((gate[high] as number) & flag) === 0 && !ranges.nextToZero) continue;
    const second = readDegrees(window.view, at, form.code, little);
    if (canBeLat && (lonBits(ranges, second) & bit) !== 0 && tryPair(first, second, offset, at + size, form)) return true;
    if (canBeLon && (latBits(ranges, second) & bit) !== 0 && tryPair(second, first, offset, at + size, form)) return true;
  }
  return ranges.nextToZero && tryBefore(window, ranges, form, offset, little, tryPair);
}

/** A first number next to 0 does not wake the search: it is looked for from the second one. */
function tryBefore(
  window: ScanWindow,
  ranges: PositionRanges,
  form: BinaryForm,
  offset: number,
  little: boolean,
  tryPair: TryPair,
): boolean {
  const size = form.sizeBytes;
  const bit = size === 8 ? IN_AREA : IN_NEAR;
  const second = readDegrees(window.view, offset, form.code, little);
  for (const gap of GAPS) {
    const at = offset - size - gap;
    if (at < 0) return false;
    const first = readDegrees(window.view, at, form.code, little);
    if (!(Math.abs(first) < NEXT_TO_ZERO_DEG)) continue;
    const canBeLat = (latBits(ranges, first) & bit) !== 0 && (lonBits(ranges, second) & bit) !== 0;
    if (canBeLat && tryPair(first, second, at, offset + size, form)) return true;
    const canBeLon = (lonBits(ranges, first) & bit) !== 0 && (latBits(ranges, second) & bit) !== 0;
    if (canBeLon && tryPair(second, first, at, offset + size, form)) return true;
  }
  return false;
}

/** Degrees of a number; NaN for floats next to 0, which half of all random bytes are. */
function readDegrees(view: DataView, offset: number, code: BinaryForm["code"], little: boolean): number {
  switch (code) {
    case 0:
      return view.getInt32(offset, little) / 1e7;
    case 1:
      return view.getInt32(offset, little) / 1e6;
    case 2:
      return awayFromZero(view.getFloat64(offset, little));
    case 3:
      return awayFromZero(view.getFloat64(offset, little) * DEG_PER_RAD);
    case 4:
      return awayFromZero(view.getFloat32(offset, little));
    default:
      return awayFromZero(view.getFloat32(offset, little) * DEG_PER_RAD);
  }
}

function awayFromZero(degrees: number): number {
  return degrees > -LEAST_FLOAT_DEG && degrees < LEAST_FLOAT_DEG ? Number.NaN : degrees;
}
