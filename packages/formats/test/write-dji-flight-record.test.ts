import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import {
  type DjiWriteItem,
  type DjiWriteKey,
  djiFeatureOfType,
  osdRecord,
  rawRecord,
  scramble,
  textRecord,
  writeDjiFlightRecord,
  xorKey,
} from "../src/index.ts";

const platform = nodePlatform;

/** Frames a record region the plainest way, so that the writer is checked by something that shares nothing with the reader. */
function frame(bytes: Uint8Array, start: number, end: number, version: number): { type: number; body: Uint8Array }[] {
  const records: { type: number; body: Uint8Array }[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  while (at < end) {
    const type = view.getUint8(at);
    const length = version >= 13 ? view.getUint16(at + 1, true) : view.getUint8(at + 1);
    const bodyAt = at + (version >= 13 ? 3 : 2);
    expect(view.getUint8(bodyAt + length)).toBe(0xff);
    const stored = bytes.subarray(bodyAt, bodyAt + length);
    records.push({ type, body: version < 7 ? stored : scramble(stored.subarray(1, -1), stored[0] as number, type) });
    at = bodyAt + length + 1;
  }
  expect(at).toBe(end);
  return records;
}

const items: DjiWriteItem[] = [
  osdRecord({ latDeg: 12.5, lonDeg: -45.25, altHomeM: 33.4, flyTimeS: 12.3, satellites: 14 }),
  textRecord("appTip", "Synthetic tip"),
  rawRecord(200, Uint8Array.of(1, 2, 3)),
];

describe("DJI writer", () => {
  it("uses the scrambling key of the fact sheet's vectors", () => {
    expect(Buffer.from(xorKey(77, 1)).toString("hex")).toBe("62533079c4c05364");
  });

  for (let version = 1; version <= 14; version += 1) {
    it(`lays out version ${version}: prefix, records, marker, details`, () => {
      const bytes = writeDjiFlightRecord({
        platform,
        version,
        items,
        details: { aircraftSerial: "SYNTH00001", startTimeMs: 1_700_000_000_000 },
      });
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      expect(bytes[10]).toBe(version);
      const detailOffset = Number(view.getBigUint64(0, true));
      const start = version < 6 ? 12 : version < 12 ? 100 : version === 12 ? 536 : 809;
      const end = version < 12 ? detailOffset : bytes.byteLength;
      const markerBytes = version >= 7 ? 4 : 0;
      if (version >= 13) expect(detailOffset).toBe(809);
      const records = frame(bytes, start, end - markerBytes, version);
      expect(records.map((record) => record.type)).toEqual([1, 9, 200]);
      if (markerBytes > 0) expect([...bytes.subarray(end - 4, end)]).toEqual([0x39, 0x30, 0, 0]);
      const osd = records[0]?.body as Uint8Array;
      const osdView = new DataView(osd.buffer, osd.byteOffset, osd.byteLength);
      expect((osdView.getFloat64(8, true) * 180) / Math.PI).toBeCloseTo(12.5, 12);
      expect((osdView.getFloat64(0, true) * 180) / Math.PI).toBeCloseTo(-45.25, 12);
      expect(osdView.getInt16(16, true)).toBe(334);
      expect(osdView.getUint16(42, true)).toBe(123);
      const details =
        version >= 13
          ? scramble(bytes.subarray(104, 104 + 697), bytes[103] as number, 0).subarray(3, 439)
          : bytes.subarray(version === 12 ? 100 : detailOffset);
      const detailsView = new DataView(details.buffer, details.byteOffset, details.byteLength);
      expect(Number(detailsView.getBigInt64(91, true))).toBe(1_700_000_000_000);
      expect(
        Buffer.from(details.subarray(version < 6 ? 267 : 312))
          .subarray(0, 10)
          .toString(),
      ).toBe("SYNTH00001");
    });
  }

  it("chains CBC per feature and group in v14, and starts anew after a record of type 50", () => {
    const group = (fill: number): DjiWriteKey[] => [
      { feature: 1, key: new Uint8Array(32).fill(fill), iv: new Uint8Array(16).fill(fill + 1), wrapped: new Uint8Array(256).fill(fill) },
    ];
    const first = rawRecord(1, new Uint8Array(53).fill(5));
    const second = rawRecord(1, new Uint8Array(16).fill(6));
    const bytes = writeDjiFlightRecord({
      platform,
      version: 14,
      items: [first, rawRecord(3, Uint8Array.of(9)), second, { kind: "nextKeychainGroup" }, first],
      keychains: [group(10), group(20)],
    });
    const records = frame(bytes, 809, bytes.byteLength - 4, 14);
    expect(records.map((record) => record.type)).toEqual([56, 1, 3, 1, 50, 56, 1]);
    expect(records[0]?.body.byteLength).toBe(260);
    expect(records[2]?.body).toEqual(Uint8Array.of(9)); // no key for gimbal in this group
    expect(djiFeatureOfType(14, 1)).toBe(1);
    const decipher = platform.createAes256CbcDecipher(new Uint8Array(32).fill(10), new Uint8Array(16).fill(11));
    const plain = decipher.update(Buffer.concat([records[1]?.body as Uint8Array, records[3]?.body as Uint8Array]));
    expect([...plain]).toEqual([...Array(53).fill(5), ...Array(11).fill(11), ...Array(16).fill(6), ...Array(16).fill(16)]);
    const other = platform.createAes256CbcDecipher(new Uint8Array(32).fill(20), new Uint8Array(16).fill(21));
    expect([...other.update(records[6]?.body as Uint8Array)].slice(0, 53)).toEqual(Array(53).fill(5));
  });

  it("puts pictures after the marker, their lengths into the details, a trailing record last", () => {
    const full = [new Uint8Array(30).fill(1)];
    const shrunk = [new Uint8Array(20).fill(2)];
    const bytes = writeDjiFlightRecord({
      platform,
      version: 11,
      items,
      pictures: { full, shrunk },
      trailing: rawRecord(15, new Uint8Array(6)),
    });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const detailOffset = Number(view.getBigUint64(0, true));
    expect(view.getInt32(detailOffset + 147, true)).toBe(30);
    expect(view.getInt32(detailOffset + 163, true)).toBe(20);
    expect([...bytes.subarray(detailOffset - 50, detailOffset)]).toEqual([...Array(30).fill(1), ...Array(20).fill(2)]);
    expect(frame(bytes, detailOffset + 400, bytes.byteLength, 11).map((record) => record.type)).toEqual([15]);
  });

  it("is deterministic and refuses what a version cannot hold", () => {
    const write = (): Uint8Array => writeDjiFlightRecord({ platform, version: 8, items });
    expect(write()).toEqual(write());
    const large = rawRecord(99, new Uint8Array(300));
    expect(() => writeDjiFlightRecord({ platform, version: 11, items: [large] })).toThrow(RangeError);
    expect(() => writeDjiFlightRecord({ platform, version: 13, items: [large] })).not.toThrow();
    expect(() => writeDjiFlightRecord({ platform, version: 15, items: [] })).toThrow(RangeError);
  });
});
