/** A recording as a file: the header's claims are worked out from the flight, as the app does when it closes the log. */

import type { Platform } from "@creance/core";
import { type DjiWriteDetails, type DjiWriteKey, type DjiWriteSpec, writeDjiFlightRecord } from "@creance/formats";
import { appPlatformOf, appVersionOf } from "./app-dialect.ts";
import { SAMPLE_S } from "./flown.ts";
import { type Recording, recordItems } from "./recording.ts";

/** How the file is written. */
export interface WriteRecordingOptions {
  readonly platform: Platform;
  /** 7 to 14. */
  readonly version: number;
  readonly keychains?: readonly (readonly DjiWriteKey[])[];
  readonly department?: number;
  readonly pictures?: { readonly full: readonly Uint8Array[]; readonly shrunk: readonly Uint8Array[] };
  readonly trailing?: NonNullable<DjiWriteSpec["trailing"]>;
}

/** Writes one recording. */
export function writeRecording(recording: Recording, options: WriteRecordingOptions): Uint8Array {
  const { platform, version, ...rest } = options;
  return writeDjiFlightRecord({ platform, version, details: detailsOf(recording), items: recordItems(recording), ...rest });
}

function detailsOf(recording: Recording): DjiWriteDetails {
  const { flown, place, aircraft, dialect } = recording;
  const fromRow = recording.fromRow ?? 0;
  let distanceM = 0;
  let maxHeightM = 0;
  let maxHorizontalSpeedMps = 0;
  let maxVerticalSpeedMps = 0;
  for (let row = fromRow; row < flown.rows; row += 1) {
    const speedMps = Math.hypot(flown.speedEastMps[row] as number, flown.speedNorthMps[row] as number);
    distanceM += speedMps * SAMPLE_S;
    maxHeightM = Math.max(maxHeightM, flown.upM[row] as number);
    maxHorizontalSpeedMps = Math.max(maxHorizontalSpeedMps, speedMps);
    maxVerticalSpeedMps = Math.max(maxVerticalSpeedMps, Math.abs(flown.climbMps[row] as number));
  }
  return {
    street: dialect === "ios" ? place.street : "Map Loading",
    city: dialect === "ios" ? place.city : "",
    area: dialect === "ios" ? place.area : "",
    needsUpload: dialect === "ios" ? 8 : dialect === "android" ? 1 : 0,
    recordLineCount: flown.rows - fromRow,
    startTimeMs: recording.startMs + (recording.phoneClockMs ?? 0) + Math.round(fromRow * SAMPLE_S * 1000),
    lonDeg: place.lonDeg,
    latDeg: place.latDeg,
    totalDistance: dialect === "fly" ? distanceM / 1000 : distanceM,
    totalTimeMs: Math.round((flown.rows - fromRow) * SAMPLE_S * 1000),
    maxHeightM,
    maxHorizontalSpeedMps,
    maxVerticalSpeedMps,
    captureNum: dialect === "fly" ? 0 : flown.events.filter((event) => event.event === "photo" && event.row >= fromRow).length,
    accountFragment: "00c0ffee00000001",
    takeOffAltitude: place.altAmslM * 10,
    productType: aircraft.productType,
    activationTimeMs: 1_577_836_800_000,
    aircraftName: aircraft.name,
    aircraftSerial: aircraft.serial.slice(0, 16),
    cameraSerial: aircraft.cameraSerial,
    rcSerial: aircraft.rcSerial,
    batterySerial: aircraft.batterySerial,
    appPlatform: appPlatformOf(dialect),
    appVersion: appVersionOf(dialect),
    uuid: dialect === "fly" ? "00000000-0000-4000-8000-00000000c0de" : "",
  };
}
