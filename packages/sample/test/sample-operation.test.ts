import { createHash } from "node:crypto";
import { memorySource } from "@creance/core";
import { normalizeDji } from "@creance/flight";
import { collectDjiFlightRecord, type DjiFlightRecord, parseKeychainReply, sniffFormat } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { makeRecord, SYNTHETIC_PREFIX, sampleOperation } from "../src/index.ts";

const platform = nodePlatform;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const operation = sampleOperation(platform);
const fileOf = (part: string): Uint8Array => operation.files.find((file) => file.path.includes(part))?.bytes ?? new Uint8Array(0);

async function read(part: string): Promise<DjiFlightRecord> {
  const keychain = operation.keychains.find((candidate) => candidate.path.includes(part));
  const keychains = keychain === undefined ? {} : { keychains: parseKeychainReply(keychain.reply) };
  return collectDjiFlightRecord(memorySource(fileOf(part)), { platform, ...keychains });
}

const records = operation.files.filter((file) => !file.path.includes("19-00-00"));

describe("sample operation", () => {
  it("is the same for the same seed, another for another seed", () => {
    const digests = operation.files.map((file) => sha256(file.bytes));
    expect(sampleOperation(platform).files.map((file) => sha256(file.bytes))).toEqual(digests);
    const others = sampleOperation(platform, 2).files.map((file) => sha256(file.bytes));
    expect(others.filter((digest) => digests.includes(digest))).toEqual([]);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("has unique paths, a note for each file, and stays below 12 MB", () => {
    expect(new Set(operation.files.map((file) => file.path)).size).toBe(operation.files.length);
    expect(operation.files.every((file) => file.note.endsWith("."))).toBe(true);
    expect(operation.files.reduce((sum, file) => sum + file.bytes.byteLength, 0)).toBeLessThan(12_000_000);
  });

  for (const { path } of records) {
    it(`${path} reads back without a stray byte and names nobody real`, async () => {
      const record = await read(path);
      const cut = path.includes("2026-09-08_[08");
      expect(record.ending.strayBytes).toBeLessThan(cut ? 64 : 1);
      expect(record.ending.closed).toBe(!cut);
      expect(sniffFormat(fileOf(path).subarray(0, 65_536), fileOf(path).byteLength)?.format.id).toBe("dji-flight-record");
      const { details } = record.header;
      const names = [details?.aircraftName, details?.aircraftSerial, details?.cameraSerial, details?.rcSerial, details?.batterySerial]
        .concat(record.recovers.flatMap((recover) => [recover.aircraftName, recover.aircraftSerial]))
        .concat(record.componentSerials.map((component) => component.serial));
      expect(names.filter((name) => name !== undefined && !name.startsWith(SYNTHETIC_PREFIX))).toEqual([]);
      for (const issue of record.issues) expect(["sealed", "details-missing", "truncated", "not-closed"]).toContain(issue.code);
    });
  }

  it("has several versions, one sealed record, two that their keychains open", async () => {
    const versions = await Promise.all(records.map(async ({ path }) => (await read(path)).header.version));
    expect([...new Set(versions)].toSorted((a, b) => a - b)).toEqual([8, 11, 12, 13, 14]);
    const hold = await read("15-02-47");
    expect(hold.ending.sealedRecords).toBeGreaterThan(10_000);
    expect(hold.streams.osd.rows).toBe(0);
    for (const { path } of operation.keychains) expect((await read(path)).ending.sealedRecords).toBe(0);
  });

  it("has one recording in two files, the longer one with a trailing record", async () => {
    const shorter = fileOf("mapping-phone/DJIFlightRecord_2026-09-08");
    const longer = fileOf("mapping-phone/backup/");
    expect(sha256(longer.subarray(0, shorter.byteLength))).toBe(sha256(shorter));
    expect(longer.byteLength - shorter.byteLength).toBe(11);
    const [a, b] = [await read("mapping-phone/DJIFlightRecord_2026-09-08"), await read("mapping-phone/backup/")];
    expect(a.ending.regionSha256).toBe(b.ending.regionSha256);
  });

  it("has one search on two phones whose clocks are 1.4 s apart and which saw the same aircraft", async () => {
    const [own, watched] = [await read("rescue-phone/DJIFlightRecord_2026-09-11_[17"), await read("observer-phone/")];
    const late = own.streams.osd.rows - watched.streams.osd.rows;
    expect(late).toBe(420);
    expect(watched.streams.osd.columns.latRad).toEqual(own.streams.osd.columns.latRad.slice(late));
    const apart = [0, 1000, 3000, 6000].map(
      (row) => (watched.streams.custom.columns.wallClockMs[row] as number) - (own.streams.custom.columns.wallClockMs[row + late] as number),
    );
    for (const apartMs of apart) expect(Math.abs(apartMs - 1400)).toBeLessThan(300);
    expect(watched.streams.appGps.columns.latDeg[0]).not.toBe(own.streams.appGps.columns.latDeg[0]);
  });

  it("has two flights in one record, and one flight in each of the others", async () => {
    for (const { path } of records) {
      const normal = normalizeDji(await read(path));
      expect([path, normal.flights.length]).toEqual([path, path.includes("08-21-30") ? 2 : 1]);
    }
  });

  it("tells its story: minutes, distances, warnings, a low battery, a tired cell", async () => {
    const flightOf = async (part: string): Promise<ReturnType<typeof normalizeDji>["flights"][number]> => {
      const flight = normalizeDji(await read(part)).flights[0];
      if (flight === undefined) throw new Error(`no flight in ${part}`);
      return flight;
    };
    const vineyard = await flightOf("survey-tablet/DJIFlightRecord_2026-09-07");
    expect(vineyard.stats.durationUs / 60e6).toBeGreaterThan(8);
    expect(Math.abs((vineyard.stats.distanceM ?? 0) / (vineyard.claims.distanceM ?? 1) - 1)).toBeLessThan(0.02);
    expect(vineyard.events.map((event) => event.kind)).toContain("cellImbalance");
    const search = await flightOf("rescue-phone/DJIFlightRecord_2026-09-11_[17");
    const kinds = new Set(search.events.map((event) => event.kind));
    for (const kind of ["takeOff", "landing", "gpsWeak", "appWarning", "appSeriousWarning", "batteryLow", "goHome", "photo"])
      expect([...kinds]).toContain(kind);
    expect(search.stats.batteryEndPct).toBeLessThan(28);
  });

  it("has drawn pictures in two records, four and two of them, each full and shrunk", async () => {
    const vineyard = await read("survey-tablet/DJIFlightRecord_2026-09-07");
    expect(vineyard.pictures.map((picture) => picture.kind)).toEqual([...Array(4).fill("full"), ...Array(4).fill("shrunk")]);
    const bytes = fileOf("survey-tablet/DJIFlightRecord_2026-09-07");
    for (const { byteOffset, lengthBytes } of vineyard.pictures) {
      expect([bytes[byteOffset], bytes[byteOffset + 1]]).toEqual([0xff, 0xd8]);
      expect([bytes[byteOffset + lengthBytes - 2], bytes[byteOffset + lengthBytes - 1]]).toEqual([0xff, 0xd9]);
    }
    expect((await read("rescue-phone/DJIFlightRecord_2026-09-11_[17")).pictures).toHaveLength(4);
  });

  it("has noise that is named like a record and is none", () => {
    const junk = fileOf("2026-09-11_[19-00-00]");
    expect(sniffFormat(junk.subarray(0, 65_536), junk.byteLength)).toBeUndefined();
  });
});

describe("generated records", () => {
  it("differ by seed, repeat for a seed, have about the size asked for, read back whole", async () => {
    const make = (seed: number): Uint8Array => makeRecord(seed, { platform }).bytes;
    expect(sha256(make(1))).toBe(sha256(make(1)));
    expect(sha256(make(1))).not.toBe(sha256(make(2)));
    for (const seed of [3, 4, 5]) {
      expect(Math.abs(make(seed).byteLength / 500_000 - 1)).toBeLessThan(0.3);
      const record = await collectDjiFlightRecord(memorySource(make(seed)), { platform });
      expect([record.ending.strayBytes, record.ending.closed, record.issues.length]).toEqual([0, true, 0]);
    }
  });
});
