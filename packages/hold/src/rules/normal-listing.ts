/** A listing of our table without what changes by itself: the same rules give the same text, on any machine with the same programs. */
import { canonicalJson, type JsonObject, listedObjects, ofHold } from "./ruleset-json.ts";

/** One line an entry: no handles, no counter values, no elements of named sets, no versions. Throws a `FormatError` (`bad-listing`). */
export function normalListing(json: string): string {
  const lines = ofHold(listedObjects(json)).map(({ kind, value }) => canonicalJson({ [kind]: lasting(kind, value) }));
  return lines.map((line) => `${line}\n`).join("");
}

function lasting(kind: string, value: JsonObject): JsonObject {
  const moving = kind === "counter" ? ["handle", "packets", "bytes"] : kind === "set" || kind === "map" ? ["handle", "elem"] : ["handle"];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !moving.includes(key)));
}
