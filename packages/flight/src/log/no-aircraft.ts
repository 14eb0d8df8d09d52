/** What a log says about machine and app when it says nothing. */
import type { Aircraft, AppInfo, FlightClaims } from "../types.ts";

/** An aircraft of which nothing is known. */
export const unknownAircraft: Aircraft = {
  productType: null,
  productName: null,
  name: null,
  serial: null,
  cameraSerial: null,
  rcSerial: null,
  firmware: [],
};

/** An app of which nothing is known. */
export const unknownApp: AppInfo = { platform: null, platformName: null, version: null };

/** Claims of a file that makes none. */
export const unknownClaims: FlightClaims = {
  startUs: null,
  durationUs: null,
  distanceM: null,
  maxAltHomeM: null,
  maxGroundSpeedMps: null,
  latDeg: null,
  lonDeg: null,
  places: [],
  captureNum: null,
};
