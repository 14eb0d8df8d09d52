/** Finds values in a picture's metadata by name and says where they stand. */
import { type ExifTag, type PhotoFile, tagNumber, tagText, type XmpProperty } from "@creance/formats";

/** The values of a picture by name; the first of a name counts. */
export class PhotoValues {
  readonly #xmp = new Map<string, XmpProperty>();
  readonly #exif = new Map<string, ExifTag>();

  constructor(photo: PhotoFile) {
    for (const property of photo.xmp) if (!this.#xmp.has(property.name)) this.#xmp.set(property.name, property);
    // A thumbnail's directory says nothing of the picture.
    for (const tag of photo.exif?.tags ?? []) {
      const key = `${groupOf(tag)}:${tag.name}`;
      if (tag.directory !== "IFD1" && !this.#exif.has(key)) this.#exif.set(key, tag);
    }
  }

  /** The first of these XMP properties that has a value. */
  property(...names: readonly string[]): XmpProperty | null {
    for (const name of names) {
      const property = this.#xmp.get(name);
      if (property !== undefined && property.value.trim() !== "") return property;
    }
    return null;
  }

  /** Text of the first of these XMP properties. */
  text(...names: readonly string[]): string | null {
    return this.property(...names)?.value.trim() ?? null;
  }

  /** Number of the first of these XMP properties: `+39.80`, `-86831/1600`; `null` for anything else. */
  number(...names: readonly string[]): number | null {
    const text = this.text(...names);
    return text === null ? null : xmpNumber(text);
  }

  /** A tag: `exif:FocalLength`, `gps:GPSLatitude`, `makerNote:CameraPitch`. */
  tag(key: string): ExifTag | undefined {
    return this.#exif.get(key);
  }

  /** The first number of a tag. */
  tagNumber(key: string): number | null {
    return tagNumber(this.tag(key));
  }

  /** The text of a tag. */
  tagText(key: string): string | null {
    return tagText(this.tag(key));
  }
}

/** `+39.80`, `12`, `-86831/1600`; `null` for anything else, NaN and infinity included. */
export function xmpNumber(text: string): number | null {
  const match = /^\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?:\s*\/\s*(\d+(?:\.\d+)?))?\s*$/.exec(text);
  if (match === null) return null;
  const number = Number(match[1]) / (match[2] === undefined ? 1 : Number(match[2]));
  return Number.isFinite(number) ? number : null;
}

function groupOf(tag: ExifTag): string {
  return tag.group === "makerNote" || tag.group === "gps" ? tag.group : "exif";
}
