/** Logs of PX4, ArduPilot and ground stations in the normal form: the flight that was written comes back, whichever format carried it. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { readHead, sniffFormat, writeDataflash, writeTlog, writeUlog } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { makeFlown } from "../../formats/test/make-flown.ts";
import { type Flight, type FlightLog, flightLogReaders, flightsOfLog } from "../src/index.ts";

const flown = makeFlown(60);
const logs = {
  "px4-ulog": writeUlog(flown),
  "ardupilot-dataflash": writeDataflash(flown),
  "ardupilot-dataflash-text": writeDataflash(flown, { form: "text" }),
  "mavlink-tlog": writeTlog(flown),
} as const;
const ids = Object.keys(logs) as (keyof typeof logs)[];

async function read(id: string, bytes: Uint8Array, maxRows?: number): Promise<FlightLog> {
  const reader = flightLogReaders[id];
  if (reader === undefined) throw new Error(`no reader for ${id}`);
  return reader(memorySource(bytes), { platform: nodePlatform, fileName: null, ...(maxRows === undefined ? {} : { maxRows }) });
}

const only = (log: FlightLog): Flight => {
  const { flights } = flightsOfLog(log);
  expect(flights).toHaveLength(1);
  return flights[0] as Flight;
};

describe.each(ids)("%s", (id) => {
  it("gives the rows that were flown, in their units", async () => {
    const flight = only(await read(id, logs[id]));
    const { columns, rows } = flight.track;
    expect(rows).toBe(flown.rows.length);
    const near = (name: keyof typeof columns, row: number, want: number, within: number): void => {
      const got = columns[name][row] as number;
      expect(Math.abs(got - want), `${name} of row ${row}: ${got}, wanted ${want}`).toBeLessThanOrEqual(within);
    };
    for (let row = 2; row < rows; row += 11) {
      const want = flown.rows[row] as (typeof flown.rows)[number];
      near("latDeg", row, want.latDeg, 1e-7);
      near("lonDeg", row, want.lonDeg, 1e-7);
      near("altHomeM", row, want.altAmslM - 12, 0.002);
      near("timeUs", row, flown.startUs + want.elapsedMs * 1000, 1000);
      near("elapsedMs", row, want.elapsedMs, 0.001);
      near("speedNorthMps", row, want.speedNorthMps, 0.006);
      near("groundSpeedMps", row, Math.hypot(want.speedNorthMps, want.speedEastMps), 0.01);
      near("climbMps", row, want.climbMps, 0.006);
      near("rollDeg", row, want.rollDeg, 0.006);
      near("pitchDeg", row, want.pitchDeg, 0.006);
      near("voltageV", row, want.voltageV, 0.001);
      near("currentA", row, 0 - want.currentA, 0.001);
      near("batteryPct", row, want.batteryPct, 0.0001);
      near("satellites", row, 14, 0);
      near("flightMode", row, want.flightMode, 0);
      near("inAir", row, want.inAir ? 1 : 0, 0);
      near("motorUp", row, want.motorUp ? 1 : 0, 0);
      near("homeLatDeg", row, 10.5, 1e-7);
      near("weak", row, 0, 0);
      expect(Math.cos(((columns.yawDeg[row] as number) - want.yawDeg) * (Math.PI / 180))).toBeGreaterThan(0.999_999);
    }
  });

  it("solves the clock, and tells take-off, landing, mode, text and photos", async () => {
    const log = await read(id, logs[id]);
    const flight = only(log);
    expect(flight.clock.method).toBe("wallClock");
    expect(flight.startUs).toBe(flown.startUs);
    expect(flight.stats.photos).toBe(2);
    expect(flight.stats.airborneUs / 1e6).toBeCloseTo(55.8, 0);
    expect(flight.stats.maxAltHomeM).toBeCloseTo(20, 2);
    expect(flight.stats.maxDistanceHomeM).toBeGreaterThan(100);
    const kinds = flight.events.map(({ kind }) => kind);
    for (const kind of ["armed", "takeOff", "landing", "disarmed", "homeSet", "modeChange"])
      expect([id, kind, kinds.includes(kind)]).toEqual([id, kind, true]);
    expect(kinds.filter((kind) => kind === "photo")).toHaveLength(2);
    expect(flight.events.some(({ sentence }) => sentence === 'Autopilot: "Mind the gulls"')).toBe(true);
    const photo = flight.events.find(({ kind }) => kind === "photo");
    expect(Math.abs((photo?.elapsedMs as number) - 9000)).toBeLessThanOrEqual(200);
    for (const { byteOffset, row, sentence } of flight.events) {
      expect(byteOffset >= 0 && byteOffset < logs[id].length).toBe(true);
      expect(row).toBeLessThan(flight.track.rows);
      expect(sentence).toMatch(/^[A-Z].*[."]$/);
    }
  });

  it("names the machine and lists what the file carries", async () => {
    const log = await read(id, logs[id]);
    expect(log.aircraft.serial).toBe(flown.boardId);
    expect(log.aircraft.firmware[0]?.version).toContain("4.5.1");
    const names = log.fields.map(({ name, value }) => `${name}=${value}`);
    expect(names).toContain("ATC_RAT=0.135");
    for (const { byteOffset, lengthBytes } of log.fields) expect(byteOffset + lengthBytes).toBeLessThanOrEqual(logs[id].length);
    expect(log.damaged).toBe(false);
    expect(log.records.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(1000);
  });

  it("reads a log that was cut, says so and invents nothing", async () => {
    const bytes = logs[id].subarray(0, Math.floor(logs[id].length * 0.6) + 1);
    const log = await read(id, bytes);
    expect(log.damaged).toBe(true);
    const flight = only(log);
    expect(flight.track.rows).toBeGreaterThan(100);
    expect(flight.events.some(({ kind }) => kind === "endsInAir")).toBe(true);
    expect(flight.events.some(({ kind }) => kind === "landing")).toBe(false);
  });

  it("keeps its rows under the bound", async () => {
    const log = await read(id, logs[id], 50);
    expect(log.track.rows).toBeLessThanOrEqual(50);
    expect(log.issues.length).toBeGreaterThan(0);
  });

  test("flipped bytes never end it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 30 }), async (flips) => {
        const bytes = logs[id].slice();
        for (const [at, mask] of flips)
          bytes[200 + (at % (bytes.length - 200))] = (bytes[200 + (at % (bytes.length - 200))] as number) ^ mask;
        const { flights } = flightsOfLog(await read(id, bytes));
        for (const { track, events } of flights) {
          const { elapsedMs, latDeg } = track.columns;
          for (let row = 1; row < track.rows; row += 1) {
            expect((elapsedMs[row] as number) >= (elapsedMs[row - 1] as number)).toBe(true);
            expect(Number.isNaN(latDeg[row] as number) || Math.abs(latDeg[row] as number) <= 90).toBe(true);
          }
          for (const { row } of events) expect(row).toBeLessThan(track.rows);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("without a fix", () => {
  it("a log whose receiver never had a time has no instants in UTC, and says so", async () => {
    const bytes = writeDataflash({ ...flown, startUs: 0 });
    const log = await read("ardupilot-dataflash", bytes);
    expect(log.clock.method).toBe("none");
    expect(log.track.columns.timeUs.every(Number.isNaN)).toBe(true);
    expect(log.issues.map(({ code }) => code)).toContain("no-utc");
    expect(flightsOfLog(log).damaged).toBe(false);
  });

  it("two flights in one log are two flights", async () => {
    const second = flown.rows.map((row) => ({ ...row, elapsedMs: row.elapsedMs + 120_000 }));
    const bytes = writeUlog({ ...flown, rows: [...flown.rows, ...second] });
    const { flights } = flightsOfLog(await read("px4-ulog", bytes));
    expect(flights).toHaveLength(2);
    expect((flights[1]?.startUs as number) - (flights[0]?.startUs as number)).toBeGreaterThan(60e6);
    expect(flights.map(({ events }) => events.filter(({ kind }) => kind === "takeOff").length)).toEqual([1, 1]);
  });

  it("few satellites are weak, a jump is told", async () => {
    const rows = flown.rows.map((row, at) => ({
      ...row,
      satellites: at > 100 && at < 150 ? 4 : 14,
      latDeg: row.latDeg + (at === 200 ? 0.01 : 0),
    }));
    const flight = only(await read("px4-ulog", writeUlog({ ...flown, rows })));
    expect(flight.events.find(({ kind }) => kind === "gpsWeak")?.sentence).toBe("GPS signal weak: 4 satellites for 10 s.");
    expect(flight.events.find(({ kind }) => kind === "positionJump")?.sentence).toMatch(
      /^Position jumped by 11\d\d m between two records\.$/,
    );
    expect(flight.track.columns.weak[120]).toBe(1);
    expect(flight.track.columns.weak[200]).toBe(1);
  });
});

const samples = process.env["CREANCE_SAMPLES"];
const note = samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";
describe.skipIf(samples === undefined)(`real logs${note}`, () => {
  const files = ["ulog", "dataflash", "tlog"].flatMap((folder) => {
    const path = join(samples ?? "", folder);
    return samples !== undefined && existsSync(path) ? readdirSync(path).map((name) => join(folder, name)) : [];
  });
  it.each(files.length === 0 ? ["none"] : files)("%s", async (name) => {
    const source = await openFileSource(join(samples ?? "", name));
    try {
      const id = sniffFormat(await readHead(source), source.size)?.format.id as string;
      const log = await (flightLogReaders[id] as (typeof flightLogReaders)[string])(source, { platform: nodePlatform, fileName: null });
      const { flights } = flightsOfLog(log);
      expect(flights).toHaveLength(1);
      const { track, stats } = flights[0] as Flight;
      expect(track.rows).toBeGreaterThan(5);
      expect(stats.durationUs).toBeGreaterThan(5e6);
      // Only what the file ends inside is damage; a simulator's log does.
      expect(
        log.issues.map(({ code }) => code).filter((code) => !["ulog-dropouts", "no-utc", "dataflash-truncated"].includes(code)),
      ).toEqual([]);
      expect(flights[0]?.events.some(({ kind }) => kind === "positionJump")).toBe(false);
    } finally {
      await source.close();
    }
  });

  it("a simulated VTOL's log: 23,894 frames, up to 63 m above home", async () => {
    const source = await openFileSource(join(samples ?? "", "tlog/uavlogviewer_vtol.tlog"));
    try {
      const log = await (flightLogReaders["mavlink-tlog"] as (typeof flightLogReaders)[string])(source, {
        platform: nodePlatform,
        fileName: null,
      });
      const flight = only(log);
      expect(log.records.reduce((sum, { count }) => sum + count, 0)).toBe(23_894);
      expect(flight.track.rows).toBe(807);
      expect(flight.stats.maxAltHomeM).toBeCloseTo(63.35, 2);
      expect(flight.events.some(({ kind }) => kind === "clockApart")).toBe(true);
    } finally {
      await source.close();
    }
  });
});
