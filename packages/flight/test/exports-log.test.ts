/** Exports, files of tracks and small formats in the normal form. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFormatError, memorySource } from "@creance/core";
import {
  type FlightCsvTable,
  readHead,
  sniffFormat,
  writeAndroidAppLog,
  writeCsv,
  writeFlightCsv,
  writeGeoJson,
  writeGpx,
  writeIosAppLog,
  writeKml,
  writeManualFlight,
  writeMrk,
} from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Flight, type FlightLog, flightLogReaders, flightsOfLog, trackColumns } from "../src/index.ts";

import { logIssueCodes } from "../src/log/log-issues.table.ts";

const samples = process.env["CREANCE_SAMPLES"] ?? "";
const note = samples === "" ? " (skipped: CREANCE_SAMPLES not set)" : "";
const START_US = Date.UTC(2026, 8, 7, 8) * 1000;

async function logOf(bytes: Uint8Array, fileName: string | null = null): Promise<FlightLog> {
  const format = sniffFormat(bytes.subarray(0, 65_536), bytes.byteLength)?.format.id ?? "none";
  const read = flightLogReaders[format];
  if (read === undefined) throw new Error(`no reader of ${format}`);
  const log = await read(memorySource(bytes), { platform: nodePlatform, fileName });
  expect(log.format).toBe(format);
  return log;
}

const csvLog = (table: FlightCsvTable): Promise<FlightLog> => logOf(writeFlightCsv(table));
const codesOf = ({ issues }: FlightLog): string[] => issues.map(({ code }) => code);
const onlyFlight = (log: FlightLog): Flight => {
  const { flights } = flightsOfLog(log);
  expect(flights).toHaveLength(1);
  return flights[0] as Flight;
};

const airDataHeader = [
  "time(millisecond)",
  "datetime(utc)",
  "latitude",
  "longitude",
  "height_above_takeoff(feet)",
  "speed(mph)",
  "battery_temperature(f)",
  "compass_heading(degrees)",
  "isPhoto",
  "isVideo",
  "flycState",
  "message",
];
const airDataRows = (count: number): (string | number)[][] =>
  Array.from({ length: count }, (_, row) => [
    row * 100,
    new Date(Math.floor((START_US / 1000 + 350 + row * 100) / 1000) * 1000).toISOString().slice(0, 19).replace("T", " "),
    12.5 + row * 1e-5,
    -47.25,
    100,
    10,
    50,
    270,
    row === 5 || row === 6 ? 1 : 0,
    row >= 8 && row < 20 ? 1 : 0,
    row < 10 ? "P-GPS" : "Go_Home",
    row === 12 ? "Low battery" : "",
  ]);

it("lists every issue code of logs with its meaning in the README", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const listed = [...readme.matchAll(/^- `([a-z-]+)`: (.+)$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(listed)).toEqual(logIssueCodes);
});

describe("AirData", () => {
  it("converts by the units of the header and finds the clock inside whole seconds", async () => {
    const log = await csvLog({ header: airDataHeader, rows: airDataRows(60) });
    expect(codesOf(log)).toEqual([]);
    const { columns, rows } = log.track;
    expect(rows).toBe(60);
    expect(columns.altHomeM[0]).toBeCloseTo(30.48, 4);
    expect(columns.groundSpeedMps[0]).toBeCloseTo(4.4704, 5);
    expect(columns.batteryTempDegC[0]).toBeCloseTo(10, 5);
    expect(columns.yawDeg[0]).toBe(-90);
    expect(columns.satellites[0]).toBeNaN();
    // The rows began 350 ms into a second; stamps of whole seconds tell the start to within the last tenth.
    const startUs = columns.timeUs[0] as number;
    expect(startUs - START_US).toBeGreaterThanOrEqual(300_000);
    expect(startUs - START_US).toBeLessThanOrEqual(350_000);
    expect(columns.timeUs[59]).toBe(startUs + 5_900_000);
    expect(log.clock).toMatchObject({ method: "wallClock", residualP95Ms: 0 });
  });

  it("tells photos, films, modes and messages at their rows", async () => {
    const flight = onlyFlight(await csvLog({ header: airDataHeader, rows: airDataRows(60) }));
    expect(flight.events.map(({ kind, row, elapsedMs }) => [kind, row, elapsedMs])).toEqual([
      ["modeChange", 0, 0],
      ["photo", 5, 500],
      ["videoStart", 8, 800],
      ["modeChange", 10, 1000],
      ["appMessage", 12, 1200],
      ["videoStop", 20, 2000],
    ]);
    expect(flight.events[4]?.text).toBe("Low battery");
    expect(flight.stats.photos).toBe(1);
    expect(flight.startUs).toBe(flight.track.columns.timeUs[0]);
  });

  it("leaves out what has no unit, and says which columns", async () => {
    const header = airDataHeader.map((name) => name.replace("(feet)", "").replace("(mph)", "(furlongs)"));
    const log = await csvLog({ header, rows: airDataRows(3) });
    expect(log.track.columns.altHomeM[0]).toBeNaN();
    expect(log.track.columns.groundSpeedMps[0]).toBeNaN();
    expect(log.issues).toMatchObject([
      { code: "unknown-unit", sentence: expect.stringContaining("height_above_takeoff, speed(furlongs)") },
    ]);
    expect(flightsOfLog(log).damaged).toBe(false);
  });

  it("reads decimal commas where the separator is a semicolon", async () => {
    const plain = await csvLog({ header: airDataHeader, rows: airDataRows(20) });
    const commas = await csvLog({ header: airDataHeader, rows: airDataRows(20), separator: ";", decimal: ",", byteOrderMark: true });
    for (const name of Object.keys(trackColumns) as (keyof typeof trackColumns)[])
      if (name !== "byteOffset") expect([name, ...commas.track.columns[name]]).toEqual([name, ...plain.track.columns[name]]);
  });

  it("joins a last message that holds the separator, and leaves out other rows that are too wide", async () => {
    const line = (cells: readonly (string | number)[]): string => `${cells.join(",")}\n`;
    const wide = airDataRows(2).map((cells) => [...cells.slice(0, -1), "one, two"]);
    const text = line(airDataHeader) + wide.map(line).join("");
    const log = await logOf(new TextEncoder().encode(text));
    expect(log.track.rows).toBe(2);
    expect(log.events.find(({ kind }) => kind === "appMessage")?.text).toBe("one, two");
    const other = `time(s),latitude,longitude\n1,10,20\n2,10,5,20,5\n3,10,20\n`;
    const refused = await logOf(new TextEncoder().encode(other));
    expect([refused.track.rows, codesOf(refused)]).toEqual([2, ["wide-rows", "no-utc"]]);
    expect(flightsOfLog(refused).damaged).toBe(true);
  });
});

describe("PhantomHelp and Flight Reader", () => {
  const header = ["CUSTOM.date [local]", " CUSTOM.updateTime [local]", "OSD.flyTime", "OSD.flyTime [s]", "OSD.latitude", "OSD.longitude"];
  const more = [
    "OSD.height [ft]",
    "OSD.zSpeed [MPH]",
    "OSD.isMotorOn",
    "OSD.isOnGround",
    "RECOVER.aircraftSerial",
    "DETAILS.totalTime [s]",
    "APP.warning",
  ];
  const row = (at: number): (string | number | null)[] => [
    "9/17/2026",
    "3:04:05 PM",
    `0m ${at}s`,
    at,
    at === 0 ? 0 : 12.5,
    at === 0 ? 0 : -47.25,
    10,
    1,
    "TRUE",
    "FALSE",
    "CREANCE0001",
    42.5,
    at === 2 ? "Strong wind" : null,
  ];

  it("has local times only: elapsed times and no UTC", async () => {
    const log = await csvLog({ header: [...header, ...more], rows: [0, 1, 2, 3].map(row) });
    expect(codesOf(log)).toEqual(["no-utc"]);
    expect(log.clock.method).toBe("none");
    expect([...log.track.columns.elapsedMs]).toEqual([0, 1000, 2000, 3000]);
    expect(log.track.columns.timeUs.every(Number.isNaN)).toBe(true);
    expect([...log.track.columns.latDeg]).toEqual([Number.NaN, 12.5, 12.5, 12.5]);
    expect(log.track.columns.climbMps[0]).toBeCloseTo(-0.44704, 6);
    expect(log.track.columns.inAir[0]).toBe(1);
    expect(log.claims).toMatchObject({ startUs: null, durationUs: 42_500_000 });
    expect(log.aircraft.serial).toBe("CREANCE0001");
    expect(flightsOfLog(log)).toMatchObject({ damaged: false, flights: [{ startUs: null }] });
  });

  it("has UTC where the header says so", async () => {
    const utc = header.map((name) => name.replace("[local]", "[UTC]"));
    const log = await csvLog({ header: [...utc, ...more], rows: [0, 1, 2, 3].map(row) });
    expect(log.clock.method).toBe("wallClock");
    expect(Math.abs((log.track.columns.timeUs[0] as number) - Date.UTC(2026, 8, 17, 15, 4, 5) * 1000)).toBeLessThan(1e6);
  });

  it("does not take a date whose day and month cannot be told apart", async () => {
    const utc = header.map((name) => name.replace("[local]", "[UTC]"));
    const rows = [0, 1].map(row).map((cells) => ["9/7/2026", ...cells.slice(1)]);
    const log = await csvLog({ header: [...utc, ...more], rows });
    expect(codesOf(log)).toEqual(["ambiguous-date", "no-utc"]);
  });

  it("tells the bytes of every serial", async () => {
    const bytes = writeFlightCsv({ header: [...header, ...more], rows: [row(0)] });
    const { fields } = await logOf(bytes);
    const serial = fields.find(({ name }) => name === "RECOVER.aircraftSerial");
    expect(new TextDecoder().decode(bytes.subarray(serial?.byteOffset, (serial?.byteOffset ?? 0) + (serial?.lengthBytes ?? 0)))).toBe(
      "CREANCE0001",
    );
  });
});

describe("other tables", () => {
  it("reads Litchi with fractions of a second", async () => {
    const log = await csvLog({
      header: [
        "latitude",
        "longitude",
        "altitude(m)",
        "speed(mps)",
        "time(millisecond)",
        "datetime(utc)",
        "datetime(local)",
        "isflying",
        "istakingphoto",
        "velocityZ(mps)",
        "planename",
        "home_latitude",
        "home_longitude",
      ],
      rows: [0, 1, 2].map((at) => [
        12.5,
        -47.25,
        20,
        5,
        5000 + at * 200,
        new Date(START_US / 1000 + at * 200).toISOString().slice(0, 23).replace("T", " "),
        "x",
        1,
        at === 1 ? 1 : 0,
        2,
        "Wing",
        12.4,
        -47.2,
      ]),
    });
    expect([...log.track.columns.timeUs]).toEqual([START_US, START_US + 200_000, START_US + 400_000]);
    expect([...log.track.columns.elapsedMs]).toEqual([0, 200, 400]);
    expect(log.track.columns.climbMps[0]).toBe(-2);
    expect(log.photos).toBe(1);
    expect(log.aircraft.name).toBe("Wing");
    expect(onlyFlight(log).home).toEqual({ latDeg: 12.4, lonDeg: -47.2 });
  });

  it("reads DroneDeploy with its lines before and behind the table", async () => {
    const bytes = writeFlightCsv({
      before: [
        ["#DroneDeploy", "2.1.0"],
        ["Aircraft Model", "Quad"],
        ["Flight Controller Serial Number", "CREANCE0001"],
      ],
      header: [
        "Date/Time (UTC)",
        "Elapsed Time (sec)",
        "Info",
        "Aircraft Battery Voltage (mV)",
        "Aircraft Battery Temperature (Fahrenheit)",
        "Aircraft Latitude (Degrees)",
        "Aircraft Longitude (Degrees)",
        "Aircraft Speed (mph)",
        "Home Latitude (Degrees)",
        "Home Longitude (Degrees)",
      ],
      rows: [
        ["09/07/2026 08:00:00", 0.1, "Mission did take off", 16000, "No Data", 12.5, -47.25, 0, -180, -180],
        ["09/07/2026 08:00:00", 0.2, null, 15900, 68, 12.5, -47.25, 0, 12.4, -47.2],
        ["#Flight Recorder Session End"],
        ["Elapsed Time (sec)", 0.2],
      ],
      separator: "\t",
    });
    const log = await logOf(bytes);
    expect(codesOf(log)).toEqual([]);
    expect(log.track.rows).toBe(2);
    expect(log.track.columns.voltageV[0]).toBe(16);
    expect(log.track.columns.batteryTempDegC[1]).toBeCloseTo(20, 5);
    expect(log.track.columns.batteryTempDegC[0]).toBeNaN();
    expect(Math.abs((log.track.columns.timeUs[0] as number) - START_US)).toBeLessThan(1e6);
    expect(log.aircraft).toMatchObject({ serial: "CREANCE0001", productName: "Quad" });
    expect(onlyFlight(log).home).toEqual({ latDeg: 12.4, lonDeg: -47.2 });
    expect(log.fields.map(({ name }) => name)).toContain("Elapsed Time (sec)");
  });

  it("reads a geotag table without dates", async () => {
    const log = await csvLog({
      header: ["Id", "Time(seconds)", "Time(text)", "Latitude", "Longitude"],
      rows: [
        [1, 0.3, "0m 0.3s", 12.5, -47.25],
        [2, 0.4, "0m 0.4s", 12.5, -47.25],
      ],
    });
    expect([...log.track.columns.elapsedMs]).toEqual([0, expect.closeTo(100, 6)]);
    expect(codesOf(log)).toEqual(["no-utc"]);
  });

  it("takes local stamps without a zone for elapsed times only, and keeps order when times go back", async () => {
    const log = await csvLog({
      header: ["time(s)", "lat", "lon"],
      rows: [
        [5, 12.5, -47.25],
        [7, 12.5, -47.25],
        [6, 95, -47.25],
        [8, "x", -47.25],
      ],
    });
    expect([...log.track.columns.elapsedMs]).toEqual([0, 2000, 2000, 3000]);
    expect(log.clock.repairedRows).toBe(1);
    expect(codesOf(log)).toEqual(["unreadable-values", "implausible-positions", "time-goes-back", "no-utc"]);
  });

  it("takes elapsed times from UTC where the file's own begin anew: two flights in one table", async () => {
    const at = (row: number, gapMs: number): string => new Date(START_US / 1000 + row * 1000 + gapMs).toISOString();
    const rows = [
      ...[0, 1, 2, 3].map((row) => [row, at(row, 0), 12.5, -47.25]),
      ...[0, 1, 2, 3].map((row) => [row, at(row, 600_000), 12.5, -47.25]),
    ];
    const log = await csvLog({ header: ["time(s)", "timestamp", "lat", "lon"], rows });
    expect([...log.track.columns.elapsedMs]).toEqual([0, 1000, 2000, 3000, 600_000, 601_000, 602_000, 603_000]);
    expect(log.track.columns.timeUs[7]).toBe(START_US + 603_000_000);
  });

  it("drops the last cell of a file cut inside a row", async () => {
    const bytes = new TextEncoder().encode("time(s),latitude,longitude,speed(m/s)\n1,12.5,-47.25,3\n2,12.5,-47.2");
    const log = await logOf(bytes);
    expect([log.track.rows, log.track.columns.lonDeg[1]]).toEqual([2, Number.NaN]);
    expect(codesOf(log)).toContain("short-rows");
  });

  it("stops at the row limit and says so", async () => {
    const bytes = writeFlightCsv({ header: airDataHeader, rows: airDataRows(60) });
    const log = await flightLogReaders["airdata-csv"]?.(memorySource(bytes), { platform: nodePlatform, fileName: null, maxRows: 10 });
    expect(log?.track.rows).toBe(10);
    expect(log?.issues.map(({ code }) => code)).toContain("too-many-rows");
  });
});

describe("our own exports", () => {
  it("come back from CSV with every column", async () => {
    const { track } = await csvLog({ header: airDataHeader, rows: airDataRows(50) });
    const text = [
      ...writeCsv({ name: "x", table: trackColumns, rows: track.rows, columns: track.columns, events: [], home: null, pilot: null }),
    ].join("");
    const back = await logOf(new TextEncoder().encode(text));
    expect(codesOf(back)).toEqual([]);
    for (const name of Object.keys(trackColumns) as (keyof typeof trackColumns)[])
      if (name !== "byteOffset") expect([name, ...back.track.columns[name]]).toEqual([name, ...track.columns[name]]);
  });

  it.each([
    ["gpx", writeGpx],
    ["kml", writeKml],
    ["geojson", writeGeoJson],
  ] as const)("come back from %s with positions, times, home, pilot and events", async (id, write) => {
    const { track } = await csvLog({ header: airDataHeader, rows: airDataRows(50) });
    const { columns } = track;
    const events = [{ elapsedMs: 500, timeUs: columns.timeUs[5] as number, latDeg: 12.5, lonDeg: -47.25, sentence: "Photo taken." }];
    const home = { latDeg: 12.4, lonDeg: -47.2 };
    const text = [...write({ name: "x", table: trackColumns, rows: track.rows, columns, events, home, pilot: home })].join("");
    const log = await logOf(new TextEncoder().encode(text));
    const flight = onlyFlight(log);
    expect([...flight.track.columns.latDeg]).toEqual([...columns.latDeg].map((value) => expect.closeTo(value, 8)));
    // The exports write times in whole milliseconds.
    for (let row = 0; row < 50; row += 1)
      expect(Math.abs((flight.track.columns.timeUs[row] as number) - (columns.timeUs[row] as number))).toBeLessThanOrEqual(1000);
    expect(flight.home).toEqual(home);
    expect(flight.pilot).toEqual(home);
    expect(flight.events.filter(({ kind }) => kind === "placeMarked")).toMatchObject([{ sentence: "Photo taken.", row: 5 }]);
    if (id !== "kml") expect([...flight.track.columns.altHomeM]).toEqual([...columns.altHomeM]);
    expect(flightsOfLog(log).damaged).toBe(false);
  });
});

describe("files of tracks of others", () => {
  const gpx = (inside: string): Promise<FlightLog> => logOf(new TextEncoder().encode(`<gpx version="1.1" creator="Other">${inside}</gpx>`));

  it("are lines without a clock where they have no times, and no jump is seen in them", async () => {
    const log = await gpx('<trk><trkseg><trkpt lat="12" lon="20"><ele>5</ele></trkpt><trkpt lat="12.1" lon="20"/></trkseg></trk>');
    expect(codesOf(log)).toEqual(["no-times", "height-not-kept"]);
    const flight = onlyFlight(log);
    expect(flight.stats.distanceM).toBeCloseTo(11_063, -2);
    expect(flight.stats.durationUs).toBe(0);
  });

  it("prefer lines with times, then places with times, then a plan", async () => {
    const point = '<trkpt lat="12" lon="20"><time>2026-09-07T08:00:00Z</time></trkpt>';
    const route = '<rte><rtept lat="1" lon="2"/></rte>';
    const places =
      '<wpt lat="3" lon="4"><time>2026-09-07T08:00:00Z</time><name>A</name></wpt><wpt lat="3.1" lon="4"><time>2026-09-07T08:00:05Z</time></wpt>';
    const both = await gpx(`<trk><trkseg>${point}</trkseg><trkseg><trkpt lat="12" lon="20"/></trkseg></trk>${route}`);
    expect([both.track.rows, codesOf(both)]).toEqual([1, ["shapes-left-out"]]);
    const marks = await gpx(places + route);
    expect([marks.track.rows, marks.track.columns.elapsedMs[1], marks.events[0]?.sentence]).toEqual([2, 5000, 'Place marked: "A"']);
    const plan = await gpx(route);
    expect([plan.track.rows, codesOf(plan)]).toEqual([1, ["planned-route", "no-times"]]);
  });

  it("are no flight where they hold places without times, and that is no damage", async () => {
    const log = await gpx('<wpt lat="3" lon="4"/>');
    expect(flightsOfLog(log)).toMatchObject({ flights: [], damaged: false, issues: [{ code: "not-a-track" }] });
  });
});

describe("small formats", () => {
  const exposure = {
    weekSeconds: 115_218.25,
    week: 2435,
    offsetNorthMm: 0,
    offsetEastMm: 0,
    offsetDownMm: 0,
    latDeg: 12.5,
    lonDeg: -47.25,
    altEllipsoidM: 99,
    stdNorthM: 0.01,
    stdEastM: 0.02,
    stdUpM: 0.03,
    quality: 50,
  };

  it("exposures have UTC without leap seconds, a row and a photo each", async () => {
    const log = await logOf(
      writeMrk([
        { ...exposure, number: 1 },
        { ...exposure, number: 2, weekSeconds: 115_220.25 },
      ]),
    );
    expect(log.track.columns.timeUs[0]).toBe(Date.UTC(2026, 8, 7, 8, 0, 0, 250) * 1000);
    expect([...log.track.columns.elapsedMs]).toEqual([0, 2000]);
    expect(log.events.map(({ kind, sentence }) => [kind, sentence])[1]).toEqual([
      "photo",
      "Photo 2 taken; position fixed, 0.01 m north and 0.02 m east by its own estimate.",
    ]);
    expect(log.issues).toMatchObject([
      { code: "gps-time", sentence: expect.stringContaining("taken off: 18.") },
      { code: "height-not-kept" },
    ]);
    expect(onlyFlight(log).stats.photos).toBe(2);
  });

  it("app messages are events; a date in the file's name is told, not used", async () => {
    const bytes = writeAndroidAppLog([
      { dayMs: 40_000_000, text: "Compass error" },
      { dayMs: 40_010_000, text: "Wind" },
    ]);
    const log = await logOf(bytes, "errorpop_17-09-2026");
    expect(codesOf(log)).toEqual(["no-utc", "date-from-file-name"]);
    expect(log.fields).toMatchObject([{ value: "2026-09-17" }]);
    expect(codesOf(await logOf(bytes, "errorpop_07-09-2026"))).toEqual(["no-utc"]);
    const flight = onlyFlight(log);
    expect(flight.events.map(({ elapsedMs, text }) => [elapsedMs, text])).toEqual([
      [0, "Compass error"],
      [10_000, "Wind"],
    ]);
    expect([flight.startUs, flight.stats.distanceM]).toEqual([null, null]);
  });

  it("iOS messages keep their local time as text", async () => {
    const log = await logOf(writeIosAppLog([{ time: "2026-09-07 08:00:00", title: "", text: "Home" }]));
    expect(log.fields).toMatchObject([{ name: "first local time", value: "2026-09-07 08:00:00" }]);
    expect(log.track.columns.timeUs[0]).toBeNaN();
  });

  it("an entered flight is a flight without rows", async () => {
    const flight = onlyFlight(
      await logOf(
        writeManualFlight({
          startUs: START_US,
          durationUs: 600e6,
          aircraftName: "Wing",
          aircraftSerial: "CREANCE0001",
          position: { latDeg: 12.5, lonDeg: -47.25 },
          pilot: null,
          maxAltHomeM: 60,
          distanceM: null,
          purpose: "Training",
        }),
      ),
    );
    expect(flight).toMatchObject({
      startUs: START_US,
      endUs: START_US + 600e6,
      aircraft: { name: "Wing", serial: "CREANCE0001" },
      claims: { latDeg: 12.5, maxAltHomeM: 60 },
      stats: { durationUs: 600e6 },
    });
    expect(flight.track.rows).toBe(0);
  });

  it("tells the bytes of what an entry or a GPX file names", async () => {
    const entry = {
      startUs: START_US,
      durationUs: 1,
      aircraftName: 'Wing "é"',
      aircraftSerial: "W",
      position: null,
      pilot: "Wing",
      maxAltHomeM: null,
      distanceM: null,
      purpose: "W",
    };
    const gpx = '<gpx creator="Ünit"><metadata><author><name>Someone</name><email id="a" domain="b.example"/></author></metadata></gpx>';
    for (const bytes of [writeManualFlight(entry), new TextEncoder().encode(gpx)]) {
      const { fields } = await logOf(bytes);
      expect(fields.length).toBeGreaterThan(2);
      for (const { name, value, byteOffset, lengthBytes } of fields) {
        const there = new TextDecoder().decode(bytes.subarray(byteOffset, byteOffset + lengthBytes)).replaceAll('\\"', '"');
        expect([name, there]).toEqual([name, name === "email" ? "a" : value]);
      }
    }
  });
});

describe("damaged exports", () => {
  const bytes = writeFlightCsv({ header: airDataHeader, rows: airDataRows(30) });

  it("throw nothing but a FormatError, whatever is cut or flipped", async () => {
    const read = flightLogReaders["airdata-csv"] as NonNullable<(typeof flightLogReaders)[string]>;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.byteLength }),
        fc.nat({ max: bytes.byteLength - 1 }),
        fc.nat({ max: 255 }),
        async (cut, at, value) => {
          const flipped = bytes.slice();
          flipped[at] = value;
          for (const input of [bytes.subarray(0, cut), flipped]) {
            try {
              const log = await read(memorySource(input), { platform: nodePlatform, fileName: null });
              flightsOfLog(log);
              for (const lat of log.track.columns.latDeg) if (Math.abs(lat) > 90) throw new Error("latitude");
            } catch (error) {
              if (!isFormatError(error)) throw error;
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe.skipIf(samples === "")(`real exports${note}`, () => {
  const folders = ["csv", "gpx-kml", "app-logs"].map((name) => join(samples, name)).filter((path) => existsSync(path));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

  it.each(files.length === 0 ? ["none"] : files)("are read without damage: %s", async (path) => {
    const source = await openFileSource(path);
    try {
      const id = sniffFormat(await readHead(source), source.size)?.format.id ?? "none";
      const log = await flightLogReaders[id]?.(source, { platform: nodePlatform, fileName: null });
      expect(log).toBeDefined();
      if (log === undefined) return;
      const { damaged, flights } = flightsOfLog(log);
      expect(damaged).toBe(false);
      for (const { stats, claims, track } of flights) {
        // Exports with claims and positions: what is computed agrees with what the app counted.
        if (claims.distanceM === null || track.columns.latDeg.every(Number.isNaN)) continue;
        expect(Math.abs((stats.distanceM ?? 0) - claims.distanceM)).toBeLessThan(0.01 * claims.distanceM);
        expect(stats.maxAltHomeM).toBeCloseTo(claims.maxAltHomeM ?? Number.NaN, 3);
        expect(Math.abs(stats.durationUs - (claims.durationUs ?? 0))).toBeLessThan(2e6);
      }
    } finally {
      await source.close();
    }
  });
});
