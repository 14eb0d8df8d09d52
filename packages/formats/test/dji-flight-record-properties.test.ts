/** Properties that hold for any bytes (docs: STYLE, section "How we test"). */
import { isFormatError, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectDjiFlightRecord, type DjiFlightRecord, type DjiReadOptions, djiFlightRecordFormat } from "../src/index.ts";
import { details, END_MARKER, filled, frames, handFile, handKey, join, jpeg, osd, text } from "./dji-hand-built.ts";

const keys = [handKey(1, 5), handKey(7, 9)];
const some = [
  ...Array.from({ length: 6 }, (_, at) => osd(47 + at / 1e4, 8, at / 10)),
  text(10, "Mind the wind"),
  filled(22, 12, 1),
  filled(40, 9, 5),
];
const goodFile = (version: number): Uint8Array => {
  const picture = jpeg(60);
  const region = join([frames(version, some, keys), ...(version < 7 ? [] : [END_MARKER]), picture]);
  return handFile(version, { region, details: details(version, [picture.length]) });
};
const versions = [1, 4, 6, 8, 11, 12, 13, 14];
const anyVersion = fc.constantFrom(...versions);

/** Reads; any error that is no `FormatError` fails the test. */
async function outcome(bytes: Uint8Array, options: Partial<DjiReadOptions> = {}): Promise<DjiFlightRecord | string> {
  expect(djiFlightRecordFormat.sniff(bytes, bytes.length)).toBeGreaterThanOrEqual(0);
  try {
    return await collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform, keychains: [keys], ...options });
  } catch (error) {
    if (isFormatError(error)) return error.code;
    throw error;
  }
}

/** What must hold of any result. */
function checkSound(record: DjiFlightRecord | string, size: number): void {
  if (typeof record === "string") return;
  const { ending, streams } = record;
  expect(ending.strayBytes).toBeLessThanOrEqual(size);
  expect(ending.regionStart).toBeLessThanOrEqual(ending.regionEnd);
  expect(ending.regionEnd).toBeLessThanOrEqual(size);
  for (const { byteOffset, lengthBytes } of record.pictures) expect(byteOffset + lengthBytes).toBeLessThanOrEqual(size);
  for (const stream of Object.values(streams)) {
    for (let row = 0; row < stream.rows; row += 1) {
      expect(stream.columns.byteOffset[row]).toBeLessThan(size);
      expect(stream.columns.osdRow[row]).toBeLessThan(streams.osd.rows + 1);
    }
  }
}

describe("any bytes give a value, an issue or a FormatError", () => {
  test("random bytes with a plausible prefix", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 3000 }), anyVersion, fc.nat(3000), async (bytes, version, offset) => {
        if (bytes.length > 12) {
          new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(0, BigInt(offset), true);
          bytes[10] = version;
        }
        checkSound(await outcome(bytes, { raw: "yield" }), bytes.length);
      }),
      { numRuns: 200 },
    );
  });

  test("good files with random stretches replaced", async () => {
    await fc.assert(
      fc.asyncProperty(anyVersion, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 64 }), async (version, at, patch) => {
        const bytes = goodFile(version);
        bytes.set(patch.subarray(0, bytes.length), at % Math.max(1, bytes.length - patch.length));
        checkSound(await outcome(bytes, { raw: "yield" }), bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  test.each(versions)("v%i: every byte flipped, one at a time", async (version) => {
    const good = goodFile(version);
    const whole = (await outcome(good)) as DjiFlightRecord;
    let most = 0;
    for (let at = 0; at < good.length; at += 1) {
      const bytes = good.slice();
      bytes[at] = (bytes[at] as number) ^ 0xff;
      const record = await outcome(bytes);
      checkSound(record, bytes.length);
      if (typeof record !== "string" && record.streams.osd.rows >= whole.streams.osd.rows - 3) most += 1;
    }
    // One flipped byte costs at most a few rows, unless it hits the prefix or the blocks.
    expect(most).toBeGreaterThan(good.length - 40);
  });
});

test.each(versions)("v%i: every prefix of a good file gives all rows that lie before the cut", async (version) => {
  const good = goodFile(version);
  const whole = (await outcome(good)) as DjiFlightRecord;
  expect(whole.streams.osd.rows).toBe(6);
  const offsets = [...whole.streams.osd.columns.byteOffset];
  for (let length = 0; length < good.length; length += 1) {
    const record = await outcome(good.subarray(0, length));
    checkSound(record, length);
    const complete = offsets.filter((_, row) => ((offsets[row + 1] ?? Number.POSITIVE_INFINITY) as number) <= length).length;
    if (complete === 0) continue;
    expect(typeof record, `cut at ${length}`).toBe("object");
    expect((record as DjiFlightRecord).streams.osd.rows).toBeGreaterThanOrEqual(complete);
    // Right after the end marker nothing shows that pictures are missing; below v8 no marker shows the end at all.
    const isUndetectable = version < 8 || length === whole.ending.regionEnd;
    expect((record as DjiFlightRecord).issues.length + Number(isUndetectable)).toBeGreaterThan(0);
  }
});

test.each(versions)("v%i: the size of the blocks and batches changes nothing", async (version) => {
  const noise = Uint8Array.from({ length: 40 }, (_, at) => (at * 57 + 1) & 0xff);
  const region = join([frames(version, some, keys), noise, frames(version, some.slice(0, 3), []), END_MARKER, jpeg(30)]);
  const bytes = handFile(version, { region });
  const whole = (await outcome(bytes, { raw: "yield" })) as DjiFlightRecord;
  for (const blockBytes of [1, 2, 7, 64, 1000]) {
    expect(await outcome(bytes, { raw: "yield", blockBytes, batchRows: 2 })).toEqual(whole);
  }
});
