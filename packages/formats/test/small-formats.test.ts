/** Tables of exposures, app messages and entered flights. */
import { readFileSync } from "node:fs";
import { type ByteSource, isFormatError, memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appLogErrors,
  flightCsvErrors,
  type ManualFlightDocument,
  manualFlightErrors,
  mrkErrors,
  readAppLog,
  readManualFlight,
  readMrk,
  sniffFormat,
  trackFileErrors,
  writeAndroidAppLog,
  writeIosAppLog,
  writeManualFlight,
  writeMrk,
} from "../src/index.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const idOf = (bytes: Uint8Array): string | undefined => sniffFormat(bytes, bytes.byteLength)?.format.id;

const exposure = {
  number: 1,
  weekSeconds: 118_818.25,
  week: 2435,
  offsetNorthMm: -12,
  offsetEastMm: 7,
  offsetDownMm: 190,
  latDeg: 12.50000001,
  lonDeg: -47.25,
  altEllipsoidM: 123.456,
  stdNorthM: 0.01,
  stdEastM: 0.02,
  stdUpM: 0.03,
  quality: 50,
};
const manual: ManualFlightDocument = {
  startUs: Date.UTC(2026, 8, 7, 8) * 1000,
  durationUs: 600e6,
  aircraftName: "Wing",
  aircraftSerial: null,
  position: { latDeg: 12.5, lonDeg: -47.25 },
  pilot: "Pilot 1",
  maxAltHomeM: 60,
  distanceM: null,
  purpose: "Training",
};

const made: readonly [string, Uint8Array, (source: ByteSource) => Promise<unknown>][] = [
  ["dji-mrk", writeMrk([exposure, { ...exposure, number: 2 }]), readMrk],
  ["dji-app-log", writeAndroidAppLog([{ dayMs: 40_066_000, text: "Compass error" }]), readAppLog],
  ["dji-app-log", writeIosAppLog([{ time: "2026-09-07 08:00:00", title: "", text: 'Home [point] "x"' }]), readAppLog],
  ["manual-flight", writeManualFlight(manual), readManualFlight],
];

describe.each(made)("%s", (id, bytes, read) => {
  it("is known by its content", () => {
    expect(idOf(bytes)).toBe(id);
  });

  it("throws nothing but a FormatError for any bytes, cut or flip", async () => {
    const refuse = async (input: Uint8Array): Promise<void> => {
      try {
        await read(memorySource(input));
      } catch (error) {
        if (!isFormatError(error)) throw error;
      }
    };
    for (let cut = 0; cut <= bytes.byteLength; cut += 1) await refuse(bytes.subarray(0, cut));
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.nat({ max: bytes.byteLength - 1 }),
        fc.nat({ max: 255 }),
        async (any, at, value) => {
          const flipped = bytes.slice();
          flipped[at] = value;
          await refuse(flipped);
          await refuse(any);
        },
      ),
      { numRuns: 200 },
    );
  });
});

