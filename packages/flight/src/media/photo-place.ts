/** Where a picture says it was taken: position, heights, laser target, quality of the fix. */
import { isPlausiblePosition } from "@creance/core";
import { tagNumber, type XmpProperty } from "@creance/formats";
import type { MediaHeights, MediaLaser, MediaPosition, MediaRtk } from "./media-item.ts";
import { type PhotoValues, xmpNumber } from "./photo-values.ts";

/** Pairs of XMP names for latitude and longitude; makers misspell the second. */
const PAIRS = [
  ["drone-dji:GpsLatitude", "drone-dji:GpsLongitude", "drone-dji:GpsLongtitude"],
  ["drone-dji:Latitude", "drone-dji:Longitude"],
  ["DJI:GpsLatitude", "DJI:GpsLongitude", "DJI:GpsLongtitude"],
  ["drone-skydio:Latitude", "drone-skydio:Longitude"],
  ["drone:GpsLatitude", "drone:GpsLongitude", "drone:GpsLongtitude"],
] as const;

/** XMP of the aircraft first, then EXIF, then XMP's copy of EXIF. 0,0 and a fix that the file calls invalid are none. */
export function photoPosition(values: PhotoValues): MediaPosition | null {
  if (/^invalid$/i.test(values.text("drone-dji:GpsStatus", "DJI:GpsStatus") ?? "")) return null;
  for (const [latName, ...lonNames] of PAIRS) {
    const lat = values.property(latName);
    const lon = values.property(...lonNames);
    if (lat === null || lon === null) continue;
    const found = placeOf(coordinate(lat, "NS"), coordinate(lon, "EW"), lat.byteOffset, "xmp");
    if (found !== null) return found;
  }
  return exifPosition(values) ?? xmpExifPosition(values);
}

function exifPosition(values: PhotoValues): MediaPosition | null {
  if (values.tagText("gps:GPSStatus") === "V") return null;
  const lat = values.tag("gps:GPSLatitude");
  const latSign = signOf(values.tagText("gps:GPSLatitudeRef"), "N", "S");
  const lonSign = signOf(values.tagText("gps:GPSLongitudeRef"), "E", "W");
  if (lat === undefined || latSign === null || lonSign === null) return null;
  const degrees = (key: string): number | null => {
    const tag = values.tag(key);
    const whole = tagNumber(tag);
    if (whole === null) return null;
    return whole + (tagNumber(tag, 1) ?? 0) / 60 + (tagNumber(tag, 2) ?? 0) / 3600;
  };
  const latDeg = degrees("gps:GPSLatitude");
  const lonDeg = degrees("gps:GPSLongitude");
  if (latDeg === null || lonDeg === null) return null;
  return placeOf(latDeg * latSign, lonDeg * lonSign, lat.entry.valueOffset, "exif");
}

function xmpExifPosition(values: PhotoValues): MediaPosition | null {
  const lat = values.property("exif:GPSLatitude");
  const lon = values.property("exif:GPSLongitude");
  return lat === null || lon === null ? null : placeOf(coordinate(lat, "NS"), coordinate(lon, "EW"), lat.byteOffset, "xmp");
}

function signOf(reference: string | null, plus: string, minus: string): 1 | -1 | null {
  const letter = reference?.slice(0, 1).toUpperCase();
  return letter === plus ? 1 : letter === minus ? -1 : null;
}

/** A decimal number, perhaps with its letter (`22.5° N`), or XMP's `DD,MM.mmK` and `DD,MM,SSK`. */
function coordinate(property: XmpProperty, letters: string): number | null {
  const text = property.value.trim();
  const plain = xmpNumber(text);
  if (plain !== null) return plain;
  const match = /^([+-]?\d+(?:\.\d+)?)\s*[°]?\s*(?:,\s*(\d+(?:\.\d+)?))?(?:,\s*(\d+(?:\.\d+)?))?\s*([NSEW])$/i.exec(text);
  const letter = match?.[4]?.toUpperCase();
  if (match === null || letter === undefined || !letters.includes(letter)) return null;
  const degrees = Number(match[1]) + Number(match[2] ?? 0) / 60 + Number(match[3] ?? 0) / 3600;
  return letter === "S" || letter === "W" ? -degrees : degrees;
}

