/** The reader on real records, compared with another parser that runs in a process of its own (it can trap). */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import {
  collectDjiFlightRecord,
  type DjiFlightRecord,
  type DjiReadOptions,
  djiFlightRecordFormat,
  keychainRequest,
  parseKeychainReply,
} from "../src/index.ts";

const samples = process.env["CREANCE_SAMPLES"];
const skipped = samples === undefined;
const why = skipped ? " (skipped: CREANCE_SAMPLES not set)" : "";
const oracleChild = fileURLToPath(new URL("./dji-oracle-child.mjs", import.meta.url));
const DEG_PER_RAD = 180 / Math.PI;

const filesIn = (folder: string): string[] => {
  const path = join(samples ?? "/nowhere", folder);
  return existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith(".txt"))
        .map((name) => join(path, name))
    : [];
};
const real = filesIn("dji-txt");
const synthetic = filesIn("dji-txt-synthetic");

const read = (file: string, options: Partial<DjiReadOptions> = {}): Promise<DjiFlightRecord> =>
  collectDjiFlightRecord(memorySource(readFileSync(file)), { platform: nodePlatform, ...options });
const keysOf = (file: string): string => readFileSync(file.replace(/\.txt$/, ".keychain.json"), "utf8");

type Entry = Readonly<Record<string, never>>;
interface OracleAnswer {
  readonly details: Readonly<Record<string, unknown>>;
  readonly request: unknown;
  readonly framePositions: readonly (readonly [number, number])[];
  readonly streams: Readonly<Record<string, readonly Entry[]>>;
}
const oracle = (...args: string[]): OracleAnswer =>
  JSON.parse(
    execFileSync(process.execPath, [oracleChild, ...args], { timeout: 120_000, maxBuffer: 2 ** 28, encoding: "utf8" }),
  ) as OracleAnswer;

/** Field pairs: stream and column of ours, type and field of the other parser, factor and tolerance. */
const pairs: readonly (readonly [keyof DjiFlightRecord["streams"], string, string, string, number, number])[] = [
  ["osd", "latRad", "OSD", "latitude", DEG_PER_RAD, 1e-9],
  ["osd", "lonRad", "OSD", "longitude", DEG_PER_RAD, 1e-9],
  ["osd", "altHomeM", "OSD", "altitude", 1, 1e-4],
  ["osd", "speedNorthMps", "OSD", "speedX", 1, 1e-4],
  ["osd", "speedEastMps", "OSD", "speedY", 1, 1e-4],
  ["osd", "speedDownMps", "OSD", "speedZ", 1, 1e-4],
  ["osd", "pitchDeg", "OSD", "pitch", 1, 1e-4],
  ["osd", "rollDeg", "OSD", "roll", 1, 1e-4],
  ["osd", "yawDeg", "OSD", "yaw", 1, 1e-4],
  ["osd", "satellites", "OSD", "gpsNum", 1, 0],
  ["osd", "gpsLevel", "OSD", "gpsLevel", 1, 0],
  ["osd", "batteryPct", "OSD", "battery", 1, 0],
  ["osd", "flyTimeS", "OSD", "flyTime", 1, 1e-3],
  ["osd", "voltageWarning", "OSD", "voltageWarning", 1, 0],
  ["osd", "motorUp", "OSD", "isMotorUp", 1, 0],
  ["osd", "gpsValid", "OSD", "isGpsValid", 1, 0],
  ["osd", "visionUsed", "OSD", "isVisionUsed", 1, 0],
  ["osd", "compassError", "OSD", "isCompassError", 1, 0],
  ["osd", "rcOutControl", "OSD", "rcOutcontrol", 1, 0],
  ["home", "latRad", "Home", "latitude", DEG_PER_RAD, 1e-6],
  ["home", "lonRad", "Home", "longitude", DEG_PER_RAD, 1e-6],
  ["home", "altAmslM", "Home", "altitude", 1, 1e-3],
  ["home", "goHomeHeightM", "Home", "goHomeHeight", 1, 0],
  ["home", "recordIndex", "Home", "currentFlightRecordIndex", 1, 0],
  ["gimbal", "gimbalPitchDeg", "Gimbal", "pitch", 1, 1e-4],
  ["gimbal", "gimbalYawDeg", "Gimbal", "yaw", 1, 1e-4],
  ["rc", "aileron", "RC", "aileron", 1, 0],
  ["rc", "throttle", "RC", "throttle", 1, 0],
  ["rc", "rudder", "RC", "rudder", 1, 0],
  ["rc", "gimbalWheel", "RC", "gimbal", 1, 0],
  ["custom", "groundSpeedMps", "Custom", "hSpeed", 1, 1e-3],
  ["custom", "distanceM", "Custom", "distance", 1, 1e-2],
  ["custom", "wallClockMs", "Custom", "updateTimestamp", 1, 0.5],
  ["centerBattery", "batteryPct", "CenterBattery", "relativeCapacity", 1, 0],
  ["centerBattery", "voltageV", "CenterBattery", "voltage", 1, 1e-4],
  ["centerBattery", "currentA", "CenterBattery", "current", 1, 1e-4],
  ["centerBattery", "cell1V", "CenterBattery", "voltageCell1", 1, 1e-4],
  ["centerBattery", "tempDegC", "CenterBattery", "temperature", 1, 1e-2],
  ["smartBattery", "usefulTimeS", "SmartBattery", "usefulTime", 1, 0],
  ["smartBattery", "voltageV", "SmartBattery", "voltage", 1, 1e-3],
  ["smartBattery", "batteryPct", "SmartBattery", "percent", 1, 0],
  // The other parser has latitude and longitude of AppGPS the wrong way round.
  ["appGps", "latDeg", "AppGPS", "longitude", 1, 1e-9],
  ["appGps", "lonDeg", "AppGPS", "latitude", 1, 1e-9],
  ["camera", "sdTotalMb", "Camera", "sdCardTotalCapacity", 1, 0],
  ["camera", "photosLeft", "Camera", "remainPhotoNum", 1, 0],
];

