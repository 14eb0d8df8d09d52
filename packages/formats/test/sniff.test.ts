import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { knownFormats, osdRecord, sniffFormat, writeDjiFlightRecord, writeZip } from "../src/index.ts";

const idOf = (bytes: Uint8Array): string | undefined => sniffFormat(bytes.subarray(0, 65_536), bytes.byteLength)?.format.id;
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const padded = (head: Uint8Array): Uint8Array => Buffer.concat([head, new Uint8Array(200)]);
const samples = process.env["CREANCE_SAMPLES"] ?? "";

describe("sniffing by content", () => {
  for (let version = 1; version <= 14; version += 1) {
    it(`knows a DJI record of version ${version}`, () => {
      const items = Array.from({ length: 20 }, (_, row) => osdRecord({ latDeg: 10, lonDeg: 20, flyTimeS: row / 10 }));
      expect(idOf(writeDjiFlightRecord({ platform: nodePlatform, version, items }))).toBe("dji-flight-record");
    });
  }

  it("knows zip archives and names the formats that are only kept", () => {
    expect(idOf(writeZip([{ path: "a", bytes: ascii("x") }]))).toBe("zip");
    expect(idOf(writeZip([]))).toBe("zip");
    expect(idOf(padded(Uint8Array.of(0xff, 0xd8, 0xff, 0xe1)))).toBe("jpeg");
    expect(idOf(padded(ascii("\u0089PNG\r\n\u001a\n")))).toBe("png");
    expect(idOf(padded(ascii("\0\0\0\u0018ftypmp42")))).toBe("mp4");
    expect(idOf(padded(ascii("\0\0\0\u0014ftypqt  ")))).toBe("quicktime");
    expect(idOf(padded(ascii("%PDF-1.7\n")))).toBe("pdf");
  });

  it("names a DJI record of a version to come, and no other prefix", () => {
    const prefix = (version: number): Uint8Array => {
      const bytes = writeDjiFlightRecord({ platform: nodePlatform, version: 11, items: [osdRecord({ latDeg: 10, lonDeg: 20 })] }).slice();
      bytes[10] = version;
      return bytes;
    };
    expect([15, 20, 40].map((version) => idOf(prefix(version)))).toEqual(Array(3).fill("dji-flight-record-newer"));
    expect([0, 41, 255].map((version) => idOf(prefix(version)))).toEqual(Array(3).fill(undefined));
    expect(idOf(prefix(15).fill(1, 50, 51))).toBeUndefined();
  });

  it("takes nothing for a record that is not one", () => {
    expect(idOf(new Uint8Array(0))).toBeUndefined();
    expect(idOf(new Uint8Array(100_000))).toBeUndefined();
    expect(idOf(ascii("latitude,longitude\n".repeat(5000)))).toBeUndefined();
    expect(idOf(ascii("{}"))).toBeUndefined();
  });

  it("never throws and stays between 0 and 1, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(), (head, more) => {
        for (const format of knownFormats) {
          const confidence = format.sniff(head, head.byteLength + more);
          expect(confidence >= 0 && confidence <= 1).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  const folder = join(samples, "dji-txt");
  it.skipIf(samples === "" || !existsSync(folder))(
    `knows every real record${samples === "" ? " (skipped: CREANCE_SAMPLES not set)" : ""}`,
    () => {
      for (const name of readdirSync(folder)) expect([name, idOf(readFileSync(join(folder, name)))]).toEqual([name, "dji-flight-record"]);
    },
  );
});
