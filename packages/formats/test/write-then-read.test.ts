import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appGpsRecord,
  batteryCellsRecord,
  batteryDynamicRecord,
  batteryStaticRecord,
  cameraRecord,
  centerBatteryRecord,
  collectDjiFlightRecord,
  componentSerialRecord,
  customRecord,
  type DjiFlightRecord,
  type DjiWriteItem,
  type DjiWriteKey,
  type DjiWriteSpec,
  firmwareRecord,
  gimbalRecord,
  homeRecord,
  mcParamsRecord,
  ofdmRecord,
  osdRecord,
  rawRecord,
  rcRecord,
  recoverRecord,
  smartBatteryRecord,
  textRecord,
  writeDjiFlightRecord,
} from "../src/index.ts";

const platform = nodePlatform;
const key = (feature: number, fill: number): DjiWriteKey => ({
  feature,
  key: new Uint8Array(32).fill(fill),
  iv: new Uint8Array(16).fill(fill + 1),
  wrapped: new Uint8Array(256).fill(fill + 2),
});
const groupOf = (fill: number): DjiWriteKey[] => [1, 2, 5, 6, 7, 10, 11, 12, 13, 14].map((feature) => key(feature, fill + feature));

async function roundTrip(spec: Omit<DjiWriteSpec, "platform">): Promise<DjiFlightRecord> {
  const bytes = writeDjiFlightRecord({ platform, ...spec });
  const keychains = spec.keychains;
  return collectDjiFlightRecord(memorySource(bytes), { platform, raw: "yield", ...(keychains === undefined ? {} : { keychains }) });
}

const tenth = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low * 10, max: high * 10 }).map((value) => value / 10);
const byte = fc.nat(255);
const osdFields = fc.record({
  latDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  altHomeM: tenth(-500, 3000),
  speedNorthMps: tenth(-40, 40),
  speedEastMps: tenth(-40, 40),
  speedDownMps: tenth(-20, 20),
  pitchDeg: tenth(-180, 180),
  rollDeg: tenth(-180, 180),
  yawDeg: tenth(-180, 180),
  flightMode: fc.nat(127),
  rcOutControl: fc.boolean(),
  inAir: fc.boolean(),
  motorUp: fc.boolean(),
  goHomeStatus: fc.nat(7),
  gpsValid: fc.boolean(),
  gpsLevel: fc.nat(15),
  limitFlags: byte,
  satellites: byte,
  flightAction: byte,
  nonGpsCause: fc.nat(15),
  batteryPct: byte,
  swaveHeightM: tenth(0, 25),
  droneType: byte,
  lengthBytes: fc.integer({ min: 50, max: 55 }),
});

const versions = Array.from({ length: 14 }, (_, index) => index + 1);

