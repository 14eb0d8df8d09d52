/** Tight loops, one for each kind of value: they copy one field of many messages of a block into its column. */

import type { FieldKind } from "./field-kinds.table.ts";
import type { SeriesColumn, SeriesField } from "./message-series.ts";
import { readStoredText } from "./stored-text.ts";

/** Messages of a block. */
export interface BlockMessages {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  /** Offset of each body in the block; the first `count` count. */
  readonly bodies: Int32Array;
  readonly count: number;
}

type Fill = (target: SeriesColumn, at: number, messages: BlockMessages, offset: number) => void;

const TWO_32 = 4_294_967_296;

const fills: { readonly [Kind in Exclude<FieldKind, "text">]: Fill } = {
  int8: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getInt8((bodies[index] as number) + offset);
  },
  uint8: (target, at, { bytes, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = bytes[(bodies[index] as number) + offset] as number;
  },
  int16: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getInt16((bodies[index] as number) + offset, true);
  },
  uint16: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getUint16((bodies[index] as number) + offset, true);
  },
  int32: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getInt32((bodies[index] as number) + offset, true);
  },
  uint32: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getUint32((bodies[index] as number) + offset, true);
  },
  int64: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) {
      const from = (bodies[index] as number) + offset;
      target[at + index] = view.getInt32(from + 4, true) * TWO_32 + view.getUint32(from, true);
    }
  },
  uint64: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) {
      const from = (bodies[index] as number) + offset;
      target[at + index] = view.getUint32(from + 4, true) * TWO_32 + view.getUint32(from, true);
    }
  },
  float16: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = halfFloat(view.getUint16((bodies[index] as number) + offset, true));
  },
  float32: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getFloat32((bodies[index] as number) + offset, true);
  },
  float64: (target, at, { view, bodies, count }, offset) => {
    for (let index = 0; index < count; index += 1) target[at + index] = view.getFloat64((bodies[index] as number) + offset, true);
  },
};

/** A column for a field, in the narrowest array that holds its values exactly. */
export function newSeriesColumn({ kind, divisor }: SeriesField, rows: number): SeriesColumn {
  if (divisor !== undefined && divisor !== 1) return new Float64Array(rows);
  switch (kind) {
    case "int8":
      return new Int8Array(rows);
    case "uint8":
      return new Uint8Array(rows);
    case "int16":
      return new Int16Array(rows);
    case "uint16":
      return new Uint16Array(rows);
    case "int32":
      return new Int32Array(rows);
    case "uint32":
      return new Uint32Array(rows);
    case "float32":
    case "float16":
      return new Float32Array(rows);
    default:
      return new Float64Array(rows);
  }
}

/** Copies a number field of the messages to `target` from row `at` on. Every body must hold the field. */
export function fillColumn(target: SeriesColumn, at: number, messages: BlockMessages, field: SeriesField): void {
  if (field.kind === "text") return;
  fills[field.kind](target, at, messages, field.offset);
  const divisor = field.divisor ?? 1;
  if (divisor === 1) return;
  for (let row = at; row < at + messages.count; row += 1) target[row] = (target[row] as number) / divisor;
}

/** Appends a text field of the messages. */
export function appendTexts(target: string[], { bytes, bodies, count }: BlockMessages, { offset, lengthBytes }: SeriesField): void {
  for (let index = 0; index < count; index += 1) {
    const from = (bodies[index] as number) + offset;
    target.push(readStoredText(bytes, from, from + lengthBytes));
  }
}

/** The unsigned 64-bit number at an offset (exact to 2^53). */
export function uint64At(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * TWO_32 + view.getUint32(offset, true);
}

/** The value of a half-precision number (IEEE 754 binary16). */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
