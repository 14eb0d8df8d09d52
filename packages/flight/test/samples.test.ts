/** Real records, where they are at hand: durations, distances and identities against what their headers claim. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { collectDjiFlightRecord, type DjiFlightRecord, parseKeychainReply } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import { describe, expect, it } from "vitest";
import { type NormalRecord, normalizeDji, sameFlight } from "../src/index.ts";

const folder = process.env["CREANCE_SAMPLES"];
const note = folder === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";

async function read(path: string, keychain?: string): Promise<DjiFlightRecord> {
  const source = await openFileSource(path);
  try {
    const keychains = keychain === undefined ? {} : { keychains: parseKeychainReply(keychain) };
    return await collectDjiFlightRecord(source, { platform: nodePlatform, ...keychains });
  } finally {
    await source.close();
  }
}

async function normal(name: string): Promise<NormalRecord> {
  return normalizeDji(await read(join(folder ?? "", "dji-txt", name)));
}

describe.skipIf(folder === undefined)(`real records${note}`, () => {
  const names = folder === undefined ? ["none"] : readdirSync(join(folder, "dji-txt")).filter((name) => name.endsWith(".txt"));

  it.each(names)("agrees with the header's claims: %s", async (name) => {
    const record = await normal(name);
    expect(record.flights).toHaveLength(1);
    expect(record.damaged).toBe(false);
    const [flight] = record.flights;
    if (flight === undefined) return;
    const { stats, claims, clock, track, events } = flight;
    const claimedUs = claims.durationUs ?? Number.NaN;
    if (record.sealed) {
      expect(track.rows).toBe(0);
      expect(clock.method).toBe("header");
      expect(Math.abs(stats.durationUs - claimedUs) / claimedUs).toBeLessThan(0.1);
      return;
    }
    expect(clock.method).toBe("wallClock");
    expect(clock.residualP95Ms).toBeLessThan(300);
    expect(Math.abs(stats.durationUs - claimedUs)).toBeLessThanOrEqual(200_000);
    expect(Math.abs((stats.distanceM ?? Number.NaN) - (claims.distanceM ?? Number.NaN))).toBeLessThanOrEqual(
      0.1 + 0.0025 * (claims.distanceM ?? 0),
    );
    expect(Math.abs((flight.startUs ?? 0) - (claims.startUs ?? 0))).toBeLessThan(200_000);
    expect(stats.maxAltHomeM).toBeCloseTo(claims.maxAltHomeM ?? Number.NaN, 1);
    expect(stats.maxGroundSpeedMps).toBeCloseTo(claims.maxGroundSpeedMps ?? Number.NaN, 1);
    expect(stats.photos ?? 0).toBe(claims.captureNum);
    expect(events.length).toBeGreaterThan(5);
    expect(events.length).toBeLessThan(100);
    expect(events.some(({ kind }) => kind === "takeOff")).toBe(true);
    expect(events.some(({ kind }) => kind === "landing")).toBe(true);
    expect(stats.batteryStartPct).toBeGreaterThan(stats.batteryEndPct ?? 100);
    for (let row = 1; row < track.rows; row += 1) {
      expect((track.columns.timeUs[row] as number) >= (track.columns.timeUs[row - 1] as number)).toBe(true);
    }
  });

  it.each([
    ["mavic2_2", "phantom3_1"],
    ["mavic2_5", "phantom3_2"],
  ])("sees that %s and %s hold the same flight", async (a, b) => {
    const [first, second] = [await normal(`node-djiparsetxt_${a}.txt`), await normal(`node-djiparsetxt_${b}.txt`)];
    expect(first.identity.regionSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(first.identity).toEqual(second.identity);
    const [flightA, flightB] = [first.flights[0], second.flights[0]];
    if (flightA === undefined || flightB === undefined) throw new Error("no flight");
    expect(sameFlight({ record: first, flight: flightA }, { record: second, flight: flightB })).toBe(true);
  });

  it("tells different flights of one aircraft apart", async () => {
    const all = await Promise.all(names.filter((name) => !name.includes("phantom3")).map(normal));
    const flights = all.flatMap((record) => record.flights.map((flight) => ({ record, flight })));
    for (const a of flights) for (const b of flights) expect(sameFlight(a, b)).toBe(a === b);
  });

  it.each([13, 14])("reads the version %i re-encryption of a real flight like the flight", async (version) => {
    const path = join(folder ?? "", "dji-txt-synthetic", `synthetic_v${version}_from_mavic2_6`);
    const opened = normalizeDji(await read(`${path}.txt`, readFileSync(`${path}.keychain.json`, "utf8")));
    const original = await normal("node-djiparsetxt_mavic2_6.txt");
    expect(opened.sealed).toBe(false);
    expect(opened.flights[0]?.stats).toEqual(original.flights[0]?.stats);
    expect(opened.flights[0]?.startUs).toBe(original.flights[0]?.startUs);
    expect(opened.flights[0]?.claims.durationUs).toBeNull();
    expect(normalizeDji(await read(`${path}.txt`)).sealed).toBe(true);
  });
});