it.each([
  ["flight-csv", flightCsvErrors],
  ["tracks", trackFileErrors],
  ["mrk", mrkErrors],
  ["app-log", appLogErrors],
  ["manual-flight", manualFlightErrors],
])("every code stands in docs/formats/%s.md", (name, codes) => {
  const text = readFileSync(new URL(`../../../docs/formats/${name}.md`, import.meta.url), "utf8");
  expect(Object.keys(codes).filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

describe("tables of exposures", () => {
  it("gives back what was written", async () => {
    const { exposures, issues } = await readMrk(memorySource(writeMrk([exposure, { ...exposure, number: 2, quality: 16 }])));
    expect(issues).toEqual([]);
    expect(exposures).toMatchObject([exposure, { ...exposure, number: 2, quality: 16 }]);
  });

  it("finds values by their letters, whatever the spaces, and counts other lines", async () => {
    const line = "7 100000.5 [2364] -339,N -361,E 348,V 10.5,Lat -20.5,Lon 99.5,Ellh 0.1,0.2,0.3 34,Q";
    const { exposures, issues } = await readMrk(memorySource(bytesOf(`${line}\r\nno line\n`)));
    expect(exposures).toMatchObject([{ number: 7, week: 2364, offsetNorthMm: -339, stdUpM: 0.3, quality: 34, byteOffset: 0 }]);
    expect(issues.map(({ code }) => code)).toEqual(["mrk-bad-lines"]);
  });
});

describe("app messages", () => {
  it("reads Android's pop-ups with times of day, several lines a message", async () => {
    const { kind, messages } = await readAppLog(memorySource(bytesOf("## 11:07:46\r\nFirst\r\nline two\r\n## 23:00:00\r\nSecond")));
    expect(kind).toBe("android");
    expect(messages.map(({ dayMs, text }) => [dayMs, text])).toEqual([
      [40_066_000, "First\nline two"],
      [82_800_000, "Second"],
    ]);
    expect(messages[0]?.wallUs).toBeNaN();
  });

  it("reads iOS lists one after the other and leaves out what is no message", async () => {
    const text = '[["2026-09-07 08:00:00","","Home"]],[["2026-09-07 08:00:01","Wind","Care"]],[[1,2]],[["x';
    const { kind, messages, issues } = await readAppLog(memorySource(bytesOf(text)));
    expect(kind).toBe("ios");
    expect(messages.map(({ title, text }) => [title, text])).toEqual([
      ["", "Home"],
      ["Wind", "Care"],
    ]);
    expect(messages[1]?.wallUs).toBe(Date.UTC(2026, 8, 7, 8, 0, 1) * 1000);
    expect(issues.map(({ code }) => code)).toEqual(["app-log-cut", "app-log-bad-entry"]);
    const first = messages[0];
    expect(text.slice(first?.byteOffset, (first?.byteOffset ?? 0) + (first?.lengthBytes ?? 0))).toBe('["2026-09-07 08:00:00","","Home"]');
  });

  it("knows a list of shop links and that it holds no messages", async () => {
    const bytes = bytesOf('{"p4":{"never_connected":"http://shop.example/p4","connected":"http://shop.example/p4"}}');
    expect(idOf(bytes)).toBe("dji-app-log");
    expect(await readAppLog(memorySource(bytes))).toMatchObject({ kind: "links", messages: [], links: 2 });
  });
});

describe("entered flights", () => {
  it("gives back what was written, and the same bytes each time", async () => {
    const bytes = writeManualFlight(manual);
    expect(await readManualFlight(memorySource(bytes))).toEqual(manual);
    expect(writeManualFlight({ ...manual })).toEqual(bytes);
  });

  it("refuses values that are missing or out of range, and later versions", async () => {
    const change = (values: object): ByteSource =>
      memorySource(bytesOf(JSON.stringify({ format: "creance-manual-flight", version: 1, ...manual, ...values })));
    await expect(readManualFlight(change({ durationUs: 0 }))).rejects.toMatchObject({
      code: "manual-bad-value",
      where: { field: "durationUs" },
    });
    await expect(readManualFlight(change({ startUs: null }))).rejects.toMatchObject({ code: "manual-bad-value" });
    await expect(readManualFlight(change({ position: { latDeg: 91, lonDeg: 0 } }))).rejects.toMatchObject({ code: "manual-bad-value" });
    await expect(readManualFlight(change({ pilot: 5 }))).rejects.toMatchObject({ code: "manual-bad-value" });
    await expect(readManualFlight(change({ version: 2 }))).rejects.toMatchObject({ code: "manual-newer" });
    await expect(readManualFlight(memorySource(bytesOf("[]")))).rejects.toMatchObject({ code: "manual-not-json" });
  });
});

describe("evidence that is kept and named", () => {
  const padded = (parts: readonly (readonly [number, string | readonly number[]])[], size = 400): Uint8Array => {
    const bytes = new Uint8Array(size);
    for (const [at, part] of parts) bytes.set(typeof part === "string" ? bytesOf(part) : part, at);
    return bytes;
  };
  // RTCM 3 message 1005 with its published check, twice; a UBX poll of NAV-PVT.
  const rtcm = [
    0xd3, 0, 0x13, 0x3e, 0xd7, 0xd3, 2, 2, 0x98, 0x0e, 0xde, 0xef, 0x34, 0xb4, 0xbd, 0x62, 0xac, 9, 0x41, 0x98, 0x6f, 0x33, 0x36, 0x0b,
    0x98,
  ];
  const ubx = [0xb5, 0x62, 1, 7, 0, 0, 8, 0x19];

  it.each([
    ["dji-aircraft-log", padded([[242, "DJI_LOG_V3"]])],
    ["dji-aircraft-log", padded([[16, "BUILD Jan 01 2020"]])],
    ["dji-aircraft-log-sealed", padded([[0, "LOGH"]])],
    ["rtcm3", Uint8Array.from([...rtcm, ...rtcm])],
    [
      "rinex-observations",
      padded([
        [0, "     3.03           OBSERVATION DATA    M".padEnd(60)],
        [60, "RINEX VERSION / TYPE"],
      ]),
    ],
    [
      "rinex-navigation",
      padded([
        [0, "     2.11           N: GPS NAV DATA".padEnd(60)],
        [60, "RINEX VERSION / TYPE"],
      ]),
    ],
    ["ubx", padded([[0, ubx]])],
    [
      "las",
      padded([
        [0, "LASF"],
        [24, [1, 2]],
      ]),
    ],
    ["sqlite", padded([[0, "SQLite format 3\0"]])],
  ])("%s", (id, bytes) => {
    expect(idOf(bytes)).toBe(id);
  });

  it("is not named where the check does not fit", () => {
    expect(idOf(Uint8Array.from([...rtcm, ...rtcm.with(10, 0)]))).toBeUndefined();
    expect(idOf(padded([[0, ubx.with(6, 9)]]))).toBeUndefined();
  });
});
