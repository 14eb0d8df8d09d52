/** The kind of a site: what the feature itself says, else its map tags, else the name of its layer. */
import { type SiteKind, siteKindWords, siteTags } from "./site-kinds.table.ts";

const kindOfWord = new Map<string, SiteKind>();
for (const [kind, words] of Object.entries(siteKindWords)) {
  for (const word of words) if (!kindOfWord.has(word)) kindOfWord.set(word, kind as SiteKind);
}

const SAYING_KEYS = ["siteKind", "kind", "type", "category", "class", "fclass"];

/** Kind of a feature by its properties; `null` when they do not say. */
export function kindOfProperties(properties: Readonly<Record<string, unknown>>): SiteKind | null {
  for (const key of SAYING_KEYS) {
    const value = properties[key];
    const kind = typeof value === "string" ? kindOfWord.get(plain(value)) : undefined;
    if (kind !== undefined) return kind;
  }
  for (const { key, values, kind } of siteTags) {
    const value = properties[key];
    if (typeof value !== "string" || value === "no" || value === "") continue;
    if (values === "*" || values.includes(plain(value))) return kind;
  }
  return null;
}

/** Kind that a layer's file name tells, for features that do not say it; `other` when it tells none. */
export function kindOfFileName(fileName: string): SiteKind {
  for (const word of fileName.toLowerCase().split(/[^a-z_]+|_/)) {
    const kind = kindOfWord.get(word);
    if (kind !== undefined) return kind;
  }
  return "other";
}

function plain(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