const toNumber = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : Number(value));

function compare(record: DjiFlightRecord, answer: OracleAnswer): void {
  for (const [stream, column, type, field, factor, tolerance] of pairs) {
    const theirs = answer.streams[type] ?? [];
    expect(record.streams[stream].rows, `${type} rows`).toBe(theirs.length);
    const values = (record.streams[stream].columns as unknown as Record<string, ArrayLike<number>>)[column] as ArrayLike<number>;
    const differing = theirs.findIndex((entry, row) => {
      const expected = toNumber(entry[field]);
      const ours = (values[row] as number) * factor;
      return !(Math.abs(ours - expected) <= tolerance + Math.abs(expected) * 1e-12) && !(Number.isNaN(ours) && Number.isNaN(expected));
    });
    expect(differing, `${stream}.${column}: row, ours ${values[differing]}, theirs ${JSON.stringify(theirs[differing]?.[field])}`).toBe(-1);
  }
}

/** Details of both, by our name: theirs may be under another name. */
const detailNames = {
  subStreet: "subStreet",
  city: "city",
  recordLineCount: "recordLineCount",
  lonDeg: "longitude",
  latDeg: "latitude",
  totalDistance: "totalDistance",
  maxHeightM: "maxHeight",
  captureNum: "captureNum",
  aircraftName: "aircraftName",
  aircraftSerial: "aircraftSn",
  cameraSerial: "cameraSn",
  rcSerial: "rcSn",
  batterySerial: "batterySn",
  appVersion: "appVersion",
  momentPicImageBufferLen: "momentPicImageBufferLen",
} as const;

