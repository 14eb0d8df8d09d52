/** Logs that other autopilots, apps and services would have written about flights over the sample operation's mapping field. */
import {
  type FlownLog,
  type FlownRow,
  writeAndroidAppLog,
  writeDataflash,
  writeFlightCsv,
  writeManualFlight,
  writeTlog,
  writeUlog,
} from "@creance/formats";
import { sampleAircraft } from "../aircraft.table.ts";
import { lawnmower } from "../paths.ts";
import type { FlightPlan } from "../plan.ts";
import type { Random } from "../random.ts";
import type { Recording } from "../recording.ts";
import type { SampleFile } from "../sample-file.ts";
import { makeRecording, weekTimeMs } from "../sample-recordings.ts";
import { mappingPlace } from "../stories/mapping.ts";

const FEET_PER_M = 1 / 0.3048;

/** A short round over the field, one for each log. */
function roundOver(random: Random, name: string, lineDeg: number, startMs: number): Recording {
  const plan: FlightPlan = {
    flownBy: "mission",
    windMps: 2,
    steps: [
      { step: "wait", seconds: 5 },
      { step: "takeOff", altM: 50 },
      ...lawnmower({ eastM: -40, northM: 40, lineDeg, lineM: 160, spacingM: 40, lines: 3, altM: 50, speedMps: 7, photoEveryM: 40 }),
      { step: "returnHome", altM: 50, flightAction: 12 },
      { step: "land" },
      { step: "wait", seconds: 3 },
    ],
  };
  return makeRecording({
    aircraft: sampleAircraft.merlin,
    place: mappingPlace,
    plan,
    dialect: "android",
    startMs,
    random: random.fork(name),
  });
}

/** All logs. About 3 MB. */
export function sampleLogs(random: Random): SampleFile[] {
  const swift = roundOver(random, "swift", 0, weekTimeMs(5, 13, 20, 0));
  const plover = roundOver(random, "plover", 45, weekTimeMs(5, 14, 5, 0));
  const lapwing = roundOver(random, "lapwing", 90, weekTimeMs(5, 15, 12, 0));
  const litchi = roundOver(random, "litchi", 20, weekTimeMs(6, 9, 2, 0));
  const airData = roundOver(random, "airdata", 70, weekTimeMs(6, 9, 40, 0));
  return [
    {
      path: "other-aircraft/SYNTH_Swift.ulg",
      bytes: writeUlog({ ...flownLog(swift), boardId: "53594e544853574946540001", boardName: "SYNTH_SWIFT", firmwareVersion: "1.14.0" }),
      note: "A PX4 log.",
    },
    {
      path: "other-aircraft/SYNTH_Plover_00000007.BIN",
      bytes: writeDataflash({
        ...flownLog(plover),
        boardId: "53594e5448504c4f56455201",
        boardName: "SYNTH_PLOVER",
        firmwareVersion: "4.5.1",
      }),
      note: "An ArduPilot log.",
    },
    {
      path: "other-aircraft/SYNTH_Lapwing.tlog",
      bytes: writeTlog({ ...flownLog(lapwing), boardName: "SYNTH_LAPWING", firmwareVersion: "4.5.1" }),
      note: "A ground station's telemetry log.",
    },
    { path: "exports/litchi_synthetic_2026-09-13.csv", bytes: litchiCsv(litchi), note: "An export of another flight app, in feet." },
    { path: "exports/airdata_synthetic_2026-09-13.csv", bytes: airDataCsv(airData), note: "An export of a log service, in metres." },
    {
      path: "unit-controller/errorpop_synthetic_2026-09-10",
      bytes: writeAndroidAppLog([
        { dayMs: 15.62 * 3_600_000, text: "Compass error. Move away from metal. (synthetic)" },
        { dayMs: 15.7 * 3_600_000, text: "Weak image transmission signal. (synthetic)" },
      ]),
      note: "Messages of the flight app: times of day, no date inside.",
    },
    {
      path: "paper/thermal-kite_2026-09-12.creance-flight.json",
      bytes: writeManualFlight({
        startUs: weekTimeMs(5, 16, 30, 0) * 1000,
        durationUs: 11 * 60e6,
        aircraftName: "SYNTH Wren",
        aircraftSerial: "SYNTH0GWREN0001",
        position: { latDeg: mappingPlace.latDeg, lonDeg: mappingPlace.lonDeg },
        pilot: "Synthetic pilot",
        maxAltHomeM: 35,
        distanceM: null,
        purpose: "Entered by hand: this aircraft logs nothing.",
      }),
      note: "A flight entered by hand.",
    },
    {
      path: "unit-controller/MCDatFlightRecords/FLY012.DAT",
      bytes: Uint8Array.from({ length: 40_000 }, noiseOf(random.fork("dat"))),
      note: "Noise that is named like an aircraft's own log: kept, not read.",
    },
  ];
}

