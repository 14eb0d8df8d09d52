/**
 * A text column as a dictionary and codes: the dictionary holds each value once, in the order of text, so that a code is a value's rank.
 * Files hold text like this, and questions are answered on codes.
 */
import type { TextColumn } from "@creance/core";
import { textOrder } from "./compare-text.ts";
import { MAX_TEXT_CELL_BYTES } from "./parquet-columns.ts";

/** Code of an unknown value. */
export const UNKNOWN = -1;

/** A text column by dictionary and codes. */
export interface CodedText {
  /** Distinct values in the order of text. */
  readonly dictionary: readonly string[];
  /** For each row its value's place in the dictionary, or `UNKNOWN`. */
  readonly codes: Int32Array;
}

/**
 * Codes the first `rows` values. Half a surrogate pair becomes U+FFFD, as in UTF-8. Throws a `RangeError` for a value longer than 64 KiB or one
 * that is no text (a bug of the caller).
 */
export function codeText(values: TextColumn, rows: number): CodedText {
  const places = new Map<string, number>();
  const codes = new Int32Array(rows);
  let last: string | null = null;
  let lastCode = UNKNOWN;
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] as string | null;
    if (value !== last) {
      last = value;
      lastCode = value === null ? UNKNOWN : (places.get(value) ?? addValue(places, value));
    }
    codes[row] = lastCode;
  }
  const met = [...places.keys()];
  const order = textOrder(met);
  const dictionary: string[] = new Array(met.length);
  const ranks = new Int32Array(met.length);
  for (let rank = 0; rank < order.length; rank += 1) {
    const place = order[rank] as number;
    dictionary[rank] = met[place] as string;
    ranks[place] = rank;
  }
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row] as number;
    if (code !== UNKNOWN) codes[row] = ranks[code] as number;
  }
  return { dictionary, codes };
}

/** The values of a coded column. */
export function textOf({ dictionary, codes }: CodedText): (string | null)[] {
  const values: (string | null)[] = new Array(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] as number;
    values[row] = code === UNKNOWN ? null : (dictionary[code] as string);
  }
  return values;
}

function addValue(places: Map<string, number>, value: string): number {
  if (typeof value !== "string") throw new RangeError(`a text column holds ${typeof value}`);
  if (value.length * 3 > MAX_TEXT_CELL_BYTES && Buffer.byteLength(value) > MAX_TEXT_CELL_BYTES)
    throw new RangeError(`a text column holds a value longer than ${MAX_TEXT_CELL_BYTES} bytes`);
  const wellFormed = SURROGATE.test(value) && HALF_PAIR.test(value) ? Buffer.from(value).toString() : value;
  const known = wellFormed === value ? undefined : places.get(wellFormed);
  if (known !== undefined) return known;
  places.set(wellFormed, places.size);
  return places.size - 1;
}

const SURROGATE = /[\ud800-\udfff]/;
const HALF_PAIR = /\p{Surrogate}/u;
