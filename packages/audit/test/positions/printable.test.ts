import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import type { PointHit } from "../../src/detector.ts";
import { createPositionSearch } from "../../src/positions/position-search.ts";
import { isPrintable } from "../../src/positions/printable.ts";
import type { AuditFlight } from "../../src/types.ts";

describe("printable bytes", () => {
  test("each byte at each place of a word is told as one at a time", () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const plain = (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
      for (let place = 0; place < 7; place += 1) {
        for (const filler of [0x20, 0x41, 0x7e]) {
          const bytes = new Uint8Array(9).fill(0);
          bytes.fill(filler, 1, 8);
          bytes[1 + place] = byte;
          expect(isPrintable(bytes, new DataView(bytes.buffer), 1, 8), `${byte} at ${place}`).toBe(plain);
        }
      }
    }
  });
});

const LAT_DEG = 47.3137519;
const LON_DEG = 8.5291843;
const flight: AuditFlight = {
  label: "flight",
  sha256: "",
  timeUs: Float64Array.of(0, 1e6),
  latDeg: Float64Array.of(LAT_DEG, LAT_DEG),
  lonDeg: Float64Array.of(LON_DEG, LON_DEG),
  altHomeM: Float32Array.of(0, 0),
  inAir: Float32Array.of(1, 1),
  home: null,
  pilot: null,
  serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
  files: [],
  app: null,
  aircraft: null,
  firmware: null,
};

describe("numbers among text", () => {
  const search = createPositionSearch({ flights: [flight], decoys: [], platform: nodePlatform });
  const found = (bytes: Uint8Array): PointHit[] => {
    const hits: PointHit[] = [];
    const scan = search.open((hit) => hits.push(hit));
    scan.push(bytes, 0, bytes.length);
    scan.end();
    return hits;
  };

  // Bytes are judged as text or as binary data 1,024 together.
  test("a pair of doubles and a written pair are found wherever they stand in a long text", () => {
    const written = new TextEncoder().encode(`"lat":${LAT_DEG},"lng":${LON_DEG}`);
    for (const place of [0, 1, 500, 960, 990, 1000, 1008, 1010, 1016, 1020, 1023, 1024, 1030, 1070, 1990, 2040, 2048, 2900]) {
      const binary = new Uint8Array(3000).fill(0x2c);
      new DataView(binary.buffer).setFloat64(place, LAT_DEG, true);
      new DataView(binary.buffer).setFloat64(place + 8, LON_DEG, true);
      expect(
        found(binary).map(({ start, layers }) => [start, layers.join()]),
        `doubles at ${place}`,
      ).toEqual([[place, "float64"]]);
      const text = new Uint8Array(3000).fill(0x78);
      text.set(written, place);
      expect(
        found(text).map(({ start, layers }) => [start, layers.join()]),
        `text at ${place}`,
      ).toEqual([[place + 6, "decimal"]]);
    }
  });
});
