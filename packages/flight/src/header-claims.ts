/** What the header says about the flight: claims, kept beside what the records say. */
import { isPlausibleEpochUs, isPlausiblePosition } from "@creance/core";
import type { DjiFlightRecord } from "@creance/formats";
import { headerIsTrusted } from "./dji-track.ts";
import { unknownClaims } from "./log/no-aircraft.ts";
import type { AppInfo, FlightClaims } from "./types.ts";

/** Platform number of DJI Fly, the app that writes the distance in kilometres. */
const DJI_FLY = 6;
const DAY_MS = 86_400_000;

/** The header's claims; all `null` when the record was not closed, for then no header field can be trusted. */
export function headerClaims(record: DjiFlightRecord): FlightClaims {
  const details = record.header.details;
  if (details === null || !headerIsTrusted(record)) return unknownClaims;
  const startUs = details.startTimeMs === null ? null : details.startTimeMs * 1000;
  const hasPosition = isPlausiblePosition(details.latDeg, details.lonDeg);
  const distanceM = details.appPlatform === DJI_FLY ? details.totalDistance * 1000 : details.totalDistance;
  return {
    startUs: startUs !== null && isPlausibleEpochUs(startUs) ? startUs : null,
    durationUs: details.totalTimeMs > 0 && details.totalTimeMs <= DAY_MS ? details.totalTimeMs * 1000 : null,
    distanceM: within(distanceM, 0, 1_000_000),
    maxAltHomeM: within(details.maxHeightM, -1000, 10_000),
    maxGroundSpeedMps: within(details.maxHorizontalSpeedMps, 0, 100),
    latDeg: hasPosition ? details.latDeg : null,
    lonDeg: hasPosition ? details.lonDeg : null,
    places: placeNames(record),
    captureNum: details.captureNum >= 0 && details.captureNum < 1_000_000 ? details.captureNum : null,
  };
}

/** Place strings of the header, most local first, without the app's placeholder. Repeated strings are told once. */
export function placeNames(record: DjiFlightRecord): readonly string[] {
  const details = record.header.details;
  if (details === null || !headerIsTrusted(record)) return [];
  const names = [details.subStreet, details.street, details.city, details.area].map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== "" && !isPlaceholder(name)))];
}

/** True for what the app writes when it has no place name. */
export function isPlaceholder(name: string): boolean {
  return /^map loading/i.test(name.trim());
}

/** The app that wrote the record. */
export function appInfo(record: DjiFlightRecord): AppInfo {
  const details = record.header.details;
  if (details !== null && headerIsTrusted(record)) {
    return { platform: details.appPlatform, platformName: details.appPlatformName, version: textOrNull(details.appVersion) };
  }
  const recover = record.recovers[0];
  return { platform: recover?.appPlatform ?? null, platformName: null, version: textOrNull(recover?.appVersion ?? "") };
}

/** `null` for an empty text. */
export function textOrNull(text: string): string | null {
  const clean = text.trim();
  return clean === "" ? null : clean;
}

function within(value: number, low: number, high: number): number | null {
  return value >= low && value <= high ? value : null;
}
