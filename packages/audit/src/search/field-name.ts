/** The name of the field that a value stands in, read from the bytes before it. */
import type { FindingKind } from "../types.ts";
import { fieldWords } from "./field-names.table.ts";

/** Bytes before a value that are looked at. */
export const FIELD_BYTES = 64;
const MAX_SIGNS = 12;
const MAX_REMEMBERED = 4_096;

/** Tells whether directly before `start` there is a field's name of the kind, with nothing but signs between: `"imei":"`, `imei=`, `<imei>`, `imei%3D`. */
export type FollowsFieldName = (kind: FindingKind, bytes: Uint8Array, low: number, start: number) => boolean;

/** A reader of field names; it remembers the last names, at most 4,096. */
export function fieldNameReader(): FollowsFieldName {
  const remembered = new Map<string, boolean>();
  return (kind, bytes, low, start) => {
    const field = fieldBefore(bytes, Math.max(low, start - FIELD_BYTES), start);
    if (field === "") return false;
    const key = `${kind} ${field}`;
    let known = remembered.get(key);
    if (known === undefined) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      known = isFieldOf(kind, field);
      remembered.set(key, known);
    }
    return known;
  };
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

function fieldBefore(bytes: Uint8Array, least: number, start: number): string {
  let end = start;
  for (let signs = 0; end > least && signs <= MAX_SIGNS; signs += 1) {
    const coded = percentCoded(bytes, least, end);
    if (coded === 0 && isNameByte(bytes[end - 1] as number, false)) break;
    end -= coded === 0 ? 1 : coded;
  }
  let from = end;
  while (from > least && percentCoded(bytes, least, from) === 0 && isNameByte(bytes[from - 1] as number, true)) from -= 1;
  let field = "";
  for (let at = from; at < end; at += 1) field += String.fromCharCode(bytes[at] as number);
  return field;
}

/** Length of a percent-coded sign that ends at `end`, coded once or twice; 0 for none. */
function percentCoded(bytes: Uint8Array, least: number, end: number): number {
  if (end - 3 < least || !isHex(bytes[end - 1] as number) || !isHex(bytes[end - 2] as number)) return 0;
  if (bytes[end - 3] === 0x25) return 3;
  return end - 5 >= least && bytes[end - 5] === 0x25 && bytes[end - 4] === 0x32 && bytes[end - 3] === 0x35 ? 5 : 0;
}

function isHex(code: number): boolean {
  const letter = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

/** Letters and digits; inside a name also `_`, `-` and `.`. */
function isNameByte(code: number, inside: boolean): boolean {
  const letter = code | 0x20;
  if ((code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x7a)) return true;
  return inside && (code === 0x5f || code === 0x2d || code === 0x2e);
}
