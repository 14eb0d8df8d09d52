/** All positions that a picture's metadata says: its own first, then what it looked at and those of further pictures inside. */
import { isPlausiblePosition } from "@creance/core";
import { type ExifTag, type PhotoFile, tagNumber, tagText } from "@creance/formats";
import type { RedactionPlace } from "./redaction.ts";

/** At most some tens: each block and packet says a few. */
export function picturePositions(photo: PhotoFile): readonly RedactionPlace[] {
  const places: RedactionPlace[] = [];
  const add = (latDeg: number | null, lonDeg: number | null): void => {
    if (latDeg === null || lonDeg === null || !isPlausiblePosition(latDeg, lonDeg) || (latDeg === 0 && lonDeg === 0)) return;
    places.push({ latDeg, lonDeg });
  };
  for (const { block } of photo.parts.exif) {
    const tag = (name: string): ExifTag | undefined => block.tags.find((each) => each.group === "gps" && each.name === name);
    for (const kind of ["GPS", "GPSDest"]) {
      add(
        degreesOf(tag(`${kind}Latitude`), tagText(tag(`${kind}LatitudeRef`))),
        degreesOf(tag(`${kind}Longitude`), tagText(tag(`${kind}LongitudeRef`))),
      );
    }
  }
  for (const { properties } of photo.parts.xmp) {
    const number = (pattern: RegExp): number | null => {
      const text = properties.find(({ name }) => pattern.test(name))?.value.trim() ?? "";
      return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
    };
    add(number(/:Gps?Latitude$/i), number(/:Gps?Longt?itude$/i));
    add(number(/:LRFTargetLat$/), number(/:LRFTargetLon$/));
  }
  return places;
}

function degreesOf(tag: ExifTag | undefined, reference: string | null): number | null {
  const [degrees, minutes, seconds] = [0, 1, 2].map((index) => tagNumber(tag, index));
  if (degrees === null || degrees === undefined) return null;
  const value = degrees + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600;
  return /^[SW]/i.test(reference ?? "") ? -value : value;
}