function noiseOf(random: Random): () => number {
  return () => random.below(256);
}

/** The rows of a simulated flight as the writers of autopilot logs take them. */
function flownLog({ flown, fix, discharge, place, startMs }: Recording): FlownLog {
  const rows = Array.from(
    { length: flown.rows },
    (_, row): FlownRow => ({
      elapsedMs: row * 100,
      latDeg: fix.latDeg[row] as number,
      lonDeg: fix.lonDeg[row] as number,
      altAmslM: place.altAmslM + (flown.upM[row] as number),
      speedNorthMps: flown.speedNorthMps[row] as number,
      speedEastMps: flown.speedEastMps[row] as number,
      climbMps: flown.climbMps[row] as number,
      rollDeg: flown.rollDeg[row] as number,
      pitchDeg: flown.pitchDeg[row] as number,
      yawDeg: flown.yawDeg[row] as number,
      inAir: flown.inAir[row] === 1,
      motorUp: flown.motorUp[row] === 1,
      flightMode: 3,
      satellites: fix.satellites[row] as number,
      voltageV: discharge.voltageV[row] as number,
      currentA: Math.abs(discharge.currentA[row] as number),
      batteryPct: discharge.levelPct[row] as number,
    }),
  );
  return {
    startUs: startMs * 1000,
    rows,
    home: { latDeg: place.latDeg, lonDeg: place.lonDeg, altAmslM: place.altAmslM },
    texts: [{ elapsedMs: 2000, level: 6, text: "SYNTHETIC flight" }],
    photos: flown.events.flatMap((event) => (event.event === "photo" ? [{ elapsedMs: event.row * 100 }] : [])),
  };
}

function litchiCsv({ flown, fix, startMs, discharge }: Recording): Uint8Array {
  const photos = photoRows(flown);
  return writeFlightCsv({
    header: [
      "latitude",
      "longitude",
      "altitude(feet)",
      "speed(mph)",
      "time(millisecond)",
      "datetime(utc)",
      "satellites",
      "remainPowerPercent",
      "pitch",
      "roll",
      "yaw",
      "isflying",
      "isTakingPhoto",
      "isTakingVideo",
      "dronetype",
      "planename",
      "flycontrollerserialnumber",
    ],
    rows: rowNumbers(flown.rows).map((row) => [
      (fix.latDeg[row] as number).toFixed(7),
      (fix.lonDeg[row] as number).toFixed(7),
      ((flown.upM[row] as number) * FEET_PER_M).toFixed(1),
      (Math.hypot(flown.speedNorthMps[row] as number, flown.speedEastMps[row] as number) * 2.236936).toFixed(2),
      row * 100,
      new Date(startMs + row * 100).toISOString().slice(0, 23).replace("T", " "),
      fix.satellites[row] as number,
      Math.round(discharge.levelPct[row] as number),
      (flown.pitchDeg[row] as number).toFixed(1),
      (flown.rollDeg[row] as number).toFixed(1),
      (flown.yawDeg[row] as number).toFixed(1),
      flown.inAir[row] as number,
      photos.has(row) ? 1 : 0,
      0,
      "Synthetic",
      "SYNTH Dunlin",
      "SYNTH0HDUNLIN01",
    ]),
  });
}

function airDataCsv({ flown, fix, startMs, discharge }: Recording): Uint8Array {
  const photos = photoRows(flown);
  return writeFlightCsv({
    header: [
      "time(millisecond)",
      "datetime(utc)",
      "latitude",
      "longitude",
      "height_above_takeoff(meters)",
      "speed(m/s)",
      "satellites",
      "battery_percent",
      "compass_heading(degrees)",
      "gimbal_pitch(degrees)",
      "isPhoto",
      "isVideo",
      "flycState",
      "message",
    ],
    rows: rowNumbers(flown.rows).map((row) => [
      row * 100,
      new Date(startMs + row * 100).toISOString().slice(0, 19).replace("T", " "),
      (fix.latDeg[row] as number).toFixed(7),
      (fix.lonDeg[row] as number).toFixed(7),
      (flown.upM[row] as number).toFixed(1),
      Math.hypot(flown.speedNorthMps[row] as number, flown.speedEastMps[row] as number).toFixed(2),
      fix.satellites[row] as number,
      Math.round(discharge.levelPct[row] as number),
      (((flown.yawDeg[row] as number) + 360) % 360).toFixed(1),
      (flown.gimbalPitchDeg[row] as number).toFixed(1),
      photos.has(row) ? 1 : 0,
      0,
      "Waypoint",
      row === 50 ? "Synthetic flight." : "",
    ]),
  });
}

/** Every sample: ten a second. */
function rowNumbers(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row);
}

function photoRows(flown: Recording["flown"]): ReadonlySet<number> {
  return new Set(flown.events.flatMap((event) => (event.event === "photo" ? [event.row] : [])));
}
