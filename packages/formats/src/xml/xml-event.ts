/** What the XML reader hands out: start tags, text and end tags with the bytes where they stand. */

/** One attribute. `byteOffset` and `lengthBytes` are those of the raw value between its quotes. */
export interface XmlAttribute {
  /** As written, with its prefix: `gpx:lat`. */
  readonly name: string;
  /** With the five entities and character references resolved; any other entity is left as it is written. */
  readonly value: string;
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

/** A start tag. An empty element (`<a/>`) is followed by its end. */
export interface XmlStart {
  readonly kind: "start";
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  /** Offset of `<`. */
  readonly byteOffset: number;
  /** Bytes of the whole tag. */
  readonly lengthBytes: number;
}

/** Text between tags; one run may come in several pieces. */
export interface XmlText {
  readonly kind: "text";
  readonly text: string;
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

/** An end tag; `byteOffset` is that of `<`, for an empty element the end of its tag. */
export interface XmlEnd {
  readonly kind: "end";
  readonly name: string;
  readonly byteOffset: number;
}

/** One step through an XML text. */
export type XmlEvent = XmlStart | XmlText | XmlEnd;
