/** ULog, DataFlash and telemetry logs: what is written is read again; damage is met and told; no more is asked for than needed. */
import { readFileSync } from "node:fs";
import { countingSource, memorySource } from "@creance/core";
import { describe, expect, it, test } from "vitest";
import {
  dataflashErrors,
  type MessageSeries,
  mavlinkErrors,
  readDataflash,
  readDataflashText,
  readTlog,
  readUlog,
  sniffFormat,
  ulogErrors,
  writeDataflash,
  writeTlog,
  writeUlog,
} from "../src/index.ts";
import { halfFloat } from "../src/message-series/fill-column.ts";
import { UlogWriter } from "../src/ulog/write-ulog.ts";
import { makeFlown } from "./make-flown.ts";

const flown = makeFlown();
const ulog = writeUlog(flown);
const dataflash = writeDataflash(flown);
const dataflashText = writeDataflash(flown, { form: "text" });
const tlogs = { 1: writeTlog(flown, { protocol: 1 }), 2: writeTlog(flown) } as const;

const find = (series: readonly MessageSeries[], name: string): MessageSeries => {
  const found = series.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const codes = (issues: readonly { readonly code: string }[]): string[] => issues.map(({ code }) => code);
const all = { ulog: { topics: "all" }, dataflash: { messages: "all" }, tlog: { messages: "all" } } as const;

describe("recognised by content", () => {
  test.each([
    ["px4-ulog", ulog],
    ["ardupilot-dataflash", dataflash],
    ["ardupilot-dataflash-text", dataflashText],
    ["mavlink-tlog", tlogs[1]],
    ["mavlink-tlog", tlogs[2]],
  ] as const)("%s", (id, bytes) => {
    expect(sniffFormat(bytes.subarray(0, 65_536), bytes.length)?.format.id).toBe(id);
  });
});

describe("ULog", () => {
  it("reads what was written", async () => {
    const log = await readUlog(memorySource(ulog), all.ulog);
    expect(log.issues).toEqual([]);
    const gps = find(log.series, "vehicle_gps_position");
    expect(gps.rows).toBe(flown.rows.length);
    for (const [row, want] of flown.rows.entries()) {
      expect(gps.numbers["timestamp"]?.[row]).toBe(20_000_000 + want.elapsedMs * 1000);
      expect(gps.numbers["time_utc_usec"]?.[row]).toBe(flown.startUs + want.elapsedMs * 1000);
      expect((gps.numbers["lat"]?.[row] as number) / 1e7).toBeCloseTo(want.latDeg, 7);
      expect(ulog[(gps.byteOffset[row] as number) + 2]).toBe(68);
    }
    expect(find(log.series, "vehicle_attitude").numbers["q[3]"]?.length).toBe(flown.rows.length);
    expect(log.texts.map(({ text, level }) => [text, level])).toEqual([["Mind the gulls", 4]]);
    expect(log.information.find(({ name }) => name === "sys_uuid")?.value).toBe(flown.boardId);
    expect(log.parameters.map(({ name, value }) => [name, Number(Number(value).toFixed(3))])).toEqual([
      ["RCMAP_ROLL", 1],
      ["ATC_RAT", 0.135],
    ]);
    expect([log.firstBootUs, log.lastBootUs]).toEqual([20_000_000, 20_000_000 + 29_800_000]);
  });

  it("decodes only the topics and fields that are wanted", async () => {
    const log = await readUlog(memorySource(ulog), { topics: { vehicle_gps_position: { fields: ["lat"], minStepUs: 900_000 } } });
    expect(log.series.map(({ name }) => name)).toEqual(["vehicle_gps_position"]);
    const [gps] = log.series;
    expect(Object.keys(gps?.numbers ?? {}).sort()).toEqual(["lat", "timestamp"]);
    expect([gps?.rows, gps?.messages]).toEqual([30, 150]);
    expect(log.topics.find(({ name }) => name === "vehicle_attitude")?.messages).toBe(150);
  });

  it("takes nested types, arrays, instances and missing trailing padding apart", async () => {
    const writer = new UlogWriter(1);
    writer.format("inner", "uint8_t a;int16_t b;");
    writer.format("outer", "uint64_t timestamp;inner[2] part;char[4] word;int64_t[2] wide;uint8_t[3] _padding0;");
    writer.subscribe(3, "outer");
    writer.subscribe(4, "outer", 1);
    const body = (to: Parameters<Parameters<UlogWriter["data"]>[2]>[0]): unknown =>
      to
        .number("uint8", 7)
        .number("int16", -2)
        .number("uint8", 8)
        .number("int16", 300)
        .text("hi", 4)
        .number("int64", -5)
        .number("int64", 2 ** 40);
    writer.data("outer", 10, body);
    writer.data("outer 1", 11, (to) => {
      body(to);
      to.bytes(new Uint8Array(3));
    });
    const log = await readUlog(memorySource(writer.finish()), all.ulog);
    expect(log.series.map(({ instance, rows }) => [instance, rows])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    const [first] = log.series;
    expect(Object.fromEntries(Object.entries(first?.numbers ?? {}).map(([name, values]) => [name, values[0]]))).toEqual({
      timestamp: 10,
      "part[0].a": 7,
      "part[0].b": -2,
      "part[1].a": 8,
      "part[1].b": 300,
      "wide[0]": -5,
      "wide[1]": 2 ** 40,
    });
    expect(first?.texts["word"]).toEqual(["hi"]);
  });

  it("refuses a type that contains itself, and one that is missing", async () => {
    const writer = new UlogWriter(1);
    writer.format("loop", "uint64_t timestamp;loop inner;");
    writer.subscribe(1, "loop");
    writer.format("lost", "uint64_t timestamp;nowhere inner;");
    writer.subscribe(2, "lost");
    writer.data("loop", 1, () => undefined);
    const log = await readUlog(memorySource(writer.finish()), all.ulog);
    expect(log.issues.map(({ code, field }) => [code, field])).toEqual([
      ["ulog-bad-format", "loop"],
      ["ulog-bad-format", "lost"],
      ["ulog-orphans", null],
      ["ulog-no-data", null],
    ]);
  });

  it("skips bytes that are no messages and counts them", async () => {
    const whole = await readUlog(memorySource(ulog), all.ulog);
    const cutAt = find(whole.series, "vehicle_status").byteOffset[1] as number;
    const bytes = Buffer.concat([ulog.subarray(0, cutAt), new Uint8Array(777), ulog.subarray(cutAt)]);
    const log = await readUlog(memorySource(bytes), all.ulog);
    expect(codes(log.issues)).toEqual(["ulog-bad-bytes"]);
    expect(log.badBytes).toBe(777);
    expect(log.topics.map(({ messages }) => messages)).toEqual(whole.topics.map(({ messages }) => messages));
  });

  it("passes over kinds of messages that it does not know", async () => {
    const writer = new UlogWriter(1);
    writer.format("one", "uint64_t timestamp;uint8_t a;");
    writer.subscribe(1, "one");
    writer.message("Z", (to) => to.text("to come"));
    writer.data("one", 5, (to) => to.number("uint8", 1));
    const log = await readUlog(memorySource(writer.finish()), all.ulog);
    expect([log.badBytes, log.series[0]?.rows]).toEqual([0, 1]);
  });

  it("refuses unknown features", async () => {
    const bytes = ulog.slice();
    bytes[16 + 3 + 8] = 2;
    await expect(readUlog(memorySource(bytes), all.ulog)).rejects.toMatchObject({ code: "ulog-incompatible" });
  });

  it("reads appended sections, whose last message before them may be cut", async () => {
    const tail = new UlogWriter(1);
    tail.format("late", "uint64_t timestamp;uint8_t a;");
    tail.subscribe(200, "late");
    tail.data("late", 99_000_000, (to) => to.number("uint8", 5));
    const appended = tail.finish().subarray(16 + 43);
    const head = ulog.slice(0, ulog.length - 7);
    head[16 + 3 + 8] = 1;
    new DataView(head.buffer).setBigUint64(16 + 3 + 16, BigInt(head.length), true);
    const log = await readUlog(memorySource(Buffer.concat([head, appended])), all.ulog);
    expect(log.issues).toEqual([]);
    expect(find(log.series, "late").numbers["a"]?.[0]).toBe(5);
  });
});

describe("DataFlash", () => {
  it("reads what was written, in units", async () => {
    const log = await readDataflash(memorySource(dataflash), all.dataflash);
    expect(log.issues).toEqual([]);
    const gps = find(log.series, "GPS");
    for (const [row, want] of flown.rows.entries()) {
      expect(gps.numbers["Lat"]?.[row]).toBeCloseTo(want.latDeg, 7);
      expect(gps.numbers["HDop"]?.[row]).toBe(0.8);
    }
    const format = log.formats.find(({ name }) => name === "GPS");
    expect(format?.units.slice(7, 10)).toEqual(["deglatitude", "deglongitude", "m"]);
    expect(format?.messages).toBe(150);
    expect(find(log.series, "MSG").texts["Message"]).toContain("Mind the gulls");
    expect(log.series.filter(({ name }) => name === "ORGN").map(({ instance }) => instance)).toEqual([0, 1]);
  });

  it("reads the same from a log as text", async () => {
    const binary = await readDataflash(memorySource(dataflash), all.dataflash);
    const text = await readDataflashText(memorySource(dataflashText), all.dataflash);
    expect(text.issues).toEqual([]);
    for (const one of binary.series) {
      const other = text.series.find(({ name, instance }) => name === one.name && instance === one.instance);
      expect([one.name, other?.rows]).toEqual([one.name, one.rows]);
      for (const [name, values] of Object.entries(one.numbers)) {
        for (let row = 0; row < one.rows; row += 7) {
          const written = other?.numbers[name]?.[row] as number;
          expect(Math.abs((values[row] as number) - written)).toBeLessThan(Math.max(0.0051, Math.abs(written) * 1e-6));
        }
      }
      expect(other?.texts).toEqual(one.texts);
    }
  });

  it("passes over the lines about the board with which old logs as text begin", async () => {
    const bytes = Buffer.concat([Buffer.from("\r\nArduCopter V3.2\r\nFree RAM: 1234\r\n"), dataflashText, Buffer.from("what, is, this\n")]);
    expect(sniffFormat(bytes.subarray(0, 65_536), bytes.length)?.format.id).toBe("ardupilot-dataflash-text");
    const log = await readDataflashText(memorySource(bytes), all.dataflash);
    expect([codes(log.issues), log.badBytes, find(log.series, "GPS").rows]).toEqual([["dataflash-bad-lines"], 1, 150]);
  });

  it("skips bytes that are no messages and counts them", async () => {
    const whole = await readDataflash(memorySource(dataflash), all.dataflash);
    const cutAt = find(whole.series, "MODE").byteOffset[1] as number;
    const bytes = Buffer.concat([dataflash.subarray(0, cutAt), Uint8Array.of(0xa3, 0x95, 66, 0, 0xa3), dataflash.subarray(cutAt)]);
    const log = await readDataflash(memorySource(bytes), all.dataflash);
    expect(log.badBytes).toBeGreaterThanOrEqual(5);
    expect(find(log.series, "GPS").rows).toBeGreaterThanOrEqual(149);
  });

  it("refuses a format whose letters do not make its length", async () => {
    const bytes = dataflash.slice();
    const gpsFormat = Array.from({ length: 20 }, (_, at) => at * 89).find((at) => bytes[at + 3] === 66) as number;
    bytes[gpsFormat + 9] = "q".charCodeAt(0);
    bytes[gpsFormat + 10] = "Q".charCodeAt(0);
    const log = await readDataflash(memorySource(bytes), all.dataflash);
    expect(codes(log.issues)).toContain("dataflash-bad-format");
    expect(log.series.some(({ name }) => name === "GPS")).toBe(false);
    expect(find(log.series, "POS").rows).toBe(150);
  });
});

describe("telemetry log", () => {
  test.each([1, 2] as const)("reads what was written, protocol %i", async (protocol) => {
    const log = await readTlog(memorySource(tlogs[protocol]), all.tlog);
    expect(log.issues).toEqual([]);
    expect(protocol === 1 ? log.version2 : log.version1).toBe(0);
    const position = find(log.series, "GLOBAL_POSITION_INT");
    expect(position.instance).toBe(257);
    for (const [row, want] of flown.rows.entries()) {
      expect((position.numbers["lat"]?.[row] as number) / 1e7).toBeCloseTo(want.latDeg, 7);
      expect(position.numbers["stampUs"]?.[row]).toBe(flown.startUs + want.elapsedMs * 1000);
    }
    expect(find(log.series, "STATUSTEXT").texts["text"]).toContain("Mind the gulls");
  });

  it("leaves frames without their checksum out and says so", async () => {
    const whole = await readTlog(memorySource(tlogs[2]), all.tlog);
    const at = find(whole.series, "ATTITUDE").byteOffset[3] as number;
    const bytes = tlogs[2].slice();
    bytes[at + 8 + 12] = (bytes[at + 8 + 12] as number) ^ 1;
    const log = await readTlog(memorySource(bytes), all.tlog);
    expect(codes(log.issues)).toEqual(["mavlink-bad-checksum"]);
    expect([log.badChecksums, log.badBytes, find(log.series, "ATTITUDE").rows]).toEqual([1, 0, 149]);
  });

  it("finds the next frame after bytes that are none", async () => {
    const whole = await readTlog(memorySource(tlogs[2]), all.tlog);
    const at = find(whole.series, "ATTITUDE").byteOffset[3] as number;
    const bytes = Buffer.concat([tlogs[2].subarray(0, at), new Uint8Array(100).fill(0xfd), tlogs[2].subarray(at)]);
    const log = await readTlog(memorySource(bytes), all.tlog);
    expect(log.frames).toBe(whole.frames);
    expect(log.badBytes).toBe(100);
  });

  it("steps over signatures", async () => {
    const frames: Uint8Array[] = [];
    for (let at = 0; at < tlogs[2].length; ) {
      const payload = tlogs[2][at + 9] as number;
      frames.push(tlogs[2].slice(at, at + 8 + 12 + payload));
      at += 8 + 12 + payload;
    }
    const signed = frames.slice(0, 40).map((frame) => {
      const bytes = Buffer.concat([frame, new Uint8Array(13)]);
      bytes[8 + 2] = 1;
      return bytes;
    });
    // The flag is part of the checksum: frames of messages that are decoded are refused, all are stepped over.
    const log = await readTlog(memorySource(Buffer.concat([...signed, ...frames])), all.tlog);
    expect([log.badBytes, log.badChecksums, log.frames]).toEqual([0, 40, frames.length]);
  });
});

describe("memory and requests", () => {
  const large = makeFlown(600);
  test.each([
    [
      "px4-ulog",
      writeUlog(large),
      (source: ReturnType<typeof memorySource>, maxRows?: number) =>
        readUlog(source, { ...all.ulog, ...(maxRows === undefined ? {} : { maxRows }), blockBytes: 131_072 }),
    ],
    [
      "ardupilot-dataflash",
      writeDataflash(large),
      (source: ReturnType<typeof memorySource>, maxRows?: number) =>
        readDataflash(source, { ...all.dataflash, ...(maxRows === undefined ? {} : { maxRows }), blockBytes: 65_536 }),
    ],
    [
      "ardupilot-dataflash-text",
      writeDataflash(large, { form: "text" }),
      (source: ReturnType<typeof memorySource>, maxRows?: number) =>
        readDataflashText(source, { ...all.dataflash, ...(maxRows === undefined ? {} : { maxRows }), blockBytes: 65_536 }),
    ],
    [
      "mavlink-tlog",
      writeTlog(large),
      (source: ReturnType<typeof memorySource>, maxRows?: number) =>
        readTlog(source, { ...all.tlog, ...(maxRows === undefined ? {} : { maxRows }), blockBytes: 65_536 }),
    ],
  ] as const)("%s is read once, in blocks, and thinned out evenly under a bound", async (_, bytes, read) => {
    const source = countingSource(memorySource(bytes));
    const whole = await read(source);
    expect(whole.issues).toEqual([]);
    expect(source.count.bytes).toBeLessThan(bytes.length * 1.02 + 4096);
    expect(source.count.requests).toBeLessThan(bytes.length / 60_000 + 4);
    const bounded = await read(memorySource(bytes), 500);
    for (const one of bounded.series) {
      expect(one.rows).toBeLessThanOrEqual(500);
      const before = whole.series.find(({ name, instance }) => name === one.name && instance === one.instance) as MessageSeries;
      expect(one.isBounded).toBe(before.rows > 500);
      if (Object.keys(one.texts).length > 0) continue;
      // From the first message to about the last.
      expect(one.byteOffset[0]).toBe(before.byteOffset[0]);
      expect(one.byteOffset[one.rows - 1]).toBeGreaterThan((before.byteOffset[before.rows - 1] as number) * 0.98);
    }
  });
});

test.each([
  ["ulog", ulogErrors],
  ["dataflash", dataflashErrors],
  ["mavlink", mavlinkErrors],
] as const)("docs/formats/%s.md lists every code", (name, errors) => {
  const document = readFileSync(new URL(`../../../docs/formats/${name}.md`, import.meta.url), "utf8");
  const listed = [...document.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code).filter((code) => code?.startsWith(`${name}-`));
  expect(listed.sort()).toEqual(Object.keys(errors).sort());
});

it("reads numbers of half precision", () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0x3555].map(halfFloat)).toEqual([
    1,
    -2,
    65_504,
    2 ** -24,
    -0,
    Number.POSITIVE_INFINITY,
    0.333_251_953_125,
  ]);
  expect(halfFloat(0x7e00)).toBeNaN();
});

it("has a sentence for every code", () => {
  for (const sentence of Object.values({ ...ulogErrors, ...dataflashErrors, ...mavlinkErrors })) expect(sentence).toMatch(/^[A-Z{].*\.$/);
});
