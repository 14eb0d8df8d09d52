import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeDji } from "../src/normalize-dji.ts";
import type { Flight } from "../src/types.ts";
import { makeRecord, plainFlight, plainStamps, rad, START_MS } from "./make-record.ts";

const onlyFlight = (flights: readonly Flight[]): Flight => {
  expect(flights).toHaveLength(1);
  return flights[0] as Flight;
};
const kinds = (flight: Flight): string[] => flight.events.map((event) => event.kind);
const sentences = (flight: Flight): string[] => flight.events.map((event) => event.sentence);

describe("normalizeDji", () => {
  it("makes one flight with statistics from its rows", () => {
    const osd = plainFlight(60);
    const normal = normalizeDji(makeRecord({ streams: { osd, custom: plainStamps(osd.length) } }));
    const flight = onlyFlight(normal.flights);
    expect(normal).toMatchObject({ format: "dji-flight-record", version: 11, sealed: false, damaged: false });
    expect(flight.startUs).toBe(START_MS * 1000);
    expect(flight.endUs).toBe((START_MS + 60_000) * 1000);
    expect(flight.stats.durationUs).toBe(60e6);
    expect(flight.stats.airborneUs).toBeCloseTo(56e6, -5);
    expect(flight.stats.distanceM).toBeCloseTo(300, 0);
    expect(flight.stats).toMatchObject({
      maxAltHomeM: 30,
      minAltHomeM: 0,
      maxGroundSpeedMps: 5,
      batteryStartPct: 80,
      photos: 0,
      minSatellites: 16,
    });
    expect(flight.stats.bounds?.southDeg).toBeCloseTo(45, 9);
    expect(sentences(flight)).toEqual(["Flight mode: GPS.", "Take-off.", "Landed. 80 % left."]);
  });

  it("leaves positions unknown before the first fix and where they are out of range", () => {
    const osd = plainFlight(10).map((row, at) =>
      at < 5 ? { ...row, latRad: 1e-9, lonRad: 1e-9 } : at === 50 ? { ...row, latRad: 9 } : row,
    );
    const { track } = onlyFlight(normalizeDji(makeRecord({ streams: { osd } })).flights);
    expect([...track.columns.latDeg.subarray(0, 6)].map(Number.isNaN)).toEqual([true, true, true, true, true, false]);
    expect(track.columns.latDeg[50]).toBeNaN();
    expect(track.columns.lonDeg[5]).toBeCloseTo(10, 9);
  });

  it("keeps a position that jumped, marks it weak, and leaves the jump out of the distance", () => {
    const osd = plainFlight(30).map((row, at) => (at === 100 ? { ...row, latRad: rad(46) } : row));
    const flight = onlyFlight(normalizeDji(makeRecord({ streams: { osd } })).flights);
    expect(flight.track.columns.latDeg[100]).toBeCloseTo(46, 9);
    expect(flight.track.columns.weak[100]).toBe(1);
    expect(flight.stats.distanceM).toBeLessThan(160);
    expect(kinds(flight).filter((kind) => kind === "positionJump")).toHaveLength(1);
    expect(sentences(flight).find((sentence) => sentence.startsWith("Position"))).toBe("Position jumped by 111 km between two records.");
  });

  it("carries slower streams forward", () => {
    const osd = plainFlight(10);
    const flight = onlyFlight(
      normalizeDji(
        makeRecord({
          streams: {
            osd,
            home: [
              { osdRow: 0, latRad: 800_000, lonRad: 800_000, homeFlags: 0 },
              { osdRow: 30, latRad: rad(45), lonRad: rad(10), homeFlags: 1 },
            ],
            gimbal: [{ osdRow: 10, gimbalPitchDeg: -90 }],
            rc: [{ osdRow: -1, aileron: 1684, elevator: 364, throttle: 1024, rudder: 0 }],
            ofdm: [
              { osdRow: 5, signalPct: 88, uplink: 1 },
              { osdRow: 6, signalPct: 77, uplink: 0 },
            ],
            appGps: [{ osdRow: 20, latDeg: 45.001, lonDeg: 10.001, accuracyM: 5 }],
            centerBattery: [{ osdRow: 3, voltageV: 15.2, currentA: -6, cell1V: 3.8, cell2V: 3.81, cell6V: 0.002, tempDegC: 30 }],
          },
        }),
      ).flights,
    );
    const { columns } = flight.track;
    expect([columns.homeLatDeg[29], columns.homeLatDeg[30]]).toEqual([Number.NaN, expect.closeTo(45, 9)]);
    expect(columns.distanceHomeM[99]).toBeCloseTo(49.5, 0);
    expect([columns.gimbalPitchDeg[9], columns.gimbalPitchDeg[10], columns.gimbalPitchDeg[99]]).toEqual([Number.NaN, -90, -90]);
    expect([columns.stickAileronPct[0], columns.stickElevatorPct[50], columns.stickThrottlePct[50], columns.stickRudderPct[50]]).toEqual([
      100,
      -100,
      0,
      Number.NaN,
    ]);
    expect([columns.uplinkPct[50], columns.downlinkPct[50], columns.downlinkPct[5]]).toEqual([88, 77, Number.NaN]);
    expect([columns.pilotLatDeg[19], columns.pilotLatDeg[20]]).toEqual([Number.NaN, 45.001]);
    expect(columns.voltageV[50]).toBeCloseTo(15.2, 5);
    expect(columns.cell6V[50]).toBeNaN();
    expect(flight.home).toEqual({ latDeg: expect.closeTo(45, 9), lonDeg: expect.closeTo(10, 9) });
    expect(flight.pilot).toEqual({ latDeg: 45.001, lonDeg: 10.001 });
    expect(flight.batteries).toMatchObject([{ cells: 2, minCellV: expect.closeTo(3.8, 5), maxCellSpreadV: expect.closeTo(0.01, 5) }]);
    expect(sentences(flight)).toContain("Home point recorded.");
  });

  it("splits two flights in one record when the motors stood still between them", () => {
    const first = plainFlight(30);
    const pause = Array.from({ length: 100 }, () => ({ flyTimeS: 30, inAir: 0, motorUp: 0, latRad: rad(45), lonRad: rad(10) }));
    const second = plainFlight(40, { flyFromS: 30 });
    const osd = [...first, ...pause, ...second];
    const { flights } = normalizeDji(makeRecord({ streams: { osd, custom: plainStamps(osd.length) } }));
    expect(flights.map((flight) => flight.segment)).toEqual([0, 1]);
    expect(flights[1]?.track.rows).toBe(second.length);
    expect(flights[1]?.track.columns.elapsedMs[0]).toBe(0);
    expect(flights[1]?.events[0]?.row).toBeGreaterThanOrEqual(0);
    expect(flights[1]?.startUs).toBeCloseTo((START_MS + (first.length + pause.length) * 100) * 1000, -5);
    expect(flights.map((flight) => kinds(flight).filter((kind) => kind === "takeOff").length)).toEqual([1, 1]);
  });

  it("splits where the fly time starts anew, and not at a touch of the ground", () => {
    const two = [...plainFlight(30, { flyFromS: 600 }), ...plainFlight(30)];
    expect(normalizeDji(makeRecord({ streams: { osd: two } })).flights).toHaveLength(2);
    const touch = plainFlight(30).map((row, at) => (at > 100 && at < 115 ? { ...row, inAir: 0, motorUp: 0 } : row));
    expect(normalizeDji(makeRecord({ streams: { osd: touch } })).flights).toHaveLength(1);
  });

  it("tells weak satellites with their number and how long", () => {
    const osd = plainFlight(90).map((row, at) => (at >= 100 && at < 680 ? { ...row, satellites: 9 } : row));
    expect(sentences(onlyFlight(normalizeDji(makeRecord({ streams: { osd } })).flights))).toContain(
      "GPS signal weak: 9 satellites for 58 s.",
    );
  });

  it("tells a cell below its pack, low voltage, lost signal and blocked motors", () => {
    const osd = plainFlight(100).map((row, at) => ({
      ...row,
      voltageWarning: at > 800 ? 2 : at > 700 ? 1 : 0,
      rcOutControl: at > 300 && at < 420 ? 1 : 0,
      limitFlags: at > 500 && at < 520 ? 8 : 0,
      compassError: at === 250 ? 1 : 0,
    }));
    const cells = (osdRow: number, low: number): Record<string, number> => ({
      osdRow,
      batteryPct: 80,
      cell1V: 3.8,
      cell2V: 3.8,
      cell3V: low,
      cell4V: 3.8,
    });
    const centerBattery = [cells(0, 3.8), cells(100, 3.68), cells(810, 3.8)];
    const flight = onlyFlight(normalizeDji(makeRecord({ streams: { osd, centerBattery } })).flights);
    expect(sentences(flight)).toEqual(
      expect.arrayContaining([
        "Cell 3 below its pack by 0.09 V for 71 s.",
        "Battery low: 80 %.",
        "Battery very low: 80 %.",
        "Controller signal lost for 12 s.",
        "Motor blocked for 2 s.",
      ]),
    );
    expect(kinds(flight)).not.toContain("compassError");
  });

  it("quotes the app's texts and tells repetitions once", () => {
    const text = (osdRow: number, name: "appTip" | "appWarn" | "appSeriousWarn", said: string) => ({
      type: { appTip: 9, appWarn: 10, appSeriousWarn: 24 }[name],
      name,
      byteOffset: 5000 + osdRow,
      osdRow,
      text: said,
    });
    const texts = [
      text(3, "appTip", "Compass__interference"),
      ...[10, 40, 70].map((row) => text(row, "appWarn", "Wind")),
      text(90, "appSeriousWarn", " "),
    ];
    const flight = onlyFlight(normalizeDji(makeRecord({ streams: { osd: plainFlight(20) }, record: { texts } })).flights);
    expect(flight.events.filter((event) => event.text !== null)).toMatchObject([
      {
        kind: "appTip",
        severity: "info",
        sentence: 'App tip: "Compass interference"',
        text: "Compass__interference",
        byteOffset: 5003,
        row: 3,
      },
      { kind: "appWarning", severity: "warning", sentence: 'App warning: "Wind", 3 times in 6 s' },
    ]);
  });

  it("tells photos, series of photos and videos", () => {
    const flag = (osdRow: number, cameraFlags: number): { osdRow: number; cameraFlags: number } => ({ osdRow, cameraFlags });
    const series = Array.from({ length: 10 }, (_, at) => [flag(390 + at * 20, 8), flag(400 + at * 20, 0)]).flat();
    const camera = [flag(30, 8), flag(32, 0), ...series, flag(600, 64), flag(750, 0)];
    const flight = onlyFlight(normalizeDji(makeRecord({ streams: { osd: plainFlight(90), camera } })).flights);
    expect(flight.stats.photos).toBe(11);
    expect(sentences(flight)).toEqual(
      expect.arrayContaining(["Photo taken.", "10 photos taken in 18 s.", "Video started.", "Video stopped after 15 s."]),
    );
  });

  it("takes the battery level from the packs, and from the flight controller only where there are none", () => {
    const osd = plainFlight(10).map((row, at) => ({ ...row, batteryPct: at % 200 }));
    const smartBattery = [
      { osdRow: 0, batteryPct: 64, voltageV: 15 },
      { osdRow: 50, batteryPct: 63 },
    ];
    const { stats } = onlyFlight(normalizeDji(makeRecord({ streams: { osd, smartBattery } })).flights);
    expect([stats.batteryStartPct, stats.batteryEndPct]).toEqual([64, 63]);
  });

  it("tells two packs apart, whether they are numbered from 0 or from 1", () => {
    const packs = [0, 1].flatMap((batteryIndex) => ({ osdRow: 0, batteryIndex, designedChargeMah: 5000 + batteryIndex, loopTimes: 7 }));
    const batteryCell = [
      { osdRow: 0, batteryIndex: 0, cell1V: 3.9 },
      { osdRow: 1, batteryIndex: 1, cell1V: 3.2 },
    ];
    const flight = onlyFlight(normalizeDji(makeRecord({ streams: { osd: plainFlight(10), batteryStatic: packs, batteryCell } })).flights);
    expect(flight.batteries).toMatchObject([
      { designedChargeMah: 5000, minCellV: expect.closeTo(3.9, 5), discharges: 7 },
      { designedChargeMah: 5001, minCellV: null },
    ]);
  });

  it("names modes and the aircraft's own actions", () => {
    const osd = plainFlight(30).map((row, at) => ({
      ...row,
      flightMode: at >= 200 ? 99 : at >= 100 ? 31 : at === 50 ? 17 : 6,
      flightAction: at >= 250 ? 8 : 0,
    }));
    const told = sentences(onlyFlight(normalizeDji(makeRecord({ streams: { osd } })).flights));
    expect(told).toEqual(
      expect.arrayContaining(["Flight mode: Sport.", "Flight mode: mode 99.", "Return to home by pilot, controller button."]),
    );
    expect(told).not.toContain("Flight mode: Joystick.");
  });

  it("keeps the header's claims beside the statistics, in metres whatever the app", () => {
    const osd = plainFlight(10);
    const details = {
      totalDistance: 1.5,
      totalTimeMs: 9000,
      maxHeightM: 29,
      latDeg: 45,
      lonDeg: 10,
      street: "Map Loading...",
      city: "Ridge Hollow|US",
      appPlatform: 6,
    };
    const claims = (spec: Parameters<typeof makeRecord>[0]) =>
      onlyFlight(normalizeDji(makeRecord({ ...spec, streams: { osd } })).flights).claims;
    expect(claims({ details })).toMatchObject({
      startUs: START_MS * 1000,
      durationUs: 9e6,
      distanceM: 1500,
      maxAltHomeM: 29,
      latDeg: 45,
      places: ["Ridge Hollow|US"],
    });
    expect(claims({ details: { ...details, appPlatform: 2 } }).distanceM).toBe(1.5);
    expect(claims({ details: { ...details, latDeg: -9.7e119, totalTimeMs: -1 } })).toMatchObject({
      latDeg: null,
      lonDeg: null,
      durationUs: null,
    });
    const unclosed = claims({ details, ending: { closed: false } });
    expect(Object.values(unclosed).every((value) => value === null || (Array.isArray(value) && value.length === 0))).toBe(true);
    expect(claims({ details, version: 4, ending: { closed: false } }).durationUs).toBe(9e6);
  });

  it("prefers the full serial over the cut one", () => {
    const componentSerials = [{ byteOffset: 0, component: 2, componentName: "aircraft" as const, serial: "1ZNEXAMPLE0000000001" }];
    const spec = { streams: { osd: plainFlight(10) }, details: { aircraftSerial: "1ZNEXAMPLE000000" } };
    expect(normalizeDji(makeRecord(spec)).identity.aircraftSerial).toBe("1ZNEXAMPLE000000");
    expect(normalizeDji(makeRecord({ ...spec, record: { componentSerials } })).identity.aircraftSerial).toBe("1ZNEXAMPLE0000000001");
    expect(normalizeDji(makeRecord({ ...spec, details: { aircraftSerial: " " } })).identity.aircraftSerial).toBeNull();
  });

  it("makes one flight without rows of a sealed record, its length from the outline", () => {
    const normal = normalizeDji(
      makeRecord({ version: 14, ending: { counts: new Map([[1, 6000]]), sealedRecords: 9000 }, details: { totalTimeMs: 600_000 } }),
    );
    const flight = onlyFlight(normal.flights);
    expect(normal).toMatchObject({ sealed: true, damaged: false, records: [{ type: 1, name: "osd", count: 6000 }] });
    expect(flight).toMatchObject({ startUs: START_MS * 1000, endUs: (START_MS + 600_000) * 1000, events: [], clock: { method: "header" } });
    expect(flight.stats).toMatchObject({ durationUs: 600e6, distanceM: null, bounds: null });
    expect(flight.track.rows).toBe(0);
  });

  it("says damaged for what was cut or skipped, not for a missing key", () => {
    const osd = plainFlight(10);
    const issue = (code: string) => ({ code, offset: 1, field: null, sentence: "." });
    expect(normalizeDji(makeRecord({ streams: { osd }, record: { issues: [issue("truncated")] } })).damaged).toBe(true);
    expect(normalizeDji(makeRecord({ streams: { osd }, record: { issues: [issue("wrong-key")] } })).damaged).toBe(false);
    expect(normalizeDji(makeRecord({ streams: { osd }, ending: { strayBytes: 3 } })).damaged).toBe(true);
    expect(normalizeDji(makeRecord({ streams: { osd }, ending: { closed: false } })).damaged).toBe(true);
  });

  it("says so when nothing was flown, and when rows are left out", () => {
    const empty = normalizeDji(makeRecord({ details: null }));
    expect(empty).toMatchObject({ flights: [], damaged: true, issues: [{ code: "no-rows" }] });
    const cut = normalizeDji(makeRecord({ streams: { osd: plainFlight(10) } }), { maxRows: 20 });
    expect(cut.issues.map((issue) => issue.code)).toEqual(["too-many-rows"]);
    expect(cut.flights[0]?.track.rows).toBe(20);
  });

  it("bounds the events, keeping the serious ones", () => {
    const texts = Array.from({ length: 5000 }, (_, at) => ({
      type: at === 4999 ? 24 : 9,
      name: at === 4999 ? ("appSeriousWarn" as const) : ("appTip" as const),
      byteOffset: at,
      osdRow: at % 100,
      text: `text ${at}`,
    }));
    const normal = normalizeDji(makeRecord({ streams: { osd: plainFlight(10) }, record: { texts } }));
    expect(normal.flights[0]?.events).toHaveLength(2000);
    expect(normal.flights[0]?.events.some((event) => event.severity === "serious")).toBe(true);
    expect(normal.issues.map((issue) => issue.code)).toEqual(["too-many-events"]);
  });

  it("stays whole for any rows: no throw, time never back, statistics within the rows", () => {
    const osdRow = fc.record({
      latRad: fc.oneof(fc.double(), fc.constant(0.7)),
      lonRad: fc.oneof(fc.double(), fc.constant(0.1)),
      altHomeM: fc.float(),
      speedNorthMps: fc.float(),
      speedDownMps: fc.float(),
      flyTimeS: fc.oneof(fc.float({ min: 0, max: 6554 }), fc.constant(Number.NaN)),
      inAir: fc.nat(1),
      motorUp: fc.nat(1),
      flightMode: fc.nat(127),
      flightAction: fc.nat(255),
      goHomeStatus: fc.nat(7),
      satellites: fc.nat(255),
      limitFlags: fc.nat(255),
      batteryPct: fc.nat(255),
      voltageWarning: fc.nat(3),
      motorStartFailedCause: fc.nat(255),
    });
    const place = fc.integer({ min: -1, max: 70 });
    const sorted = <T extends { osdRow: number }>(rows: T[]): T[] => rows.sort((a, b) => a.osdRow - b.osdRow);
    const streams = fc.record({
      osd: fc.array(osdRow, { maxLength: 60 }),
      custom: fc
        .array(fc.record({ osdRow: place, wallClockMs: fc.oneof(fc.double(), fc.integer({ min: START_MS, max: START_MS + 1e6 })) }))
        .map(sorted),
      home: fc.array(fc.record({ osdRow: place, latRad: fc.double(), lonRad: fc.double(), homeFlags: fc.nat(255) })).map(sorted),
      camera: fc.array(fc.record({ osdRow: place, cameraFlags: fc.nat(255) })).map(sorted),
      centerBattery: fc.array(fc.record({ osdRow: place, cell1V: fc.float(), cell2V: fc.float(), voltageV: fc.float() })).map(sorted),
      batteryStatic: fc.array(fc.record({ osdRow: place, batteryIndex: fc.nat(255), loopTimes: fc.nat(65_535) })).map(sorted),
      rc: fc.array(fc.record({ osdRow: place, aileron: fc.nat(65_535) })).map(sorted),
      appGps: fc.array(fc.record({ osdRow: place, latDeg: fc.double(), lonDeg: fc.double() })).map(sorted),
    });
    fc.assert(
      fc.property(streams, (made) => {
        const normal = normalizeDji(makeRecord({ streams: made }));
        for (const flight of normal.flights) {
          const { rows, columns } = flight.track;
          for (let row = 1; row < rows; row += 1)
            expect((columns.elapsedMs[row] as number) >= (columns.elapsedMs[row - 1] as number)).toBe(true);
          for (const lat of columns.latDeg) expect(Number.isNaN(lat) || Math.abs(lat) <= 90).toBe(true);
          for (const pct of columns.stickAileronPct) expect(Number.isNaN(pct) || Math.abs(pct) <= 100).toBe(true);
          expect(flight.stats.airborneUs).toBeLessThanOrEqual(flight.stats.durationUs + 1);
          for (const event of flight.events) {
            expect(event.row).toBeGreaterThanOrEqual(0);
            expect(event.row).toBeLessThan(Math.max(1, rows));
            expect(event.sentence.length).toBeGreaterThan(3);
            expect(event.sentence).not.toMatch(/NaN|undefined|Infinity/);
          }
          const times = flight.events.map((event) => event.elapsedMs);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          for (const [name, value] of Object.entries(flight.stats))
            if (typeof value === "number") expect([name, Number.isFinite(value)]).toEqual([name, true]);
        }
        expect(normal.flights.reduce((sum, flight) => sum + flight.track.rows, 0)).toBe(made.osd.length);
      }),
      { numRuns: 300 },
    );
  });
});
