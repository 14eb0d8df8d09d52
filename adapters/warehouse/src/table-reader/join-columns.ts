/** The same column of several files as one. */
import { type ColumnArray, type ColumnType, newColumn } from "@creance/core";
import { type CodedText, UNKNOWN } from "../coded-text.ts";
import { sortText } from "../compare-text.ts";
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
  const values = new Set<string>();
  for (const { dictionary } of parts) for (const value of dictionary) values.add(value);
  const dictionary = sortText([...values]);
  const ranks = new Map(dictionary.map((value, rank) => [value, rank]));
  const codes = new Int32Array(parts.reduce((sum, part) => sum + part.codes.length, 0));
  let at = 0;
  for (const part of parts) {
    const places = Int32Array.from(part.dictionary, (value) => ranks.get(value) as number);
    for (const code of part.codes) {
      codes[at] = code === UNKNOWN ? UNKNOWN : (places[code] as number);
      at += 1;
    }
  }
  return { dictionary, codes };
}
