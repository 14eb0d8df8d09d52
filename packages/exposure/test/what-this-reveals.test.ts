import { isFormatError, memorySource } from "@creance/core";
import { normalizeDji } from "@creance/flight";
import {
  appGpsRecord,
  collectDjiFlightRecord,
  componentSerialRecord,
  customRecord,
  type DjiWriteKey,
  type DjiWriteRecord,
  djiFeatureOfType,
  firmwareRecord,
  homeRecord,
  osdRecord,
  recoverRecord,
  textRecord,
  writeDjiFlightRecord,
} from "@creance/formats";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Reveal, whatThisReveals } from "../src/index.ts";
import { bytesOf, frames, valueIn } from "./reveal-bytes.ts";

const START_MS = Date.UTC(2024, 4, 14, 12, 0, 0);
const SERIAL = "SIMULATED0000001";
const FULL_SERIAL = "SIMULATED00000012345";
const SEED = 0x51;
const picture = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

const details = {
  city: "Ridge Hollow|US",
  street: "Map Loading...",
  needsUpload: 8,
  startTimeMs: START_MS,
  latDeg: 45.5,
  lonDeg: -120.25,
  accountFragment: "0123456789abcdef",
  aircraftName: "Küstenfalke",
  aircraftSerial: SERIAL,
  cameraSerial: "SIMCAM0000000001",
  rcSerial: "SIMRC00000000001",
  batterySerial: "SIMBAT0000000001",
  appPlatform: 1,
  appVersion: "4.3.24",
  productType: 42,
  uuid: "00000000-1111-2222-3333-444444444444",
  momentPicLatDeg: [0, 45.8],
  momentPicLonDeg: [0, -120.5],
};

const records: DjiWriteRecord[] = [
  recoverRecord({
    productType: 42,
    appPlatform: 1,
    appVersion: "4.3.24",
    aircraftSerial: SERIAL,
    aircraftName: "Küstenfalke",
    timeMs: START_MS,
    rcSerial: "SIMRC00000000001",
  }),
  componentSerialRecord({ component: 2, serial: FULL_SERIAL }),
  componentSerialRecord({ component: 2, serial: FULL_SERIAL }),
  firmwareRecord([{ sender: 3, subSender: 5, version: "1.2.3" }]),
  osdRecord({ latDeg: 0, lonDeg: 0, flyTimeS: 0, inAir: true, motorUp: true }),
  osdRecord({ latDeg: 45.5, lonDeg: -120.25, flyTimeS: 0.1, inAir: true, motorUp: true }),
  homeRecord({ position: null }),
  homeRecord({ position: { latDeg: 45.501, lonDeg: -120.251 }, homeFlags: 1 }),
  customRecord({ wallClockMs: START_MS + 100 }),
  appGpsRecord({ latDeg: 45.502, lonDeg: -120.252, accuracyM: 5 }),
  appGpsRecord({ latDeg: 45.503, lonDeg: -120.252, accuracyM: 5 }),
  textRecord("appTip", "Taking off"),
  textRecord("appWarn", "You are in a Warning Zone (Ridge Hollow). Fly with caution."),
  textRecord("appTip", "Home at 45.50100, -120.25100"),
];

const keys = (version: number): DjiWriteKey[] => {
  const features = new Set(records.map(({ type }) => djiFeatureOfType(version, type)).filter((feature) => feature !== 0));
  return [...features].map((feature) => ({
    feature,
    key: new Uint8Array(32).fill(feature),
    iv: new Uint8Array(16).fill(100 + feature),
    wrapped: new Uint8Array(256).fill(feature),
  }));
};

async function revealsOf(
  version: number,
  keychains?: readonly (readonly DjiWriteKey[])[],
): Promise<{ file: Uint8Array; reveals: Reveal[]; sealed: boolean }> {
  const items = version < 6 ? records.filter(({ type }) => type !== 13) : records;
  const pictures = { full: [picture], shrunk: [] };
  const file = writeDjiFlightRecord({
    platform: nodePlatform,
    version,
    details,
    items,
    pictures,
    seedOf: () => SEED,
    ...(version >= 13 ? { keychains: [keys(version)] } : {}),
  });
  const record = await collectDjiFlightRecord(memorySource(file), {
    platform: nodePlatform,
    ...(keychains === undefined ? {} : { keychains }),
  });
  const normal = normalizeDji(record);
  return { file, reveals: whatThisReveals(record, normal), sealed: normal.sealed };
}

function expectValue(file: Uint8Array, version: number, reveal: Reveal): void {
  const bytes = bytesOf(file, version, reveal);
  expect([reveal.kind, reveal.label, valueIn(bytes, reveal)]).toEqual([reveal.kind, reveal.label, reveal.value]);
  if (reveal.kind === "picture") expect(bytes).toEqual(picture);
}