describe.skipIf(skipped)(`real records${why}`, () => {
  test("there are the 16 real ones and the 2 synthetic ones", () => {
    expect([real.length, synthetic.length]).toEqual([16, 2]);
  });

  test.each(real.map((file) => [file.slice(-24), file]))("%s frames without a stray byte and is recognised", async (_, file) => {
    const bytes = readFileSync(file);
    expect(djiFlightRecordFormat.sniff(bytes.subarray(0, 65_536), bytes.length)).toBe(1);
    const record = await read(file);
    expect(record.ending.strayBytes).toBe(0);
    expect(record.ending.closed).toBe(true);
    expect(record.issues.filter((issue) => issue.code !== "sealed")).toEqual([]);
    expect(record.ending.counts.get(1)).toBeGreaterThan(200);
    expect(record.header.details?.startTimeMs).not.toBeNull();
  });

  test.each(real.map((file) => [file.slice(-24), file]))("%s equals the other parser in every column it decodes", async (_, file) => {
    const record = await read(file);
    const answer = oracle(file);
    const details = record.header.details as unknown as Record<string, unknown>;
    for (const [ours, theirs] of Object.entries(detailNames)) expect(details[ours], ours).toEqual(answer.details[theirs]);
    const longitudes = answer.details["momentPicLongitude"] as number[];
    for (const [at, lonDeg] of longitudes.entries()) expect(record.header.details?.momentPicLonDeg[at]).toBeCloseTo(lonDeg, 9);
    if (record.header.version < 13) compare(record, answer);
    else expect(JSON.parse(keychainRequest(record.ending, record.header).body)).toEqual(answer.request);
  });

  test("sealed records show their header and their counts, and no position", async () => {
    const sealed = real.filter((file) => /DJIFlightRecord_20/.test(file));
    expect(sealed.length).toBe(2);
    for (const file of sealed) {
      const record = await read(file);
      expect(record.streams.osd.rows).toBe(0);
      expect(record.ending.sealedRecords).toBeGreaterThan(2000);
      expect(record.issues.map((issue) => issue.code)).toEqual(["sealed"]);
      expect(record.header.details?.aircraftSerial.length).toBeGreaterThan(10);
    }
  });

  test("pictures lie where JPEGs start and end", async () => {
    let pictures = 0;
    for (const file of real) {
      const bytes = readFileSync(file);
      for (const { byteOffset, lengthBytes } of (await read(file)).pictures) {
        pictures += 1;
        expect(bytes.subarray(byteOffset, byteOffset + 3).toString("hex")).toBe("ffd8ff");
        expect(bytes.subarray(byteOffset + lengthBytes - 2, byteOffset + lengthBytes).toString("hex")).toBe("ffd9");
      }
    }
    expect(pictures).toBeGreaterThan(15);
  });

  test("texts of v8 to v11 records are readable", async () => {
    const texts = (await Promise.all(real.map((file) => read(file)))).flatMap((record) => record.texts);
    expect(texts.length).toBeGreaterThan(200);
    for (const { text } of texts) {
      expect(text.length).toBeGreaterThan(3);
      expect(text).not.toMatch(/\uFFFD/);
    }
  });

  test("the same recording has the same region hash with and without the trailing record", async () => {
    const hashes = new Map<string, number>();
    for (const file of real) {
      const { regionSha256 } = (await read(file)).ending;
      hashes.set(regionSha256, (hashes.get(regionSha256) ?? 0) + 1);
    }
    expect([...hashes.values()].sort()).toEqual([...Array.from({ length: 12 }, () => 1), 2, 2]);
  });

  test("a record cut anywhere gives the rows before the cut", async () => {
    for (const file of real.filter((_, index) => index % 4 === 3)) {
      const bytes = readFileSync(file);
      const whole = await read(file);
      const offsets = whole.streams.osd.columns.byteOffset;
      for (let part = 1; part < 12; part += 1) {
        const cut = Math.floor((bytes.length * part) / 12) + part;
        const record = await collectDjiFlightRecord(memorySource(bytes.subarray(0, cut)), { platform: nodePlatform });
        const expected = offsets.findIndex((offset) => offset + 60 > cut);
        const least = whole.header.version >= 13 ? 0 : expected < 0 ? whole.streams.osd.rows : expected;
        expect(record.streams.osd.rows).toBeGreaterThanOrEqual(least);
        expect(record.streams.osd.columns.latRad.slice(0, least)).toEqual(whole.streams.osd.columns.latRad.slice(0, least));
        expect(record.issues.length).toBeGreaterThan(0);
      }
    }
  });

  test.each(synthetic.map((file) => [file.slice(-33), file]))("%s opens with its keys, like the other parser", async (_, file) => {
    const record = await read(file, { keychains: parseKeychainReply(keysOf(file)) });
    const original = await read(real.find((path) => path.endsWith("mavic2_6.txt")) as string);
    expect(record.ending.sealedRecords).toBe(0);
    expect(record.streams.osd.rows).toBe(2333);
    expect(record.streams.osd.columns.latRad).toEqual(original.streams.osd.columns.latRad);
    expect(record.streams.osd.columns.lonRad).toEqual(original.streams.osd.columns.lonRad);
    expect(record.texts.map(({ text }) => text)).toEqual(original.texts.map(({ text }) => text));
    const answer = oracle(file, file.replace(/\.txt$/, ".keychain.json"));
    compare(record, answer);
    const equal = answer.framePositions.filter(
      ([lat, lon], row) =>
        Math.abs(lat - (record.streams.osd.columns.latRad[row] as number) * DEG_PER_RAD) <= 1e-9 &&
        Math.abs(lon - (record.streams.osd.columns.lonRad[row] as number) * DEG_PER_RAD) <= 1e-9,
    );
    expect(equal.length).toBe(2332);
  });

  test.each(synthetic.map((file) => [file.slice(-33), file]))("%s stays sealed with wrong keys", async (_, file) => {
    const keychains = parseKeychainReply(keysOf(file)).map((group) =>
      group.map((entry) => ({ ...entry, key: entry.key.map((byte) => byte ^ 0x55) })),
    );
    const record = await read(file, { keychains });
    expect(record.streams.osd.rows).toBe(0);
    expect(record.streams.appGps.rows).toBe(0);
    expect(record.ending.sealedRecords).toBe((await read(file)).ending.sealedRecords);
    expect(record.issues.some((issue) => issue.code === "wrong-key")).toBe(true);
  });
});
