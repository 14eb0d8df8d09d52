/** What `nft -j list ...` prints, read with bounds: whatever the bytes, objects by kind or a `FormatError`. */
import { FormatError } from "@creance/core";

/** A JSON object as read. */
export type JsonObject = { readonly [key: string]: unknown };

/** One entry of a listing: `{"rule": {...}}`. */
export interface ListedObject {
  /** `table`, `chain`, `rule`, `set`, `counter`, ... */
  readonly kind: string;
  readonly value: JsonObject;
}

/** A listing longer than this is not ours; bytes of UTF-16. */
const MAX_LISTING_CHARS = 16_777_216;
/** Deeper than any rule that we write. */
const MAX_DEPTH = 40;

/** Reads a listing. Throws a `FormatError` (`bad-listing`). */
export function listedObjects(json: string): ListedObject[] {
  if (json.length > MAX_LISTING_CHARS) throw badListing(`the listing is longer than ${MAX_LISTING_CHARS} characters`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw badListing("the listing is not JSON", { cause: error });
  }
  const list = isObject(parsed) ? own(parsed, "nftables") : undefined;
  if (!Array.isArray(list)) throw badListing("the listing has no `nftables` list");
  if (!isShallow(list, MAX_DEPTH)) throw badListing("the listing is nested too deeply");
  const found: ListedObject[] = [];
  for (const entry of list) {
    if (!isObject(entry)) throw badListing("an entry of the listing is not an object");
    const kinds = Object.keys(entry);
    const kind = kinds[0];
    const value = kind === undefined ? undefined : own(entry, kind);
    if (kind === undefined || kinds.length !== 1 || !isObject(value)) throw badListing("an entry of the listing has no single kind");
    found.push({ kind, value });
  }
  return found;
}

/** The entries of our table: the table itself, and what says it is in `inet hold`. */
export function ofHold(objects: readonly ListedObject[]): ListedObject[] {
  return objects.filter(({ kind, value }) => {
    if (value["family"] !== "inet") return false;
    return kind === "table" ? value["name"] === "hold" : value["table"] === "hold";
  });
}

/** True for an object that is no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value under the key when the object itself has it. */
export function own(value: JsonObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** JSON with sorted keys; elements of anonymous sets sorted too, their order says nothing. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const parts = Object.keys(value)
    .sort()
    .map((key) => {
      const inner = value[key];
      const text = key === "set" && Array.isArray(inner) ? `[${inner.map(canonicalJson).sort().join(",")}]` : canonicalJson(inner);
      return `${JSON.stringify(key)}:${text}`;
    });
  return `{${parts.join(",")}}`;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) if (!isShallow(inner, depth - 1)) return false;
  return true;
}

function badListing(detail: string, options?: ErrorOptions): FormatError {
  return new FormatError("bad-listing", { format: "nft", offset: 0, field: "nftables" }, detail, options);
}
