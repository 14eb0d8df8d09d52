/** Properties of the readers of autopilot logs that hold for any bytes. */
import { isFormatError, memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  dataflashFormat,
  dataflashTextFormat,
  type MessageSeries,
  mavlinkTlogFormat,
  readDataflash,
  readDataflashText,
  readTlog,
  readUlog,
  ulogFormat,
  writeDataflash,
  writeTlog,
  writeUlog,
} from "../src/index.ts";
import { makeFlown } from "./make-flown.ts";

const flown = makeFlown(6);

interface Case {
  readonly id: string;
  readonly good: Uint8Array;
  readonly format: { readonly sniff: (head: Uint8Array, size: number) => number };
  readonly read: (
    bytes: Uint8Array,
  ) => Promise<{ readonly series: readonly MessageSeries[]; readonly badBytes: number; readonly issues: readonly unknown[] }>;
}

const cases: readonly Case[] = [
  { id: "px4-ulog", good: writeUlog(flown), format: ulogFormat, read: (bytes) => readUlog(memorySource(bytes), { topics: "all" }) },
  {
    id: "ardupilot-dataflash",
    good: writeDataflash(flown),
    format: dataflashFormat,
    read: (bytes) => readDataflash(memorySource(bytes), { messages: "all" }),
  },
  {
    id: "ardupilot-dataflash-text",
    good: writeDataflash(flown, { form: "text" }),
    format: dataflashTextFormat,
    read: (bytes) => readDataflashText(memorySource(bytes), { messages: "all" }),
  },
  {
    id: "mavlink-tlog, protocol 1",
    good: writeTlog(flown, { protocol: 1 }),
    format: mavlinkTlogFormat,
    read: (bytes) => readTlog(memorySource(bytes), { messages: "all" }),
  },
  {
    id: "mavlink-tlog, protocol 2",
    good: writeTlog(flown),
    format: mavlinkTlogFormat,
    read: (bytes) => readTlog(memorySource(bytes), { messages: "all" }),
  },
];

/** Rows that were read, or the error's code; any other error fails the test. */
async function outcome({ format, read }: Case, bytes: Uint8Array): Promise<number | string> {
  const confidence = format.sniff(bytes.subarray(0, 65_536), bytes.length);
  expect(confidence >= 0 && confidence <= 1).toBe(true);
  try {
    const { series, badBytes } = await read(bytes);
    expect(badBytes).toBeLessThanOrEqual(bytes.length);
    let rows = 0;
    for (const one of series) {
      rows += one.rows;
      expect(one.rows).toBeLessThanOrEqual(one.messages);
      for (const values of Object.values(one.numbers)) expect(values.length).toBe(one.rows);
      for (const values of Object.values(one.texts)) expect(values.length).toBe(one.rows);
      for (const offset of one.byteOffset) expect(offset >= 0 && offset < bytes.length).toBe(true);
    }
    return rows;
  } catch (error) {
    if (isFormatError(error)) return error.code;
    throw error;
  }
}

describe.each(cases)("$id", (one) => {
  test("any bytes, after the head of a good file or none", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.nat(one.good.length), async (bytes, keep) => {
        await outcome(one, bytes);
        await outcome(one, Buffer.concat([one.good.subarray(0, keep), bytes]));
      }),
      { numRuns: 40 },
    );
  });

  test("a good file with a stretch replaced keeps the most of its rows", async () => {
    const whole = (await outcome(one, one.good)) as number;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, patch) => {
        const bytes = one.good.slice();
        // Behind the formats: without them a kind of message cannot be read.
        const from = Math.floor(bytes.length * 0.6);
        const start = from + (at % (bytes.length - from - patch.length));
        bytes.set(patch, start);
        const rows = await outcome(one, bytes);
        expect(rows).toBeGreaterThanOrEqual(whole - 30);
      }),
      { numRuns: 60 },
    );
  });

  test("every cut gives the rows before it", async () => {
    let before = 0;
    for (let size = 0; size < one.good.length; size += size < 150 ? 1 : 97) {
      const rows = await outcome(one, one.good.subarray(0, size));
      if (typeof rows === "string") expect(before).toBe(0);
      else {
        expect(rows).toBeGreaterThanOrEqual(before);
        before = rows;
      }
    }
    expect(before).toBeGreaterThan(100);
  });

  test("flipped bytes", async () => {
    for (let at = 0; at < one.good.length; at += at < 200 ? 1 : 83) {
      const bytes = one.good.slice();
      bytes[at] = (bytes[at] as number) ^ 0x41;
      await outcome(one, bytes);
    }
  });
});

describe("blocks", () => {
  // Read in the smallest blocks, damage near their borders included, a log gives what it gives at once.
  const long = makeFlown(200);
  const readers = {
    "px4-ulog": {
      bytes: writeUlog(long),
      read: (bytes: Uint8Array, blockBytes: number) => readUlog(memorySource(bytes), { topics: "all", blockBytes }),
    },
    "ardupilot-dataflash": {
      bytes: writeDataflash(long),
      read: (bytes: Uint8Array, blockBytes: number) => readDataflash(memorySource(bytes), { messages: "all", blockBytes }),
    },
    "ardupilot-dataflash-text": {
      bytes: writeDataflash(long, { form: "text" }),
      read: (bytes: Uint8Array, blockBytes: number) => readDataflashText(memorySource(bytes), { messages: "all", blockBytes }),
    },
    "mavlink-tlog": {
      bytes: writeTlog(long),
      read: (bytes: Uint8Array, blockBytes: number) => readTlog(memorySource(bytes), { messages: "all", blockBytes }),
    },
  } as const;
  it.each(Object.keys(readers) as (keyof typeof readers)[])("%s", async (id) => {
    const { bytes, read } = readers[id];
    const check = async (data: Uint8Array): Promise<void> => {
      const whole = await read(data, 1 << 24);
      const parts = await read(data, 1);
      expect(parts.series.map(({ name, instance, rows }) => [name, instance, rows])).toEqual(
        whole.series.map(({ name, instance, rows }) => [name, instance, rows]),
      );
      expect(parts.series.map(({ byteOffset }) => byteOffset)).toEqual(whole.series.map(({ byteOffset }) => byteOffset));
      expect(parts.badBytes).toBe(whole.badBytes);
    };
    await check(bytes);
    for (const at of [131_072 + 16, 65_536 - 3, 65_536 + 20]) {
      if (at + 200 > bytes.length) continue;
      await check(Buffer.concat([bytes.subarray(0, at), new Uint8Array(150).fill(7), bytes.subarray(at + 9)]));
    }
  });
});
