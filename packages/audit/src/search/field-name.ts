/** The name of the field that a value stands in, read from the bytes before it. */
import type { FindingKind } from "../types.ts";
import { fieldWords } from "./field-names.table.ts";

/** Bytes before a value that are looked at. */
export const FIELD_BYTES = 64;
const MAX_SIGNS = 12;

/** True when directly before `start` there is a field's name of the kind, with nothing but signs between: `"imei":"`, `imei=`, `<imei>`, `imei%3D`. */
export function followsFieldName(kind: FindingKind, bytes: Uint8Array, low: number, start: number): boolean {
  let text = "";
  for (let at = Math.max(low, start - FIELD_BYTES); at < start; at += 1) text += String.fromCharCode(bytes[at] as number);
  const found = /([A-Za-z][A-Za-z0-9_.-]*)([^A-Za-z0-9]*)$/.exec(text.replace(/%(?:25)*[0-9A-Fa-f]{2}/g, ":"));
  if (found === null || (found[2] as string).length > MAX_SIGNS) return false;
  return isFieldOf(kind, found[1] as string);
}

/** True when a field's name holds a word of the kind; words of up to three letters must be a part by themselves. */
export function isFieldOf(kind: FindingKind, field: string): boolean {
  const parts = field
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const joined = parts.join("");
  return fieldWords[kind].some((word) => (word.length > 3 ? joined.includes(word) : parts.includes(word) || joined.endsWith(word)));
}
