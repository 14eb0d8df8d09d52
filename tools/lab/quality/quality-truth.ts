/** The ground truth of the quality run: two invented flights, invented identifiers, an invented record. */
import { createHash } from "node:crypto";
import type { AuditFlight, Identifiers } from "../../../packages/audit/src/index.ts";
import type { Point } from "./position-forms.ts";

/** Both flights begin then: 2026-10-05 10:00:00 UTC. */
export const FLIGHT_START_US = Date.UTC(2026, 9, 5, 10) * 1000;
/** Seconds of a flight. */
export const FLIGHT_S = 900;

/** An identifier of each kind. None was issued to anybody. */
export const identifiers = {
  aircraftSerial: "LABQ7ZC00K31WX",
  controllerSerial: "LABR4NB00H72TY",
  batterySerial: "LABB9XD00M15PV",
  cameraSerial: "LABC2GE00R48LS",
  imei: "001017005824605",
  imsi: "001010000582460",
  iccid: "8900101900000582462",
  androidId: "c3d1f07a94be5826",
  advertisingId: "b9a4e6d2-5c17-4f83-8e0a-71d3c2f6a95e",
  mac: "02:5a:17:d4:9e:63",
  bluetooth: "02:5a:17:e8:2b:71",
  ssid: "Quarry Lab 58",
  bssid: "02:5a:17:b1:c6:09",
  email: "quill.tester@lab.example",
  phone: "+1 202 555 0187",
  name: "Quillon Testerman",
  account: "quarry-lab-7711",
} as const satisfies Identifiers;

/** Where the first flight takes off. */
export const HOME: Point = { latDeg: 38.4317265, lonDeg: -7.5248193 };
/** Where the second does: inside mainland China's shifted maps. */
export const INLAND_HOME: Point = { latDeg: 30.6157324, lonDeg: 103.9284617 };

/** The invented flight record: a file that only its name, bytes and hashes tell. */
export const recordFile = {
  name: "LabFlightRecord_2026-10-05_1000.dat",
  bytes: noise("record", 24_000),
} as const;

/** Noise that is the same each time, from a name. */
export function noise(name: string, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0, block = 0; at < length; block++, at += 64) {
    out.set(
      createHash("sha512")
        .update(`${name} ${block}`)
        .digest()
        .subarray(0, Math.min(64, length - at)),
      at,
    );
  }
  return out;
}

/** Where a flight is after so many seconds: out 1.4 km and back in a widening curve. */
export function pointAt(home: Point, seconds: number): Point {
  const share = Math.max(0, Math.min(1, seconds / FLIGHT_S));
  const radiusM = 200 + 1_200 * Math.sin(Math.PI * share);
  const turn = 5 * share;
  return {
    latDeg: home.latDeg + (radiusM * Math.cos(turn)) / 111_132,
    lonDeg: home.lonDeg + (radiusM * Math.sin(turn)) / (111_320 * Math.cos((home.latDeg * Math.PI) / 180)),
  };
}

/** The two flights, ten positions a second. */
export const flights: readonly AuditFlight[] = [flightOf("LAB-FLIGHT", HOME, true), flightOf("LAB-INLAND", INLAND_HOME, false)];

function flightOf(label: string, home: Point, hasRecord: boolean): AuditFlight {
  const rows = FLIGHT_S * 10 + 1;
  const points = Array.from({ length: rows }, (_, row) => pointAt(home, row / 10));
  const hash = (name: string): string => createHash(name).update(recordFile.bytes).digest("hex");
  return {
    label,
    sha256: hash("sha256"),
    timeUs: Float64Array.from({ length: rows }, (_, row) => FLIGHT_START_US + row * 100_000),
    latDeg: Float64Array.from(points, ({ latDeg }) => latDeg),
    lonDeg: Float64Array.from(points, ({ lonDeg }) => lonDeg),
    altHomeM: new Float32Array(rows).fill(60),
    inAir: new Float32Array(rows).fill(1),
    home,
    pilot: null,
    serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
    files: hasRecord
      ? [
          {
            kind: "flightRecord",
            name: recordFile.name,
            sizeBytes: recordFile.bytes.length,
            sha256: hash("sha256"),
            md5: hash("md5"),
            sha1: hash("sha1"),
            head: recordFile.bytes.slice(0, 64),
            zippedBytes: null,
          },
        ]
      : [],
    app: null,
    aircraft: null,
    firmware: null,
  };
}
