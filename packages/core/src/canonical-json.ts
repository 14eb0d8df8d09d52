/** Canonical JSON (RFC 8785, JCS): one text for one value, so that a hash of it means something. */
import { UserError } from "./errors.ts";

/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Deepest nesting that is written. */
const MAX_DEPTH = 64;

/**
 * The canonical text of a value: no white space, names sorted by UTF-16 code units, numbers as ECMAScript prints them.
 * Throws a `UserError` (`not-canonical`) for what RFC 8785 refuses: NaN, infinities, lone surrogates; and for nesting beyond 64.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

function write(value: JsonValue, depth: number): string {
  if (depth > MAX_DEPTH) throw refused(`values are nested deeper than ${MAX_DEPTH}`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") return writeString(value);
  if (isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value !== "object") throw refused(`a ${typeof value} is no JSON value`);
  const object = value;
  // The default sort compares UTF-16 code units, which is what RFC 8785 section 3.2.3 asks for.
  const members = Object.keys(object)
    .sort()
    .map((name) => `${writeString(name)}:${write(object[name] as JsonValue, depth + 1)}`);
  return `{${members.join(",")}}`;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw refused(`${value} is not a number JSON can carry`);
  // ECMAScript's own number-to-text is the algorithm of RFC 8785 section 3.2.2.3; minus zero prints as 0.
  return String(value);
}

function writeString(text: string): string {
  if (hasLoneSurrogate(text)) throw refused("a text holds half a UTF-16 pair");
  // JSON.stringify escapes exactly what RFC 8785 section 3.2.2.2 asks for once lone surrogates are refused.
  return JSON.stringify(text);
}

function hasLoneSurrogate(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(at + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return true;
    at += 1;
  }
  return false;
}

function refused(what: string): UserError {
  return new UserError("not-canonical", "wrongUse", `Canonical JSON cannot be written: ${what}; nothing was written.`);
}
