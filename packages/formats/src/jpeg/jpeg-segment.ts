/** One segment of a JPEG (ITU-T T.81 annex B). */

/** A marker with what belongs to it. */
export interface JpegSegment {
  /** Second byte of the marker: 0xE1 is APP1. */
  readonly marker: number;
  /** `APP1`, `DQT`, `SOF0` ... */
  readonly name: string;
  /** What an APP segment says it is: `Exif`, `XMP`, `ExtendedXMP`, `MPF`, `ICC_PROFILE`, `JFIF`, `FLIR`, `Photoshop`; empty for others. */
  readonly content: string;
  /** Offset of the marker's 0xFF. */
  readonly byteOffset: number;
  /** Marker, length and payload. */
  readonly lengthBytes: number;
  /** Offset of the payload behind the content's identifier. */
  readonly dataOffset: number;
}

/** Identifiers at the start of APP payloads, with the name used here. */
const CONTENTS: readonly (readonly [marker: number, identifier: string, name: string])[] = [
  [0xe0, "JFIF\0", "JFIF"],
  [0xe0, "JFXX\0", "JFXX"],
  [0xe1, "Exif\0\0", "Exif"],
  [0xe1, "http://ns.adobe.com/xap/1.0/\0", "XMP"],
  [0xe1, "http://ns.adobe.com/xmp/extension/\0", "ExtendedXMP"],
  [0xe1, "FLIR\0", "FLIR"],
  [0xe2, "MPF\0", "MPF"],
  [0xe2, "ICC_PROFILE\0", "ICC_PROFILE"],
  [0xed, "Photoshop 3.0\0", "Photoshop"],
  [0xee, "Adobe", "Adobe"],
];

/** Bytes of a payload that tell what it is. */
export const IDENTIFIER_BYTES = 36;

/** What the first bytes of a payload say that it is, and how many bytes they take. */
export function contentOf(marker: number, payload: Uint8Array): { readonly name: string; readonly lengthBytes: number } {
  for (const [of, identifier, name] of CONTENTS) {
    if (of !== marker || payload.length < identifier.length) continue;
    let at = 0;
    while (at < identifier.length && payload[at] === identifier.charCodeAt(at)) at += 1;
    if (at === identifier.length) return { name, lengthBytes: at };
  }
  return { name: "", lengthBytes: 0 };
}

const NAMES: Readonly<Record<number, string>> = {
  196: "DHT",
  200: "JPG",
  204: "DAC",
  216: "SOI",
  217: "EOI",
  218: "SOS",
  219: "DQT",
  220: "DNL",
  221: "DRI",
  222: "DHP",
  223: "EXP",
  254: "COM",
};

/** Name of a marker. */
export function markerName(marker: number): string {
  if (marker >= 0xe0 && marker <= 0xef) return `APP${marker - 0xe0}`;
  if (marker >= 0xd0 && marker <= 0xd7) return `RST${marker - 0xd0}`;
  return NAMES[marker] ?? (isFrame(marker) ? `SOF${marker - 0xc0}` : `0x${marker.toString(16)}`);
}

/** True for a start of frame: it says width and height. */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
