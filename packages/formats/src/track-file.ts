/** What files of tracks hold (GPX, KML, GeoJSON), as stored, before it becomes a flight (docs/formats/tracks.md). */
import { type ByteSource, FormatError, type Issue } from "@creance/core";
import type { MetadataField } from "./metadata-field.ts";
import { type XmlAttribute, type XmlEvent, XmlReader } from "./xml/index.ts";

/** One point. Unknown is NaN. */
export interface TrackPoint {
  /** `track`: part of a recorded line; `route`: part of a planned one; `place`: stands alone. */
  readonly kind: "track" | "route" | "place";
  /** Number of its line, segment or route in the file; of a place -1. */
  readonly line: number;
  /** Offset of the element that holds it; NaN where the format does not tell. */
  readonly byteOffset: number;
  readonly latDeg: number;
  readonly lonDeg: number;
  /** UTC where `isUtc`, else the wall clock that is written, read as if it were UTC. */
  readonly timeUs: number;
  readonly isUtc: boolean;
  /** Height above take-off; only exports of this program say it. */
  readonly altHomeM: number;
  /** Any other height: above sea level, an ellipsoid or the ground. */
  readonly otherHeightM: number;
  /** Name of a place, `null` when it has none. */
  readonly name: string | null;
  /** What a place of this program's own exports is. */
  readonly role: "home" | "pilot" | "event" | null;
}

/** Everything in the file. */
export interface TrackFile {
  readonly format: string;
  readonly version: number;
  readonly points: readonly TrackPoint[];
  /** Names, authors, devices and descriptions that the file carries; at most 2,000. */
  readonly fields: readonly MetadataField[];
  /** Shapes that are neither tracks nor places: areas, models, overlays. */
  readonly shapes: number;
  /** Points that did not fit. */
  readonly leftOut: number;
  readonly issues: readonly Issue[];
}

/** How much is read. */
export interface ReadTrackFileOptions {
  /** Points at most (default 1,000,000). */
  readonly maxPoints?: number;
}

/** Points of a file at most, unless the caller says otherwise. */
export const MAX_TRACK_POINTS = 1_000_000;

const BLOCK_BYTES = 262_144;
const MAX_FIELDS = 2000;
const MAX_TEXT = 1000;

/** Codes of what can be wrong with a file of tracks so that nothing is read from it, beside those of XML. */
export const trackFileErrors = {
  "track-not-json": "The file is no JSON.",
  "track-too-deep": "The file is nested deeper than any of its kind.",
  "track-too-large": "The file is larger than is read at once.",
  "track-no-member": "The archive holds no KML document.",
} as const satisfies Readonly<Record<string, string>>;

/** An element that is open, with the text that it holds itself. */
export interface OpenElement {
  /** Without its prefix. */
  readonly name: string;
  readonly byteOffset: number;
  /** At most 1,000 characters. */
  text: string;
  textOffset: number;
  textBytes: number;
}

/** What a walk through an XML file of tracks is told. */
export interface TrackXmlHandler {
  /** Attributes by their names without prefixes. */
  start(element: OpenElement, attributes: Readonly<Record<string, XmlAttribute>>, path: readonly OpenElement[]): void;
  /** Called before the element's text is added; only for elements that hold long texts (KML coordinates). */
  text?(element: OpenElement, text: string, byteOffset: number): void;
  end(element: OpenElement, path: readonly OpenElement[]): void;
}

/**
 * Walks an XML file block by block. A `FormatError` of the XML ends the walk: it is thrown when `hasAnything` says that nothing was read
 * before, else it becomes the issue that is returned.
 */
export async function walkTrackXml(
  source: ByteSource,
  format: string,
  handler: TrackXmlHandler,
  hasAnything: () => boolean,
): Promise<Issue | undefined> {
  const reader = new XmlReader({ format });
  const path: OpenElement[] = [];
  const take = (events: Iterable<XmlEvent>): void => {
    for (const event of events) {
      if (event.kind === "start") {
        const element: OpenElement = { name: localName(event.name), byteOffset: event.byteOffset, text: "", textOffset: 0, textBytes: 0 };
        const attributes: Record<string, XmlAttribute> = {};
        for (const attribute of event.attributes) attributes[localName(attribute.name)] = attribute;
        path.push(element);
        handler.start(element, attributes, path);
      } else if (event.kind === "text") {
        const element = path[path.length - 1];
        if (element === undefined) continue;
        handler.text?.(element, event.text, event.byteOffset);
        if (element.text === "") element.textOffset = event.byteOffset;
        if (element.text.length < MAX_TEXT) element.text = (element.text + event.text).slice(0, MAX_TEXT);
        element.textBytes = event.byteOffset + event.lengthBytes - element.textOffset;
      } else {
        const element = path[path.length - 1];
        if (element !== undefined) handler.end(element, path);
        path.pop();
      }
    }
  };
  try {
    for (let at = 0; at < source.size; ) {
      const block = await source.read(at, Math.min(source.size, at + BLOCK_BYTES));
      if (block.byteLength === 0) break;
      at += block.byteLength;
      take(reader.push(block));
    }
    take(reader.end());
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "FormatError" || !hasAnything()) throw error;
    const { code, where, message } = error as FormatError;
    return { code, offset: where.offset, field: where.field ?? null, sentence: message };
  }
  return undefined;
}

/** Collects points and fields, bounded. */
export class TrackFileParts {
  readonly points: TrackPoint[] = [];
  readonly fields: MetadataField[] = [];
  readonly maxPoints: number;
  leftOut = 0;

  constructor({ maxPoints }: ReadTrackFileOptions) {
    this.maxPoints = maxPoints ?? MAX_TRACK_POINTS;
  }

  add(point: TrackPoint): void {
    if (this.points.length >= this.maxPoints) this.leftOut += 1;
    else this.points.push(point);
  }

  /** A named value: the text of an element. */
  field(name: string, { text, textOffset, textBytes }: Pick<OpenElement, "text" | "textOffset" | "textBytes">): void {
    const value = text.trim().slice(0, MAX_TEXT);
    if (value !== "" && this.fields.length < MAX_FIELDS)
      this.fields.push({ group: "header", name, value, byteOffset: textOffset, lengthBytes: textBytes });
  }

  /** A named value: an attribute. */
  attribute(name: string, attribute: XmlAttribute | undefined): void {
    if (attribute !== undefined)
      this.field(name, { text: attribute.value, textOffset: attribute.byteOffset, textBytes: attribute.lengthBytes });
  }
}

/** An error of a file of tracks. */
export function trackFileError(code: keyof typeof trackFileErrors, format: string): FormatError {
  return new FormatError(code, { format, offset: 0, field: "file" }, trackFileErrors[code]);
}

/** True when the first element of an XML text is this one. `head` is the beginning of the file. */
export function beginsWithElement(head: Uint8Array, name: string): boolean {
  if (head[0] !== 0x3c && head[0] !== 0xef && head[0] !== 0x20 && head[0] !== 0x0a && head[0] !== 0x0d) return false;
  const text = new TextDecoder("utf-8").decode(head.subarray(0, 8192));
  const body = text.replace(/^\s*(?:<\?[^>]*\?>\s*)*/, "").replace(/^(?:<!--[\s\S]*?-->\s*)+/, "");
  // A text with a document type is of this format, too: its reader says why it is not read.
  return new RegExp(`^<(?:!DOCTYPE\\s+)?(?:\\w+:)?${name}[\\s>]`).test(body);
}

/** A number in an attribute or element, NaN where there is none. */
export function xmlNumber(text: string | undefined): number {
  const trimmed = (text ?? "").trim();
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
