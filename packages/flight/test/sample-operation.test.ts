/** The stories of the sample operation come out of the normal form as they were put in. */
import { memorySource } from "@creance/core";
import { collectDjiFlightRecord, parseKeychainReply } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { beforeAll, describe, expect, it } from "vitest";
import { type SampleOperation, sampleOperation } from "../../sample/src/index.ts";
import { type NormalRecord, normalizeDji, sameFlight } from "../src/index.ts";

let operation: SampleOperation;
const byPath = new Map<string, NormalRecord>();

beforeAll(async () => {
  operation = sampleOperation(nodePlatform);
  for (const { path, bytes } of operation.files) {
    if (bytes[10] === undefined || bytes[10] < 1 || bytes[10] > 14) continue;
    byPath.set(path, normalizeDji(await collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform })));
  }
});

const flights = () => [...byPath.values()].flatMap((record) => record.flights.map((flight) => ({ record, flight })));
const sentences = () => flights().flatMap(({ flight }) => flight.events.map(({ sentence }) => sentence));

describe("the sample operation", () => {
  it("keeps time and distance near what the headers claim", () => {
    const whole = flights().filter(
      ({ record, flight }) => flight.track.rows > 0 && record.flights.length === 1 && flight.claims.durationUs !== null,
    );
    expect(whole.length).toBeGreaterThan(4);
    for (const { flight } of whole) {
      expect(Math.abs(flight.stats.durationUs - (flight.claims.durationUs ?? 0))).toBeLessThan(500_000);
      expect(flight.clock.residualP95Ms).toBeLessThan(100);
      expect(flight.events.length).toBeLessThan(100);
    }
  });

  it("finds the record with two flights, the cut one and the sealed ones", () => {
    const records = [...byPath.values()];
    expect(records.filter((record) => record.flights.length === 2)).toHaveLength(1);
    expect(records.filter(({ damaged }) => damaged).length).toBeGreaterThan(0);
    expect(records.filter(({ sealed }) => sealed).length).toBeGreaterThan(0);
    expect(sentences().some((sentence) => sentence.startsWith("The record ends in the air"))).toBe(true);
  });

  it("finds the weak cell and the weak satellites", () => {
    expect(sentences().some((sentence) => /^Cell 3 below its pack by 0\.\d\d V for /.test(sentence))).toBe(true);
    expect(sentences().some((sentence) => /^GPS signal weak: \d satellites for \d+ s\.$/.test(sentence))).toBe(true);
  });

  it("recognises flights that two files hold, by bytes and by aircraft and time", () => {
    const all = flights();
    const pairs = all.flatMap((a, at) =>
      all
        .slice(at + 1)
        .filter((b) => sameFlight(a, b))
        .map((b) => [a, b] as const),
    );
    const sameBytes = pairs.filter(([a, b]) => a.record.identity.regionSha256 === b.record.identity.regionSha256);
    expect(sameBytes.length).toBeGreaterThan(0);
    expect(pairs.length).toBeGreaterThan(sameBytes.length);
  });

  it("opens a sealed record with its keychain", async () => {
    for (const { path, reply } of operation.keychains) {
      const file = operation.files.find((one) => one.path === path);
      if (file === undefined) throw new Error(`no file ${path}`);
      const keychains = parseKeychainReply(reply);
      const opened = normalizeDji(await collectDjiFlightRecord(memorySource(file.bytes), { platform: nodePlatform, keychains }));
      expect(opened.sealed).toBe(false);
      expect(byPath.get(path)?.sealed).toBe(true);
      expect(opened.identity.regionSha256).toBe(byPath.get(path)?.identity.regionSha256);
      expect(opened.flights[0]?.stats.distanceM).toBeGreaterThan(100);
    }
    expect(operation.keychains.length).toBeGreaterThan(0);
  });
});
