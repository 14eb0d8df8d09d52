/** The same column of several files as one. */
import { type ColumnArray, type ColumnType, newColumn } from "@creance/core";
import { type CodedText, UNKNOWN } from "../coded-text.ts";
import { compareText } from "../compare-text.ts";
import type { StoredColumn } from "../decode-table.ts";

/** Joins columns of one type, in their order. A single part is itself. */
export function joinColumns(type: ColumnType | "text", parts: readonly StoredColumn[]): StoredColumn {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return type === "text" ? joinText(parts as readonly CodedText[]) : joinNumbers(type, parts as readonly ColumnArray[]);
}

function joinNumbers(type: ColumnType, parts: readonly ColumnArray[]): ColumnArray {
  const joined = newColumn(
    type,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function joinText(parts: readonly CodedText[]): CodedText {
  const { dictionary, places } = mergeAll(parts.map((part) => part.dictionary));
  const codes = new Int32Array(parts.reduce((sum, part) => sum + part.codes.length, 0));
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const ranks = places[index] as Int32Array;
    for (let row = 0; row < part.codes.length; row += 1, at += 1) {
      const code = part.codes[row] as number;
      codes[at] = code === UNKNOWN ? UNKNOWN : (ranks[code] as number);
    }
  }
  return { dictionary, codes };
}

interface Merged {
  readonly dictionary: readonly string[];
  /** For each dictionary, where its values stand in the merged one. */
  readonly places: readonly Int32Array[];
}

/** Merges sorted dictionaries, halves first. */
function mergeAll(dictionaries: readonly (readonly string[])[]): Merged {
  const [only] = dictionaries;
  if (dictionaries.length <= 1) return { dictionary: only ?? [], places: only === undefined ? [] : [Int32Array.from(only.keys())] };
  const middle = dictionaries.length >>> 1;
  const left = mergeAll(dictionaries.slice(0, middle));
  const right = mergeAll(dictionaries.slice(middle));
  const both = mergeTwo(left.dictionary, right.dictionary);
  const through = (places: readonly Int32Array[], merged: Int32Array): Int32Array[] =>
    places.map((each) => each.map((place) => merged[place] as number));
  return { dictionary: both.dictionary, places: [...through(left.places, both.left), ...through(right.places, both.right)] };
}

function mergeTwo(a: readonly string[], b: readonly string[]): { dictionary: string[]; left: Int32Array; right: Int32Array } {
  const dictionary: string[] = [];
  const left = new Int32Array(a.length);
  const right = new Int32Array(b.length);
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compareText(a[i] as string, b[j] as string);
    const place = dictionary.length;
    dictionary.push((order <= 0 ? a[i] : b[j]) as string);
    if (order <= 0) left[i++] = place;
    if (order >= 0) right[j++] = place;
  }
  return { dictionary, left, right };
}