const kindsOf = (reveals: readonly Reveal[]): string[] => [...new Set(reveals.map(({ kind }) => kind))].sort();

describe("whatThisReveals", () => {
  it.each([4, 8, 11, 12])("points at the very bytes of every value in version %i", async (version) => {
    const { file, reveals } = await revealsOf(version);
    for (const reveal of reveals) expectValue(file, version, reveal);
    expect(kindsOf(reveals)).toEqual(
      [
        ...["aircraftSerial", "app", "appText", "batterySerial", "cameraSerial", "droneName", "firmware", "flightPath", "headerPosition"],
        ...["homePosition", "picture", "picturePosition", "pilotPosition", "placeName", "rcSerial", "startTime", "uploadFlag"],
        ...(version >= 6 ? ["accountFragment"] : []),
        ...(version >= 12 ? ["uuid"] : []),
      ].sort(),
    );
  });

  it("tells each value once, with plain sentences", async () => {
    const { reveals } = await revealsOf(11);
    expect(reveals.filter(({ value }) => value === FULL_SERIAL)).toHaveLength(1);
    expect(reveals.filter(({ kind }) => kind === "placeName").map(({ value }) => value)).toEqual(["Ridge Hollow|US"]);
    expect(reveals.find(({ kind }) => kind === "pilotPosition")?.sentence).toBe(
      "Where the phone was, so where the pilot stood. 2 positions, up to 111 m from the first.",
    );
    expect(reveals.filter(({ kind }) => kind === "appText").map(({ sentence }) => sentence)).toEqual([
      "A message of the app that holds a name that also stands in the header.",
      "A message of the app that holds coordinates.",
    ]);
    for (const { sentence, label } of reveals) {
      expect(label.length).toBeGreaterThan(2);
      expect(sentence).toMatch(/^[0-9A-Z].*\.$/);
      expect(sentence).not.toMatch(/NaN|undefined|null/);
    }
  });

  it.each([13, 14])("shows what is readable without any key of a sealed version %i record", async (version) => {
    const { file, reveals, sealed } = await revealsOf(version);
    expect(sealed).toBe(true);
    expect(kindsOf(reveals)).toEqual(
      [
        ...["accountFragment", "aircraftSerial", "app", "batterySerial", "cameraSerial", "droneName", "headerPosition"],
        ...["picture", "picturePosition", "placeName", "rcSerial", "startTime", "uploadFlag", "uuid"],
      ].sort(),
    );
    for (const reveal of reveals) {
      expectValue(file, version, reveal);
      if (reveal.kind !== "picture")
        expect(reveal).toMatchObject({ scrambled: true, sentence: expect.stringContaining("without any key") });
    }
  });

  it("shows the records too when keys open them, and says that they are encrypted", async () => {
    const { file, reveals } = await revealsOf(14, [keys(14)]);
    const pilot = reveals.find(({ kind }) => kind === "pilotPosition");
    expect(pilot?.value).toBe("45.502000, -120.252000");
    expect(pilot?.sentence).toContain("Encrypted in the file");
    expect(frames(file, 14).some(({ type, bodyStart }) => type === 14 && bodyStart === pilot?.byteOffset)).toBe(true);
  });

  it("leaves out what an unclosed record's memory left in the header", async () => {
    const file = writeDjiFlightRecord({
      platform: nodePlatform,
      version: 8,
      items: records,
      ending: "unclosed",
      details: { aircraftName: "\u0001\u0002x", accountFragment: "0000000000000000", latDeg: -9.7e119, lonDeg: 1 },
    });
    const record = await collectDjiFlightRecord(memorySource(file), { platform: nodePlatform });
    const kinds = whatThisReveals(record, normalizeDji(record))
      .filter(({ byteOffset }) => byteOffset >= record.header.detailOffset)
      .map(({ kind }) => kind);
    expect(kinds).toEqual(["uploadFlag", "app"]);
  });

  it("stays whole for every cut and any flipped byte, and every place lies in the file", async () => {
    const { file } = await revealsOf(11);
    const change = fc.tuple(fc.integer({ min: 12, max: file.length }), fc.nat(file.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(change, async ([length, at, value]) => {
        const bytes = file.slice(0, length);
        if (at < length && at !== 10) bytes[at] = value;
        const record = await collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform }).catch((error: unknown) => {
          if (!isFormatError(error)) throw error;
          return null;
        });
        if (record === null) return;
        for (const { byteOffset, lengthBytes, sentence } of whatThisReveals(record, normalizeDji(record))) {
          expect(byteOffset >= 0 && lengthBytes > 0 && byteOffset + lengthBytes <= length).toBe(true);
          expect(sentence).not.toMatch(/NaN|undefined/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
