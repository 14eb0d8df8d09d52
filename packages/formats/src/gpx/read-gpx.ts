/** Reads GPX 1.0 and 1.1: tracks, routes, waypoints, and who made the file (docs/formats/tracks.md, section 2). */
import type { ByteSource } from "@creance/core";
import type { Format } from "../format.ts";
import { instantUs, parseIsoTime } from "../iso-time.ts";
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
import type { XmlAttribute } from "../xml/index.ts";

/** GPX files. */
export const gpxFormat: Format = {
  id: "gpx",
  name: "GPX track",
  extensions: ["gpx"],
  document: "docs/formats/tracks.md",
  sniff: (head) => (beginsWithElement(head, "gpx") ? 0.95 : 0),
};

const pointKinds: Readonly<Record<string, TrackPoint["kind"]>> = { trkpt: "track", rtept: "route", wpt: "place" };

/** Reads a GPX file. Throws a `FormatError` when it is damaged before its first point. */
export async function readGpx(source: ByteSource, options: ReadTrackFileOptions = {}): Promise<TrackFile> {
  const reading = new GpxReading(options);
  const issue = await walkTrackXml(source, "gpx", reading, () => reading.parts.points.length > 0);
  const { points, fields, leftOut } = reading.parts;
  return { format: "gpx", version: reading.version, points, fields, shapes: 0, leftOut, issues: issue === undefined ? [] : [issue] };
}

interface OpenPoint {
  readonly kind: TrackPoint["kind"];
  readonly latDeg: number;
  readonly lonDeg: number;
  time: string;
  elevation: string;
  height: string;
  name: string | null;
}

class GpxReading implements TrackXmlHandler {
  readonly parts: TrackFileParts;
  version = 0;
  #isOwn = false;
  #line = -1;
  #point: OpenPoint | null = null;

  constructor(options: ReadTrackFileOptions) {
    this.parts = new TrackFileParts(options);
  }

  start({ name }: OpenElement, attributes: Readonly<Record<string, XmlAttribute>>): void {
    if (name === "gpx") {
      this.version = xmlNumber(attributes["version"]?.value) || 0;
      this.#isOwn = attributes["creator"]?.value === "Creance";
      this.parts.attribute("gpx@creator", attributes["creator"]);
    } else if (name === "trkseg" || name === "rte") this.#line += 1;
    else if (name === "link") this.parts.attribute("link@href", attributes["href"]);
    else if (name === "email") {
      const { id, domain } = attributes;
      if (id !== undefined && domain !== undefined) this.parts.attribute("email", { ...id, value: `${id.value}@${domain.value}` });
    }
    const kind = pointKinds[name];
    if (kind === undefined) return;
    const [latDeg, lonDeg] = [xmlNumber(attributes["lat"]?.value), xmlNumber(attributes["lon"]?.value)];
    this.#point = { kind, latDeg, lonDeg, time: "", elevation: "", height: "", name: null };
  }

  end(element: OpenElement, path: readonly OpenElement[]): void {
    const point = this.#point;
    const { name, text } = element;
    if (point === null) {
      const parent = path[path.length - 2]?.name;
      const isFact = ["name", "desc", "keywords", "src", "number", "type", "cmt", "author", "email", "url", "time"].includes(name);
      if (isFact && parent !== undefined)
        this.parts.field(parent === "author" && name === "name" ? "author" : `${parent}/${name}`, element);
      return;
    }
    if (name === "time") point.time = text;
    else if (name === "ele") point.elevation = text;
    else if (name === "altHomeM") point.height = text;
    else if (name === "name") point.name = text.trim();
    const kind = pointKinds[name];
    if (kind === undefined) return;
    const time = point.time === "" ? undefined : parseIsoTime(point.time);
    this.parts.add({
      kind,
      line: kind === "place" ? -1 : this.#line,
      byteOffset: element.byteOffset,
      latDeg: point.latDeg,
      lonDeg: point.lonDeg,
      // GPX times are UTC by definition; a zone that is written all the same is respected.
      timeUs: time === undefined ? Number.NaN : (instantUs(time) ?? time.wallUs),
      isUtc: true,
      altHomeM: this.#isOwn ? xmlNumber(point.height) : Number.NaN,
      otherHeightM: xmlNumber(point.elevation),
      name: point.name,
      role: this.#roleOf(point),
    });
    this.#point = null;
  }

  #roleOf({ kind, name }: OpenPoint): TrackPoint["role"] {
    if (!this.#isOwn || kind !== "place") return null;
    return name === "Home point" ? "home" : name === "Pilot" ? "pilot" : "event";
  }
}
