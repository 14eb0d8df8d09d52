/** When a clip was taken: telemetry says UTC, a file name the camera's clock, `mvhd` the one or the other by maker. */
import { isPlausibleEpochUs } from "@creance/core";
import type { MediaTime } from "./media-item.ts";

/** What is known. */
export interface ClipTimeInput {
  /** UTC of the first frame by telemetry; `null` without. */
  readonly telemetryUs: number | null;
  /** Creation time of `mvhd`. */
  readonly containerUs: number | null;
  /** The camera's clock at the first frame by subtitles inside the film; `null` without. */
  readonly subtitleUs: number | null;
  readonly fileName: string | null;
}

const QUARTER_US = 15 * 60e6;
/** A name is given when the recording begins; the container's time is rounded to seconds. */
const SAME_US = 3e6;

/**
 * The time of a clip. The standard says that `mvhd` is UTC, yet some makers write the camera's clock; so it counts as UTC only where the
 * camera's clock - by the file name, else by subtitles inside - differs from it by whole quarters of an hour, as a time zone does, and as the
 * camera's clock where there is no other - but not where telemetry says the same time as UTC: then the camera's clock is not known.
 */
export function clipTime({ telemetryUs, containerUs, subtitleUs, fileName }: ClipTimeInput): MediaTime {
  const nameUs = fileName === null ? null : nameTimeUs(fileName);
  const clockUs = nameUs ?? subtitleUs;
  const clockSource = nameUs !== null ? "fileName" : subtitleUs !== null ? "subtitle" : null;
  if (telemetryUs !== null) {
    const isUtc = containerUs !== null && zoneMinutes(containerUs - telemetryUs) === 0;
    const localUs = clockUs ?? (isUtc ? null : containerUs);
    const localSource = localUs === null ? null : (clockSource ?? "container");
    const zoneMin = localUs === null ? null : zoneMinutes(localUs - telemetryUs);
    return { utcUs: telemetryUs, utcSource: "telemetry", localUs, localSource, zoneMin };
  }
  const localUs = clockUs ?? containerUs;
  const localSource = localUs === null ? null : (clockSource ?? "container");
  const zoneMin = clockUs === null || containerUs === null ? null : zoneMinutes(clockUs - containerUs);
  if (zoneMin === null || zoneMin === 0) return { utcUs: null, utcSource: null, localUs, localSource, zoneMin: null };
  return { utcUs: containerUs, utcSource: "container", localUs, localSource, zoneMin };
}

/** The difference as a time zone, minutes; `null` when it is none. */
function zoneMinutes(differenceUs: number): number | null {
  const quarters = Math.round(differenceUs / QUARTER_US);
  if (Math.abs(differenceUs - quarters * QUARTER_US) > SAME_US || quarters < -48 || quarters > 56) return null;
  return quarters * 15;
}

/** `DJI_20260912141503_0007_D.MP4`: the camera's clock. */
function nameTimeUs(fileName: string): number | null {
  const match = /^DJI_(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})_/i.exec(fileName);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  const timeUs = Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
  const isReal = month >= 1 && month <= 12 && new Date(timeUs / 1000).getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal && isPlausibleEpochUs(timeUs) ? timeUs : null;
}