describe("what the writer writes, the reader reads", () => {
  for (const version of versions) {
    const keychains = version >= 13 ? [groupOf(20)] : undefined;
    const spec = keychains === undefined ? { version } : { version, keychains };

    it(`version ${version}: every OSD field comes back`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(osdFields, { minLength: 1, maxLength: 20 }), async (rows) => {
          // Fly time rises: the gate after decryption asks for it.
          const items = rows.map((row, index) => osdRecord({ ...row, flyTimeS: index / 10 }));
          const { streams, ending, issues } = await roundTrip({ ...spec, items });
          const osd = streams.osd.columns;
          expect(streams.osd.rows).toBe(rows.length);
          expect([ending.strayBytes, ending.sealedRecords, issues.length]).toEqual([0, 0, 0]);
          for (const [index, row] of rows.entries()) {
            expect(((osd.latRad[index] as number) * 180) / Math.PI).toBeCloseTo(row.latDeg, 9);
            expect(((osd.lonRad[index] as number) * 180) / Math.PI).toBeCloseTo(row.lonDeg, 9);
            for (const name of [
              "altHomeM",
              "speedNorthMps",
              "speedEastMps",
              "speedDownMps",
              "pitchDeg",
              "rollDeg",
              "yawDeg",
              "swaveHeightM",
            ] as const) {
              expect(Math.abs((osd[name][index] as number) - row[name])).toBeLessThan(0.001);
            }
            for (const name of [
              "flightMode",
              "goHomeStatus",
              "gpsLevel",
              "limitFlags",
              "satellites",
              "flightAction",
              "nonGpsCause",
              "batteryPct",
              "droneType",
            ] as const) {
              expect([name, osd[name][index]]).toEqual([name, row[name]]);
            }
            for (const name of ["rcOutControl", "inAir", "motorUp", "gpsValid"] as const) expect(osd[name][index]).toBe(row[name] ? 1 : 0);
          }
        }),
        { numRuns: 25 },
      );
    });

    it(`version ${version}: every other stream, text, serial and picture comes back`, async () => {
      const full = [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)];
      const items: DjiWriteItem[] = [
        osdRecord({ latDeg: 10, lonDeg: 20, flyTimeS: 0 }),
        homeRecord({ position: { latDeg: 10.5, lonDeg: -20.5 }, altAmslM: 321.5, goHomeHeightM: 50, recordIndex: 7, maxHeightM: 120 }),
        gimbalRecord({ gimbalPitchDeg: -89.9, gimbalYawDeg: 12.3, gimbalMode: 2 }),
        rcRecord({ aileron: 364, elevator: 1684, throttle: 1000 }),
        customRecord({ wallClockMs: 1_700_000_000_123, groundSpeedMps: 3.5, distanceM: 12.25 }),
        centerBatteryRecord({
          batteryPct: 88,
          voltageV: 15.432,
          currentA: -8.25,
          cellsV: [3.85, 3.86, 3.8, 3.87],
          tempDegC: 25.5,
          discharges: 9,
        }),
        smartBatteryRecord({ usefulTimeS: 900, voltageV: 15.4, batteryPct: 88, lowWarningPct: 30 }),
        textRecord("appTip", "Tip é"),
        textRecord("appWarn", "Warn"),
        textRecord("appSeriousWarn", "Serious"),
        recoverRecord({
          productType: 42,
          appPlatform: 2,
          appVersion: "4.3.38",
          aircraftSerial: "SYNTH00001",
          aircraftName: "SYNTH A",
          timeMs: 1_700_000_000_000,
          batterySerial: "SYNTHBAT01",
          serialBytes: version < 6 ? 10 : 16,
        }),
        appGpsRecord({ latDeg: 10.1, lonDeg: 20.1, accuracyM: 5 }),
        firmwareRecord([{ sender: 3, subSender: 1, version: "1.2.3" }]),
        mcParamsRecord({ failsafe: 2, mcFlags: 3 }),
        batteryStaticRecord({ batteryIndex: 1, designedChargeMah: 3850, loopTimes: 12, fullVoltageV: 17.4 }),
        batteryDynamicRecord({
          batteryIndex: 1,
          voltageV: 15.4,
          currentA: -7.5,
          chargeMah: 3000,
          tempDegC: -3.5,
          cells: 4,
          batteryPct: 80,
        }),
        batteryCellsRecord({ batteryIndex: 1, cellsV: [3.9, 3.91, 3.92] }),
        cameraRecord({ cameraFlags: 9, workMode: 1, sdTotalMb: 60_000, recordS: 33 }),
        componentSerialRecord({ component: 2, serial: "SYNTH000000000000020" }),
        ofdmRecord({ signalPct: 77, uplink: true }),
        rawRecord(253, Uint8Array.of(1, 2, 3)),
      ];
      const record = await roundTrip({
        ...spec,
        items,
        pictures: { full, shrunk: full },
        details: { aircraftSerial: "SYNTH00001", appVersion: "4.3.38" },
      });
      const { streams } = record;
      expect(record.issues).toEqual([]);
      expect(record.ending.strayBytes).toBe(0);
      expect((streams.home.columns.latRad[0] as number) * (180 / Math.PI)).toBeCloseTo(10.5, 9);
      expect(streams.home.columns.altAmslM[0]).toBeCloseTo(321.5, 3);
      expect(streams.home.columns.maxHeightM[0]).toBe(120);
      expect(streams.gimbal.columns.gimbalPitchDeg[0]).toBeCloseTo(-89.9, 4);
      expect(streams.gimbal.columns.gimbalMode[0]).toBe(2);
      expect([
        streams.rc.columns.aileron[0],
        streams.rc.columns.elevator[0],
        streams.rc.columns.throttle[0],
        streams.rc.columns.rudder[0],
      ]).toEqual([364, 1684, 1000, 1024]);
      expect(streams.custom.columns.wallClockMs[0]).toBe(1_700_000_000_123);
      expect(streams.centerBattery.columns.currentA[0]).toBeCloseTo(-8.25, 4);
      expect(streams.centerBattery.columns.cell3V[0]).toBeCloseTo(3.8, 4);
      expect(streams.centerBattery.columns.tempDegC[0]).toBeCloseTo(25.5, 1);
      expect(streams.smartBattery.columns.usefulTimeS[0]).toBe(900);
      expect(record.texts.map((text) => text.text)).toEqual(["Tip é", "Warn", "Serious"]);
      expect(record.recovers[0]).toMatchObject({
        aircraftSerial: "SYNTH00001",
        aircraftName: "SYNTH A",
        batterySerial: "SYNTHBAT01",
        timeMs: 1_700_000_000_000,
      });
      expect([streams.appGps.columns.latDeg[0], streams.appGps.columns.lonDeg[0]]).toEqual([10.1, 20.1]);
      expect(record.firmware.map((item) => item.version)).toEqual(["1.2.3"]);
      expect(streams.mcParams.columns.failsafe[0]).toBe(2);
      expect(streams.batteryStatic.columns.designedChargeMah[0]).toBe(3850);
      expect(streams.batteryDynamic.columns.tempDegC[0]).toBeCloseTo(-3.5, 4);
      expect(streams.batteryCell.columns.cell3V[0]).toBeCloseTo(3.92, 4);
      expect(streams.camera.columns.recordS[0]).toBe(33);
      expect(record.componentSerials.map((item) => item.serial)).toEqual(["SYNTH000000000000020"]);
      expect([streams.ofdm.columns.signalPct[0], streams.ofdm.columns.uplink[0]]).toEqual([77, 1]);
      expect(record.raw.filter((raw) => raw.type === 253).map((raw) => [...raw.payload])).toEqual([[1, 2, 3]]);
      expect(record.pictures.map((picture) => picture.lengthBytes)).toEqual([4, 4]);
      expect(record.header.details?.aircraftSerial).toBe("SYNTH00001");
      expect(record.header.details?.appVersion).toBe("4.3.38");
    });
  }

  it("reads on behind a marker in the middle and a second keychain group", async () => {
    const osd = (row: number): DjiWriteItem => osdRecord({ latDeg: 1, lonDeg: 2, flyTimeS: row / 10 });
    const items: DjiWriteItem[] = [osd(0), osd(1), { kind: "marker" }, osd(2), { kind: "nextKeychainGroup" }, osd(3), osd(4)];
    const record = await roundTrip({ version: 14, items, keychains: [groupOf(20), groupOf(60)] });
    expect(record.streams.osd.rows).toBe(5);
    expect([record.ending.closed, record.ending.strayBytes, record.ending.sealedRecords]).toEqual([true, 0, 0]);
    expect(record.ending.keychainGroups.map((group) => group.length)).toEqual([10, 10]);
  });

  it("finds the records around stray bytes and says how many there were", async () => {
    const osd = (row: number): DjiWriteItem => osdRecord({ latDeg: 1, lonDeg: 2, flyTimeS: row / 10 });
    for (const version of [4, 8, 11]) {
      const items: DjiWriteItem[] = [osd(0), osd(1), { kind: "stray", bytes: new Uint8Array(37) }, osd(2), osd(3)];
      const record = await roundTrip({ version, items });
      expect(record.streams.osd.rows).toBe(4);
      expect(record.ending.strayBytes).toBe(37);
    }
  });
});
