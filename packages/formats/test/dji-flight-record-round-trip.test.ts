/** What the writer writes, the reader reads: every decoded type, every version, with and without keys. */
import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  appGpsRecord,
  batteryCellsRecord,
  batteryDynamicRecord,
  batteryStaticRecord,
  cameraRecord,
  centerBatteryRecord,
  collectDjiFlightRecord,
  customRecord,
  type DjiFlightRecord,
  type DjiStreamName,
  type DjiWriteItem,
  type DjiWriteKey,
  type DjiWriteRecord,
  gimbalRecord,
  homeRecord,
  mcParamsRecord,
  ofdmRecord,
  osdRecord,
  rawRecord,
  rcRecord,
  smartBatteryRecord,
  textRecord,
  writeDjiFlightRecord,
} from "../src/index.ts";
import { handKey } from "./dji-hand-built.ts";

/** A record and what must come back: values of a stream, a text, or a raw payload. */
interface Expected {
  readonly record: DjiWriteRecord;
  readonly stream?: DjiStreamName;
  readonly values?: Readonly<Record<string, number>>;
  readonly text?: string;
  readonly raw?: Uint8Array;
}

const u8 = fc.nat(255);
const u16 = fc.nat(65_535);
const flag = fc.boolean();
/** Stored in tenths. */
const tenths = fc.integer({ min: -1800, max: 1800 }).map((value) => value / 10);
const milli = fc.nat(65_535).map((value) => value / 1000);
const latDeg = fc.double({ min: -89, max: 89, noNaN: true });
const lonDeg = fc.double({ min: -179, max: 179, noNaN: true });

function stream<Fields extends object>(
  name: DjiStreamName,
  fields: fc.Arbitrary<Fields>,
  build: (fields: Fields) => DjiWriteRecord,
  rename: (fields: Fields) => Record<string, number> = (values) => numbers(values),
): fc.Arbitrary<Expected> {
  return fields.map((values) => ({ record: build(values), stream: name, values: rename(values) }));
}

/** Numbers and flags of an object as numbers. */
function numbers(fields: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => typeof value === "number" || typeof value === "boolean")
      .map(([name, value]) => [name, Number(value)]),
  );
}

const radians = ({ latDeg: lat, lonDeg: lon, ...rest }: { latDeg: number; lonDeg: number }): Record<string, number> => ({
  ...numbers(rest),
  latRad: (lat * Math.PI) / 180,
  lonRad: (lon * Math.PI) / 180,
});

const osdFields = fc.record({
  latDeg,
  lonDeg,
  altHomeM: tenths,
  speedNorthMps: tenths,
  yawDeg: tenths,
  flightMode: fc.nat(127),
  rcOutControl: flag,
  appCommand: u8,
  canIoc: flag,
  inAir: flag,
  motorUp: flag,
  goHomeStatus: fc.nat(7),
  visionUsed: flag,
  voltageWarning: fc.nat(3),
  gpsValid: flag,
  gpsLevel: fc.nat(15),
  batteryType: fc.nat(3),
  limitFlags: u8,
  satellites: u8,
  flightAction: u8,
  nonGpsCause: fc.nat(15),
  batteryPct: u8,
  motorRevolution: u8,
  droneType: u8,
  imuInitFailReason: u8,
});