function placeOf(latDeg: number | null, lonDeg: number | null, byteOffset: number, source: "xmp" | "exif"): MediaPosition | null {
  if (latDeg === null || lonDeg === null || !isPlausiblePosition(latDeg, lonDeg)) return null;
  return { latDeg, lonDeg, source, byteOffset };
}

/** Heights as named; the reference byte of EXIF gives the sign. */
export function photoHeights(values: PhotoValues): MediaHeights {
  const takeOffM = values.number(
    "drone-dji:RelativeAltitude",
    "DJI:RelativeAltitude",
    "drone-skydio:RelativeAltitude",
    "drone:RelativeAltitude",
  );
  const groundM = values.number("Camera:AboveGroundAltitude", "drone-skydio:AboveGroundAltitude", "drone-parrot:AboveGroundAltitude");
  const absoluteM = values.number(
    "drone-dji:AbsoluteAltitude",
    "DJI:AbsoluteAltitude",
    "drone-skydio:AbsoluteAltitude",
    "drone:AbsoluteAltitude",
  );
  // The height that real-time kinematics gives is counted from the ellipsoid; of the other kinds the file does not say.
  const isRtk = /^rtkalt$/i.test(values.text("drone-dji:AltitudeType") ?? "");
  if (absoluteM !== null) return { takeOffM, groundM, absoluteM, absoluteKind: isRtk ? "ellipsoid" : null };
  return { takeOffM, groundM, ...exifHeight(values) };
}

function exifHeight(values: PhotoValues): Pick<MediaHeights, "absoluteM" | "absoluteKind"> {
  const height = values.tagNumber("gps:GPSAltitude");
  if (height === null) return { absoluteM: values.number("exif:GPSAltitude"), absoluteKind: null };
  const reference = values.tagNumber("gps:GPSAltitudeRef");
  const absoluteM = reference === 1 || reference === 3 ? -Math.abs(height) : height;
  if (reference === 2 || reference === 3) return { absoluteM, absoluteKind: "ellipsoid" };
  // DJI writes its barometric or ellipsoidal height here whatever the reference byte says.
  const isDji = values.text("drone-dji:RelativeAltitude", "DJI:RelativeAltitude") !== null || values.tagText("exif:Make") === "DJI";
  return { absoluteM, absoluteKind: reference === null || isDji ? null : "meanSeaLevel" };
}

/** The laser range finder's measurement; `null` without one. */
export function photoLaser(values: PhotoValues): MediaLaser | null {
  const lat = values.property("drone-dji:LRFTargetLat");
  const status = values.text("drone-dji:LRFStatus");
  const distance = values.number("drone-dji:LRFTargetDistance");
  if (lat === null && status === null && distance === null) return null;
  const place = placeOf(values.number("drone-dji:LRFTargetLat"), values.number("drone-dji:LRFTargetLon"), lat?.byteOffset ?? 0, "xmp");
  return {
    status,
    distanceM: distance !== null && distance > 0 ? distance : null,
    latDeg: place?.latDeg ?? null,
    lonDeg: place?.lonDeg ?? null,
    altTakeOffM: place === null ? null : values.number("drone-dji:LRFTargetAlt"),
    altAbsoluteM: place === null ? null : values.number("drone-dji:LRFTargetAbsAlt"),
    byteOffset: lat?.byteOffset ?? null,
  };
}

/** How well the position is known, where the aircraft says so. */
export function photoRtk(values: PhotoValues): MediaRtk | null {
  const flag = values.number("drone-dji:RtkFlag", "DJI:RtkFlag");
  const stdLatM = values.number("drone-dji:RtkStdLat", "DJI:RtkStdLat");
  const stdLonM = values.number("drone-dji:RtkStdLon", "DJI:RtkStdLon");
  const stdHgtM = values.number("drone-dji:RtkStdHgt", "DJI:RtkStdHgt");
  if (flag === null && stdLatM === null && stdLonM === null && stdHgtM === null) return null;
  return { flag, stdLatM, stdLonM, stdHgtM };
}
