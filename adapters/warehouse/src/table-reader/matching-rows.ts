/** Which rows meet all conditions. Text is tested once for each distinct value. */
import type { ColumnArray } from "@creance/core";
import type { CodedText } from "../coded-text.ts";
import type { Cell, Condition } from "../query.ts";
import type { LoadedRows } from "./load-columns.ts";

/** Row numbers that match, ascending. */
export function matchingRows(table: LoadedRows, where: readonly Condition[]): Uint32Array {
  const matches = new Uint8Array(table.rows).fill(1);
  for (const condition of where) {
    const hits = new Uint8Array(table.rows);
    for (const name of condition.is === "contains" ? condition.columns : [condition.column]) {
      const column = table.column(name);
      if ("codes" in column) markText(hits, column, textTest(condition));
      else markNumbers(hits, column, numberTest(condition));
    }
    for (let row = 0; row < matches.length; row += 1) matches[row] = (matches[row] as number) & (hits[row] as number);
  }
  let count = 0;
  for (const match of matches) count += match;
  const rows = new Uint32Array(count);
  for (let row = 0, at = 0; row < matches.length; row += 1) {
    if (matches[row] === 0) continue;
    rows[at] = row;
    at += 1;
  }
  return rows;
}

/** `text` with ASCII capitals as small letters, everything else as it is. */
function foldAscii(text: string): string {
  return /[\u0080-\uffff]/.test(text) ? text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : text.toLowerCase();
}

function markText(hits: Uint8Array, { dictionary, codes }: CodedText, test: (value: string | null) => boolean): void {
  // Place 0 is the unknown value, whose code is -1.
  const accepted = new Uint8Array(dictionary.length + 1);
  accepted[0] = test(null) ? 1 : 0;
  for (let code = 0; code < dictionary.length; code += 1) accepted[code + 1] = test(dictionary[code] as string) ? 1 : 0;
  for (let row = 0; row < codes.length; row += 1) {
    if (accepted[(codes[row] as number) + 1] === 1) hits[row] = 1;
  }
}

function markNumbers(hits: Uint8Array, values: ColumnArray, test: (value: number) => boolean): void {
  for (let row = 0; row < values.length; row += 1) if (test(values[row] as number)) hits[row] = 1;
}

function textTest(condition: Condition): (value: string | null) => boolean {
  if (condition.is === "contains") {
    const part = foldAscii(wellFormed(condition.text));
    return (value) => value !== null && foldAscii(value).includes(part);
  }
  if (condition.is === "hasWord") {
    const word = wellFormed(condition.word);
    return (value) => word !== "" && value !== null && value.split(" ").includes(word);
  }
  const values = new Set<Cell>(
    condition.is === "oneOf" ? condition.values.map((value) => (typeof value === "string" ? wellFormed(value) : value)) : [],
  );
  return (value) => values.has(value);
}

function numberTest(condition: Condition): (value: number) => boolean {
  if (condition.is === "between") {
    const { from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = condition;
    return (value) => value >= from && value < below;
  }
  const values = new Set<Cell>(condition.is === "oneOf" ? condition.values : []);
  const unknown = values.has(null);
  return (value) => (Number.isNaN(value) ? unknown : values.has(value));
}

/** Half a surrogate pair is U+FFFD in UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
