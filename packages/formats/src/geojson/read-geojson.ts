/** Reads GeoJSON (RFC 7946): lines and places, with times where properties give them (docs/formats/tracks.md, section 4). */
import type { ByteSource } from "@creance/core";
import type { Format } from "../format.ts";
import { instantUs, parseIsoTime } from "../iso-time.ts";
import { type ReadTrackFileOptions, type TrackFile, TrackFileParts, type TrackPoint, trackFileError } from "../track-file.ts";

/** Largest file, bytes: JSON is read at once. */
const MAX_BYTES = 67_108_864;
/** Collections inside collections that are looked into. */
const MAX_DEPTH = 8;
/** Brackets inside brackets: a parser must not be made to keep millions open. */
const MAX_NESTING = 100;

/** GeoJSON files. */
export const geoJsonFormat: Format = {
  id: "geojson",
  name: "GeoJSON places and tracks",
  extensions: ["geojson", "json"],
  document: "docs/formats/tracks.md",
  sniff: (head) => {
    const text = new TextDecoder("utf-8").decode(head.subarray(0, 16_384)).trimStart();
    if (!text.startsWith("{")) return 0;
    const type = /"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(?:Multi)?(?:Point|LineString|Polygon))"/.exec(text);
    if (type === null) return 0;
    return /"(?:features|geometry|geometries|coordinates)"\s*:/.test(text) ? 0.85 : 0;
  },
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** Reads a GeoJSON file; offsets are not known. Throws a `FormatError` when it is no JSON or larger than 64 MiB, or nested deeper than any GeoJSON. */
export async function readGeoJson(source: ByteSource, options: ReadTrackFileOptions = {}): Promise<TrackFile> {
  if (source.size > MAX_BYTES) throw trackFileError("track-too-large", "geojson");
  const bytes = await source.read(0, source.size);
  if (isDeeperThan(bytes, MAX_NESTING)) throw trackFileError("track-too-deep", "geojson");
  const text = new TextDecoder("utf-8").decode(bytes);
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    throw trackFileError("track-not-json", "geojson");
  }
  const reading = new GeoJsonReading(options);
  reading.take(json, {}, 0);
  const { points, fields, leftOut } = reading.parts;
  return { format: "geojson", version: 0, points, fields, shapes: reading.shapes, leftOut, issues: [] };
}

interface PointParts extends Pick<TrackPoint, "kind" | "line" | "name" | "role"> {
  readonly time: Json | undefined;
  readonly altHomeM: Json | undefined;
}

class GeoJsonReading {
  readonly parts: TrackFileParts;
  shapes = 0;
  #line = -1;

  constructor(options: ReadTrackFileOptions) {
    this.parts = new TrackFileParts(options);
  }

  take(json: Json | undefined, properties: Readonly<Record<string, Json | undefined>>, depth: number): void {
    if (!isObject(json) || depth > MAX_DEPTH) return;
    if (json["type"] === "FeatureCollection") for (const feature of listOf(json["features"])) this.take(feature, {}, depth + 1);
    else if (json["type"] === "Feature") {
      const own = isObject(json["properties"]) ? json["properties"] : {};
      this.#facts(own);
      this.take(json["geometry"], own, depth + 1);
    } else if (json["type"] === "GeometryCollection")
      for (const geometry of listOf(json["geometries"])) this.take(geometry, properties, depth + 1);
    else this.#geometry(json, properties);
  }

  #geometry(json: Readonly<Record<string, Json | undefined>>, properties: Readonly<Record<string, Json | undefined>>): void {
    const { type, coordinates } = json;
    const along = isObject(properties["coordinateProperties"]) ? properties["coordinateProperties"] : properties;
    const times = along["times"] ?? along["coordTimes"];
    if (type === "LineString") this.#addLine(listOf(coordinates), listOf(times), listOf(along["altHomeM"]));
    else if (type === "MultiLineString")
      for (const [at, line] of listOf(coordinates).entries())
        this.#addLine(listOf(line), listOf(listOf(times)[at]), listOf(listOf(along["altHomeM"])[at]));
    else if (type === "Point" || type === "MultiPoint") {
      const kind = properties["kind"];
      const role = kind === "home" || kind === "pilot" || kind === "event" ? kind : null;
      const name = properties["sentence"] ?? properties["name"];
      const time = properties["time"] ?? properties["timestamp"] ?? properties["datetime"];
      for (const position of type === "Point" ? [coordinates] : listOf(coordinates))
        this.#add(position, { kind: "place", line: -1, time, altHomeM: undefined, name: typeof name === "string" ? name : null, role });
    } else if (type === "Polygon" || type === "MultiPolygon") this.shapes += 1;
  }

  #addLine(positions: readonly Json[], times: readonly Json[], heights: readonly Json[]): void {
    this.#line += 1;
    for (const [at, position] of positions.entries())
      this.#add(position, { kind: "track", line: this.#line, time: times[at], altHomeM: heights[at], name: null, role: null });
  }

  #add(position: Json | undefined, more: PointParts): void {
    const list = listOf(position);
    const written = typeof more.time === "string" ? parseIsoTime(more.time) : undefined;
    const instant = written === undefined ? undefined : instantUs(written);
    this.parts.add({
      kind: more.kind,
      line: more.line,
      byteOffset: Number.NaN,
      latDeg: numberOf(list[1]),
      lonDeg: numberOf(list[0]),
      timeUs: instant ?? written?.wallUs ?? Number.NaN,
      isUtc: instant !== undefined,
      altHomeM: numberOf(more.altHomeM),
      otherHeightM: numberOf(list[2]),
      name: more.name,
      role: more.role,
    });
  }

  #facts(properties: Readonly<Record<string, Json | undefined>>): void {
    for (const [name, value] of Object.entries(properties)) {
      if (typeof value !== "string" || name === "sentence" || name === "heights" || name === "kind") continue;
      this.parts.field(name.slice(0, 200), { text: value, textOffset: 0, textBytes: 0 });
    }
  }
}

function isObject(json: Json | undefined): json is { readonly [name: string]: Json | undefined } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

function numberOf(json: Json | undefined): number {
  return typeof json === "number" ? json : Number.NaN;
}

/** True when brackets stand deeper than a number; texts are passed over. */
function isDeeperThan(bytes: Uint8Array, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < bytes.byteLength; at += 1) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > most) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}