const record: fc.Arbitrary<Expected> = fc.oneof(
  { weight: 6, arbitrary: stream("osd", osdFields, osdRecord, radians) },
  stream(
    "home",
    fc.record({ latDeg, lonDeg, homeFlags: u8, goHomeHeightM: u16, recordIndex: u16, sdPct: u8 }),
    ({ latDeg: lat, lonDeg: lon, ...rest }) => homeRecord({ position: { latDeg: lat, lonDeg: lon }, ...rest }),
    radians,
  ),
  stream(
    "gimbal",
    fc.record({ gimbalPitchDeg: tenths, gimbalRollDeg: tenths, gimbalYawDeg: tenths, gimbalMode: fc.nat(3), gimbalFlags: u8 }),
    gimbalRecord,
  ),
  stream(
    "rc",
    fc.record({ aileron: u16, elevator: u16, throttle: u16, rudder: u16, gimbalWheel: u16, wheelBits: u8, buttonBits: u8 }),
    rcRecord,
  ),
  stream("custom", fc.record({ wallClockMs: fc.nat(2 ** 31).map((value) => 1.5e12 + value), photoFlag: u8, videoFlag: u8 }), customRecord),
  stream(
    "centerBattery",
    fc.record({
      batteryPct: u8,
      voltageV: milli,
      chargeMah: u16,
      discharges: u16,
      currentA: fc.integer({ min: -32_768, max: 32_767 }).map((v) => v / 1000),
    }),
    centerBatteryRecord,
  ),
  stream(
    "smartBattery",
    fc.record({ usefulTimeS: u16, landTimeS: u16, status: fc.nat(2 ** 31), voltageV: milli, batteryPct: u8 }),
    smartBatteryRecord,
  ),
  stream("appGps", fc.record({ latDeg, lonDeg, accuracyM: fc.nat(100) }), appGpsRecord),
  stream("mcParams", fc.record({ failsafe: u8, mcFlags: u8 }), mcParamsRecord),
  stream(
    "batteryStatic",
    fc.record({ batteryIndex: u8, designedChargeMah: fc.nat(2 ** 31), loopTimes: u16, fullVoltageV: milli }),
    batteryStaticRecord,
  ),
  stream(
    "batteryDynamic",
    fc.record({ batteryIndex: u8, voltageV: milli, tempDegC: tenths, cells: u8, batteryPct: u8 }),
    batteryDynamicRecord,
  ),
  stream(
    "batteryCell",
    fc.record({ batteryIndex: u8, cellsV: fc.array(milli, { maxLength: 6 }) }),
    batteryCellsRecord,
    ({ batteryIndex, cellsV }) => ({
      batteryIndex,
      cells: cellsV.length,
      ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((cell) => [`cell${cell + 1}V`, cellsV[cell] ?? Number.NaN])),
    }),
  ),
  stream(
    "camera",
    fc.record({ cameraFlags: u8, sdFlags: u8, workMode: u8, sdTotalMb: fc.nat(2 ** 31), photosLeft: fc.nat(2 ** 31), recordS: u16 }),
    cameraRecord,
  ),
  stream("ofdm", fc.record({ signalPct: fc.nat(127), uplink: flag }), ofdmRecord),
  fc
    .tuple(
      fc.constantFrom("appTip" as const, "appWarn" as const, "appSeriousWarn" as const),
      fc.string({ unit: "grapheme", maxLength: 12 }),
    )
    .map(([kind, said]) => {
      const text = said.replaceAll("\0", "-");
      return { record: textRecord(kind, text), text };
    }),
  fc
    .tuple(fc.integer({ min: 200, max: 250 }), fc.uint8Array({ maxLength: 40 }))
    .map(([type, raw]) => ({ record: rawRecord(type, raw), raw })),
);

const keychain: DjiWriteKey[] = Array.from({ length: 15 }, (_, at) => ({
  ...handKey(at + 1, at + 3),
  wrapped: new Uint8Array(256).fill(at),
}));

test("write, then read: every value comes back, no byte is stray", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 14 }), fc.array(record, { minLength: 3, maxLength: 60 }), async (version, expected) => {
      const bytes = writeDjiFlightRecord({
        platform: nodePlatform,
        version,
        items: inOrder(expected),
        ...(version < 13 ? {} : { keychains: [keychain] }),
      });
      const read = await collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform, raw: "yield", keychains: [keychain] });
      expect(read.issues).toEqual([]);
      expect([read.ending.strayBytes, read.ending.sealedRecords]).toEqual([0, 0]);
      expect(read.texts.map(({ text }) => text)).toEqual(expected.flatMap(({ text }) => (text === undefined ? [] : [text])));
      const unknown = read.raw.filter(({ type }) => type >= 200).map(({ payload }) => [...payload]);
      expect(unknown).toEqual(expected.flatMap(({ raw }) => (raw === undefined ? [] : [[...raw]])));
      checkRows(read, expected);
    }),
    { numRuns: 150 },
  );
});

test("every seed byte of a scrambled record reads back", async () => {
  const items = Array.from({ length: 256 }, (_, at) => osdRecord({ latDeg: 10, lonDeg: 20, flyTimeS: at / 10, satellites: at }));
  const bytes = writeDjiFlightRecord({ platform: nodePlatform, version: 11, items, seedOf: (index) => index & 0xff });
  const read = await collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform });
  expect([...read.streams.osd.columns.satellites]).toEqual(Array.from({ length: 256 }, (_, at) => at));
});

/** Fly time must not run backwards, or decrypted records would rightly be doubted. */
function inOrder(expected: readonly Expected[]): DjiWriteItem[] {
  return expected.map(({ record: item }, at) => {
    if (item.type !== 1) return item;
    const payload = item.payload.slice();
    new DataView(payload.buffer).setUint16(42, at, true);
    return rawRecord(1, payload);
  });
}

function checkRows(read: DjiFlightRecord, expected: readonly Expected[]): void {
  const rowOf = new Map<string, number>();
  let osdRows = 0;
  for (const { stream: name, values } of expected) {
    if (name === undefined || values === undefined) continue;
    const row = rowOf.get(name) ?? 0;
    rowOf.set(name, row + 1);
    const columns = read.streams[name].columns as unknown as Record<string, ArrayLike<number>>;
    for (const [column, value] of Object.entries(values)) {
      expect(columns[column]?.[row], `${name}.${column}`).toSatisfy(
        (got: number) => Object.is(got, value) || Math.abs(got - value) <= 1e-6 + Math.abs(value) * 1e-6,
      );
    }
    expect(columns["osdRow"]?.[row]).toBe(name === "osd" ? osdRows : osdRows - 1);
    if (name === "osd") osdRows += 1;
  }
  for (const [name, rows] of rowOf) expect(read.streams[name as DjiStreamName].rows).toBe(rows);
}
