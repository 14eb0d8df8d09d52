/** What we write, read by a parser that shares no line with us: the npm package `dji-log-parser-js`, in a process of its own. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toBase64 } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import {
  appGpsRecord,
  cameraRecord,
  customRecord,
  type DjiWriteItem,
  type DjiWriteKey,
  djiFeatureWireName,
  gimbalRecord,
  homeRecord,
  ofdmRecord,
  osdRecord,
  rcRecord,
  smartBatteryRecord,
  writeDjiFlightRecord,
} from "../src/index.ts";

interface OracleAnswer {
  readonly version: number;
  readonly details: { readonly aircraftName: string; readonly aircraftSn: string; readonly totalDistance: number };
  readonly streams: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

const child = fileURLToPath(new URL("./dji-oracle-child.mjs", import.meta.url));
const keys: DjiWriteKey[] = [1, 2, 5, 6, 7, 10, 11, 12, 13, 14].map((feature) => ({
  feature,
  key: new Uint8Array(32).fill(feature),
  iv: new Uint8Array(16).fill(feature + 50),
  wrapped: new Uint8Array(256).fill(feature + 100),
}));
const reply = {
  data: [keys.map(({ feature, key, iv }) => ({ featurePoint: djiFeatureWireName(feature), aesKey: toBase64(key), aesIv: toBase64(iv) }))],
};

function askOracle(bytes: Uint8Array, sealed: boolean): OracleAnswer {
  const folder = mkdtempSync(join(tmpdir(), "creance-oracle-"));
  try {
    writeFileSync(join(folder, "record.txt"), bytes);
    writeFileSync(join(folder, "keys.json"), JSON.stringify(reply));
    const files = sealed ? [join(folder, "record.txt"), join(folder, "keys.json")] : [join(folder, "record.txt")];
    const answer = execFileSync(process.execPath, [child, ...files], { timeout: 120_000, maxBuffer: 1 << 28, stdio: "pipe" });
    return JSON.parse(answer.toString()) as OracleAnswer;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("another parser reads what the writer writes", () => {
  for (const version of [8, 11, 12, 13, 14]) {
    it(`version ${version}`, () => {
      const items: DjiWriteItem[] = [];
      for (let row = 0; row < 50; row += 1) {
        items.push(
          osdRecord({
            latDeg: 10 + row / 1000,
            lonDeg: -20 - row / 500,
            altHomeM: row / 2,
            flyTimeS: row / 10,
            speedNorthMps: 2.5,
            satellites: 14,
          }),
          gimbalRecord({ gimbalPitchDeg: -row, gimbalYawDeg: row, gimbalMode: 2 }),
          rcRecord({ aileron: 1024 + row, throttle: 1024 - row }),
          customRecord({ wallClockMs: 1_700_000_000_000 + row * 100, distanceM: row }),
        );
      }
      items.push(
        homeRecord({ position: { latDeg: 10, lonDeg: -20 }, altAmslM: 12.5, goHomeHeightM: 50 }),
        smartBatteryRecord({ batteryPct: 66, voltageV: 15.25 }),
        appGpsRecord({ latDeg: 10.5, lonDeg: -20.5, accuracyM: 5 }),
        cameraRecord({ recordS: 12 }),
        ofdmRecord({ signalPct: 81, uplink: true }),
      );
      const bytes = writeDjiFlightRecord({
        platform: nodePlatform,
        version,
        items,
        details: {
          aircraftName: "SYNTH Test",
          aircraftSerial: "SYNTH00000000001",
          totalDistance: 12.5,
          appPlatform: 2,
          appVersion: "4.3.38",
        },
        ...(version >= 13 ? { keychains: [keys] } : {}),
      });
      const { streams, details, ...answer } = askOracle(bytes, version >= 13);
      expect(answer.version).toBe(version);
      expect([details.aircraftName, details.aircraftSn, details.totalDistance]).toEqual(["SYNTH Test", "SYNTH00000000001", 12.5]);
      expect(streams["OSD"]).toHaveLength(50);
      for (const [row, osd] of (streams["OSD"] ?? []).entries()) {
        expect(osd["latitude"]).toBeCloseTo(10 + row / 1000, 9);
        expect(osd["longitude"]).toBeCloseTo(-20 - row / 500, 9);
        expect(osd["altitude"]).toBeCloseTo(row / 2, 4);
        expect(osd["gpsNum"]).toBe(14);
      }
      expect(streams["Gimbal"]?.[30]).toMatchObject({ pitch: -30, yaw: 30 });
      expect(streams["RC"]?.[7]).toMatchObject({ aileron: 1031, throttle: 1017 });
      expect(streams["Home"]?.[0]).toMatchObject({ goHomeHeight: 50 });
      expect(streams["SmartBattery"]?.[0]).toMatchObject({ percent: 66, voltage: 15.25 });
      expect(streams["OFDM"]?.[0]).toMatchObject({ signalPercent: 81 });
      expect(streams["Custom"]).toHaveLength(50);
    });
  }
});
