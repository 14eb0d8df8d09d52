/** When a picture says it was taken. A camera's clock has no zone unless the file says one; no zone of any machine is used. */
import { isPlausibleEpochUs } from "@creance/core";
import { fractionUs, parseIsoTime, tagNumber, type WrittenTime, wallClockUs } from "@creance/formats";
import type { MediaTime, ValueSource } from "./media-item.ts";
import type { PhotoValues } from "./photo-values.ts";

interface Wall {
  readonly localUs: number;
  readonly zoneMin: number | null;
  readonly source: ValueSource;
}

/** The wall clock, the zone where it is written, and UTC where the file says it: as such, by satellites, or by clock and zone. */
export function photoTime(values: PhotoValues): MediaTime {
  const wall = exifWall(values) ?? xmpWall(values);
  const zoneMin = wall === null ? null : (wall.zoneMin ?? zoneOfSameWall(values, wall.localUs));
  const local = { localUs: wall?.localUs ?? null, localSource: wall?.source ?? null, zoneMin };
  const atExposure = writtenUtc(values.text("drone-dji:UTCAtExposure", "drone-skydio:UTCAtExposure"));
  if (atExposure !== null) return { utcUs: atExposure, utcSource: "xmp", ...local };
  const bySatellites = gpsUtc(values);
  if (bySatellites !== null) return { utcUs: bySatellites, utcSource: "exif", ...local };
  if (wall === null || zoneMin === null) return { utcUs: null, utcSource: null, ...local };
  return { utcUs: wall.localUs - zoneMin * 60e6, utcSource: wall.zoneMin === null ? "xmp" : wall.source, ...local };
}

const WALL_TAGS = [
  ["DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"],
  ["CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized"],
] as const;

function exifWall(values: PhotoValues): Wall | null {
  for (const [date, fraction, offset] of WALL_TAGS) {
    const localUs = exifClock(values.tagText(`exif:${date}`), values.tagText(`exif:${fraction}`));
    if (localUs === null) continue;
    return { localUs, zoneMin: zoneOf(values.tagText(`exif:${offset}`) ?? values.tagText("exif:OffsetTime")), source: "exif" };
  }
  return null;
}

function xmpWall(values: PhotoValues): Wall | null {
  for (const name of ["exif:DateTimeOriginal", "xmp:CreateDate", "photoshop:DateCreated"]) {
    const time = written(values.text(name));
    if (time !== undefined) return { localUs: time.wallUs, zoneMin: time.zoneMin, source: "xmp" };
  }
  return null;
}

/** XMP dates carry a zone where EXIF has none: it counts when both show the same clock. */
function zoneOfSameWall(values: PhotoValues, localUs: number): number | null {
  for (const name of ["exif:DateTimeOriginal", "xmp:CreateDate"]) {
    const time = written(values.text(name));
    if (time !== undefined && time.zoneMin !== null && Math.abs(time.wallUs - localUs) < 1e6) return time.zoneMin;
  }
  return null;
}

function written(text: string | null): WrittenTime | undefined {
  const time = text === null ? undefined : parseIsoTime(text);
  return time !== undefined && isPlausibleEpochUs(time.wallUs) ? time : undefined;
}

/** `2026:09:12 09:14:03` and the digits of a fraction. */
function exifClock(text: string | null, fraction: string | null): number | null {
  const match = /^(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(text ?? "");
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  const digits = /^\d+/.exec(fraction ?? "")?.[0];
  const localUs = wallClockUs({ year, month, day, hour, minute, second, fractionUs: fractionUs(digits) });
  return localUs !== undefined && isPlausibleEpochUs(localUs) ? localUs : null;
}

function zoneOf(text: string | null): number | null {
  if (text === "Z") return 0;
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(text ?? "");
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return minutes > 14 * 60 ? null : match[1] === "-" ? -minutes : minutes;
}

/** UTC by name: with or without a zone it is UTC; a zone that is not zero contradicts that and is refused. */
function writtenUtc(text: string | null): number | null {
  if (text === null) return null;
  const time = parseIsoTime(text.replace(/^(\d{4}):(\d{2}):(\d{2})/, "$1-$2-$3"));
  return time !== undefined && (time.zoneMin ?? 0) === 0 && isPlausibleEpochUs(time.wallUs) ? time.wallUs : null;
}

/** Date and time of the satellites: UTC by the standard. */
function gpsUtc(values: PhotoValues): number | null {
  const date = /^(\d{4})[:-](\d{2})[:-](\d{2})$/.exec(values.tagText("gps:GPSDateStamp") ?? "");
  const time = values.tag("gps:GPSTimeStamp");
  const [hour, minute, second] = [0, 1, 2].map((index) => tagNumber(time, index));
  if (date === null || hour == null || minute == null || second == null) return null;
  const parts = { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]), hour, minute, second: Math.floor(second) };
  const utcUs = wallClockUs({ ...parts, fractionUs: Math.round((second % 1) * 1e6) });
  return utcUs !== undefined && isPlausibleEpochUs(utcUs) ? utcUs : null;
}
