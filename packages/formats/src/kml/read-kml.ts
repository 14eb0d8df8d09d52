/** Reads KML 2.2 with Google's tracks: lines, played tracks, places (docs/formats/tracks.md, section 3). */
import type { ByteSource } from "@creance/core";
import type { Format } from "../format.ts";
import { instantUs, parseIsoTime, type WrittenTime } from "../iso-time.ts";
import {
  beginsWithElement,
  type OpenElement,
  type ReadTrackFileOptions,
  type TrackFile,
  TrackFileParts,
  type TrackPoint,
  type TrackXmlHandler,
  walkTrackXml,
  xmlNumber,
} from "../track-file.ts";

/** KML files. */
export const kmlFormat: Format = {
  id: "kml",
  name: "KML places and tracks",
  extensions: ["kml"],
  document: "docs/formats/tracks.md",
  sniff: (head) => (beginsWithElement(head, "kml") ? 0.95 : 0),
};

/** Reads a KML document. Throws a `FormatError` when it is damaged before its first place. */
export async function readKml(source: ByteSource, options: ReadTrackFileOptions = {}): Promise<TrackFile> {
  const reading = new KmlReading(options);
  const issue = await walkTrackXml(source, "kml", reading, () => reading.parts.points.length > 0 || reading.shapes > 0);
  const { points, fields, leftOut } = reading.parts;
  return { format: "kml", version: 0, points, fields, shapes: reading.shapes, leftOut, issues: issue === undefined ? [] : [issue] };
}

const shapeNames = new Set(["Polygon", "Model", "GroundOverlay", "ScreenOverlay", "PhotoOverlay"]);
const factNames = new Set(["name", "description", "address", "phoneNumber", "author", "email", "uri", "href"]);

interface Tuple {
  readonly lat: string | undefined;
  readonly lon: string | undefined;
  readonly height: string | undefined;
  readonly byteOffset: number;
}

class KmlReading implements TrackXmlHandler {
  readonly parts: TrackFileParts;
  shapes = 0;
  #line = -1;
  #isPlan = false;
  #whens: string[] = [];
  #coordinates: { readonly text: string; readonly byteOffset: number }[] = [];
  #rest = "";
  #restOffset = 0;
  #places: Tuple[] = [];
  #name: string | null = null;
  #style = "";
  #when = "";
  #inShape = 0;

  constructor(options: ReadTrackFileOptions) {
    this.parts = new TrackFileParts(options);
  }

  start({ name }: OpenElement): void {
    if (shapeNames.has(name)) {
      this.shapes += 1;
      this.#inShape += 1;
    }
    if (name === "Placemark") {
      this.#places = [];
      this.#name = null;
      this.#style = "";
      this.#when = "";
    } else if (name === "Track") {
      this.#line += 1;
      this.#whens = [];
      this.#coordinates = [];
    } else if (name === "LineString") this.#line += 1;
    else if (name === "missionConfig" || name === "waypointHeadingParam") this.#isPlan = true;
    else if (name === "coordinates") this.#rest = "";
  }

  /** Coordinates are read as they come: their text can be as long as the file. */
  text({ name }: OpenElement, text: string, byteOffset: number): void {
    if (name !== "coordinates" || this.#inShape > 0) return;
    if (this.#rest === "") this.#restOffset = byteOffset;
    const all = this.#rest + text;
    let start = 0;
    for (const match of all.matchAll(/\s+/g)) {
      if (match.index > start) this.#tuple(all.slice(start, match.index), this.#restOffset + start);
      start = match.index + match[0].length;
    }
    this.#rest = all.slice(start, start + 1000);
    this.#restOffset += start;
  }

  end(element: OpenElement, path: readonly OpenElement[]): void {
    const { name, text } = element;
    const parent = path[path.length - 2]?.name ?? "";
    if (shapeNames.has(name)) this.#inShape -= 1;
    if (name === "coordinates" && this.#inShape === 0) {
      if (this.#rest !== "") this.#tuple(this.#rest, this.#restOffset);
      this.#rest = "";
      this.#flush(parent);
    } else if (name === "when" && parent === "Track") {
      if (this.#whens.length < this.parts.maxPoints) this.#whens.push(text);
    } else if (name === "coord" && parent === "Track") {
      if (this.#coordinates.length < this.parts.maxPoints) this.#coordinates.push({ text, byteOffset: element.byteOffset });
      else this.parts.leftOut += 1;
    } else if (name === "when") this.#when = text;
    else if (name === "Track") this.#track();
    else if (name === "styleUrl" && parent === "Placemark") this.#style = text.trim();
    else if (name === "Placemark") this.#placemark();
    if (name === "name" && parent === "Placemark") this.#name = text.trim();
    if (factNames.has(name)) this.parts.field(parent === "author" && name === "name" ? "author" : `${parent}/${name}`, element);
  }

  #tuple(text: string, byteOffset: number): void {
    this.#coordinates.push({ text, byteOffset });
    // A long line is handed over in parts, so that no more than this waits.
    if (this.#coordinates.length >= 4096) this.#flush("LineString");
  }

  #flush(parent: string): void {
    const isPlace = parent === "Point";
    for (const { text, byteOffset } of this.#coordinates) {
      const [lon, lat, height] = text.split(",");
      if (isPlace && this.#places.length < this.parts.maxPoints) this.#places.push({ lat, lon, height, byteOffset });
      else if (isPlace) this.parts.leftOut += 1;
      else this.#add({ lat, lon, height, byteOffset }, { kind: this.#isPlan ? "route" : "track", time: undefined });
    }
    this.#coordinates = [];
  }

  #add(
    { lat, lon, height, byteOffset }: Tuple,
    {
      kind,
      time,
      name,
      role,
    }: { readonly kind: TrackPoint["kind"]; readonly time: WrittenTime | undefined } & Partial<Pick<TrackPoint, "name" | "role">>,
  ): void {
    const instant = time === undefined ? undefined : instantUs(time);
    this.parts.add({
      kind,
      line: kind === "place" ? -1 : this.#line,
      byteOffset,
      latDeg: xmlNumber(lat),
      lonDeg: xmlNumber(lon),
      timeUs: instant ?? time?.wallUs ?? Number.NaN,
      isUtc: instant !== undefined,
      altHomeM: Number.NaN,
      otherHeightM: xmlNumber(height),
      name: name ?? null,
      role: role ?? null,
    });
  }

  #track(): void {
    for (const [at, { text, byteOffset }] of this.#coordinates.entries()) {
      const [lon, lat, height] = text.trim().split(/\s+/);
      this.#add({ lat, lon, height, byteOffset }, { kind: "track", time: timeOf(this.#whens[at]) });
    }
    this.#coordinates = [];
    this.#whens = [];
  }

  #placemark(): void {
    const role = this.#roleOf();
    for (const place of this.#places)
      this.#add(place, { kind: this.#isPlan ? "route" : "place", time: timeOf(this.#when), name: this.#name, role });
    this.#places = [];
  }

  /** Our own exports style their places. */
  #roleOf(): TrackPoint["role"] {
    if (this.#style === "#home" && this.#name === "Home point") return "home";
    if (this.#style === "#pilot" && this.#name === "Pilot") return "pilot";
    return this.#style === "#event" ? "event" : null;
  }
}

function timeOf(text: string | undefined): WrittenTime | undefined {
  return text === undefined || text === "" ? undefined : parseIsoTime(text);
}
