/**
 * A layer of sensitive sites: a GeoJSON file (RFC 7946) that the operator drops in. Any geometry, with holes and many parts; what cannot be used is
 * left out and said.
 */
import { type ReadyShape, readyShape } from "@creance/flight";
import { geometryParts, type LeftOut, LeftOutError } from "./site-geometry.ts";
import { kindOfFileName, kindOfProperties } from "./site-kind.ts";
import { type SiteKind, siteKindNames } from "./site-kinds.table.ts";

/** A sensitive place. */
export interface Site {
  readonly name: string;
  readonly kind: SiteKind;
  /** Name of its layer. */
  readonly layer: string;
  /** Points, stretches of lines and areas, each with its own box. */
  readonly parts: readonly ReadyShape[];
}

/** A layer as it was read. */
export interface SiteLayer {
  readonly name: string;
  readonly fileName: string;
  /** Of the file, so that a report can be made again. */
  readonly sha256: string;
  readonly sites: readonly Site[];
  /** Why the layer, or a part of it, could not be used; `null` when all of it was. */
  readonly problem: string | null;
}

/** Characters of a layer that are read; a larger file is refused. */
const MAX_LAYER_CHARACTERS = 128 * 1024 * 1024;
/** Sites of a layer, places of all of them. */
const MAX_SITES = 200_000;
const MAX_PLACES = 5_000_000;
const MAX_NAME = 200;
/** Features that are looked at although they cannot be used. */
const MAX_LEFT_OUT = 1_000_000;

/** Reads a layer. Never throws for what a file can hold: a file of which nothing can be used is a layer without sites, and `problem` says why. */
export function readSiteLayer(text: string, about: { readonly fileName: string; readonly sha256: string }): SiteLayer {
  const name = about.fileName.replace(/\.(geo)?json$/i, "").slice(0, MAX_NAME);
  const layer = { name, fileName: about.fileName, sha256: about.sha256 };
  const refused = (problem: string): SiteLayer => ({ ...layer, sites: [], problem });
  if (text.length > MAX_LAYER_CHARACTERS)
    return refused("The file is larger than a layer may be (128 million characters). Nothing of it was used.");
  let root: unknown;
  try {
    root = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    // A text that is nested too deeply for the parser gives a RangeError.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return refused("This is no GeoJSON: the text is no JSON. Nothing of it was used.");
  }
  if (!isObject(root)) return refused("This is no GeoJSON: it is JSON without an object at the top. Nothing of it was used.");
  const crs = foreignCrs(root);
  if (crs !== null) {
    return refused(
      `Its coordinates are in ${crs}, not in WGS-84 degrees as GeoJSON (RFC 7946) asks for. Nothing of it was used: convert it first.`,
    );
  }
  const features = featuresOf(root);
  if (features === null) return refused(`This is no GeoJSON that holds places: "type" is ${quoted(root["type"])}. Nothing of it was used.`);
  const { sites, leftOut, seen } = readFeatures(features, name, kindOfFileName(about.fileName));
  return { ...layer, sites, problem: problemText(leftOut, seen, sites.length) };
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** GeoJSON of 2008 could name another coordinate system; those that mean WGS-84 degrees are taken. */
function foreignCrs(root: Json): string | null {
  const crs = root["crs"];
  if (!isObject(crs)) return null;
  const properties = crs["properties"];
  const name = isObject(properties) ? properties["name"] : undefined;
  if (typeof name !== "string") return "a coordinate system that it does not name";
  return /(CRS84|EPSG:+(?:[\d.]*:)?4326)$/i.test(name.trim()) ? null : name.slice(0, 80);
}

const geometryTypes = new Set(["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"]);

function featuresOf(root: Json): readonly unknown[] | null {
  if (root["type"] === "FeatureCollection" && Array.isArray(root["features"])) return root["features"];
  if (root["type"] === "Feature") return [root];
  return geometryTypes.has(String(root["type"])) ? [{ type: "Feature", properties: {}, geometry: root }] : null;
}

function readFeatures(
  features: readonly unknown[],
  layer: string,
  kindOfLayer: SiteKind,
): { readonly sites: Site[]; readonly leftOut: ReadonlyMap<LeftOut, { count: number; first: number }>; readonly seen: number } {
  const sites: Site[] = [];
  const leftOut = new Map<LeftOut, { count: number; first: number }>();
  const leaveOut = (why: LeftOut, at: number, count = 1): void => {
    const before = leftOut.get(why);
    if (before === undefined) leftOut.set(why, { count, first: at + 1 });
    else before.count += count;
  };
  let places = MAX_PLACES;
  for (const [at, feature] of features.entries()) {
    if (sites.length >= MAX_SITES || places <= 0 || at - sites.length >= MAX_LEFT_OUT) {
      leaveOut("tooMany", at, features.length - at);
      break;
    }
    try {
      if (!isObject(feature)) throw new LeftOutError("noFeature");
      const { parts, used } = geometryParts(feature["geometry"], places);
      places -= used;
      const properties = isObject(feature["properties"]) ? feature["properties"] : {};
      const kind = kindOfProperties(properties) ?? kindOfLayer;
      const ready = parts.map(readyShape).filter((part) => part !== null);
      sites.push({ name: nameOf(properties, feature["id"]) ?? `${siteKindNames[kind]} ${at + 1}`, kind, layer, parts: ready });
    } catch (error) {
      if (!(error instanceof LeftOutError)) throw error;
      leaveOut(error.why, at);
    }
  }
  return { sites, leftOut, seen: features.length };
}

function nameOf(properties: Json, id: unknown): string | null {
  for (const value of [properties["name"], properties["name:en"], properties["title"], properties["Name"], properties["ref"], id]) {
    if (typeof value !== "string" && typeof value !== "number") continue;
    // Control characters would move what stands beside them.
    const text = String(value)
      .replace(/\p{C}+/gu, " ")
      .trim();
    if (text !== "") return text.slice(0, MAX_NAME);
  }
  return null;
}

const reasons: Readonly<Record<LeftOut, string>> = {
  noFeature: "no feature with a geometry",
  noGeometry: "without a geometry that is known",
  swapped: "outside of the world, though inside with latitude and longitude exchanged (GeoJSON puts the longitude first)",
  outside: "with coordinates outside of the world",
  noNumbers: "with coordinates that are no numbers",
  nullIsland: "at 0, 0, which stands for an unknown place",
  tooFew: "with a ring or line of too few places",
  tooWide: "wider than 90 degrees",
  tooDeep: "nested too deeply",
  tooMany: "beyond the most that are read (200,000 sites, 5,000,000 places)",
};

function problemText(
  leftOut: ReadonlyMap<LeftOut, { readonly count: number; readonly first: number }>,
  seen: number,
  used: number,
): string | null {
  if (seen === 0) return "It holds no feature.";
  if (leftOut.size === 0) return null;
  const count = [...leftOut.values()].reduce((sum, one) => sum + one.count, 0);
  const list = [...leftOut].map(([why, one]) => `${one.count} ${reasons[why]} (first: feature ${one.first})`).join("; ");
  return `${count} of ${seen} features were left out${used === 0 ? ", so nothing of it was used" : ""}: ${list}.`;
}

function quoted(value: unknown): string {
  return typeof value === "string" ? `"${value.replace(/\p{C}+/gu, " ").slice(0, 40)}"` : "missing";
}
