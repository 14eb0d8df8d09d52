/** Pages of text that nobody's seal vouches for: any bytes give a column that holds together, or nothing. */
import fc from "fast-check";
import { ByteWriter } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { decodeHybrid, encodePacked, encodeRun, widthFor } from "../src/bit-packing.ts";
import { codeText, UNKNOWN } from "../src/coded-text.ts";
import { compareText } from "../src/compare-text.ts";
import { readTextColumn, writeTextColumn } from "../src/text-pages.ts";

const anyValue = fc.option(fc.oneof(fc.constantFrom("tcp", "udp", "", "é", "😀"), fc.string({ maxLength: 12 })), { freq: 4 });

function pagesOf(values: readonly (string | null)[]): Uint8Array {
  const writer = new ByteWriter(1024);
  writeTextColumn(writer, "name", codeText(values, values.length));
  return writer.getBytes().slice();
}

function holdsTogether(bytes: Uint8Array, rows: number): void {
  const read = readTextColumn(bytes, rows);
  if (read === undefined) return;
  expect(read.codes.length).toBe(rows);
  for (const code of read.codes) expect(code >= UNKNOWN && code < read.dictionary.length).toBe(true);
  for (let at = 1; at < read.dictionary.length; at += 1) {
    expect(compareText(read.dictionary[at - 1] as string, read.dictionary[at] as string)).toBeLessThan(0);
  }
}

describe("pages of text", () => {
  test("with any bytes changed hold together or give nothing", () => {
    const anyChanges = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 60 }), anyChanges, (values, changes) => {
        const bytes = pagesOf(values);
        for (const [at, byte] of changes) bytes[at % bytes.byteLength] = byte;
        holdsTogether(bytes, values.length);
      }),
      { numRuns: 3000 },
    );
  });

  test("whose header holds a long integer where a size belongs give nothing", () => {
    const bytes = pagesOf(["    ! ", "!  ", '"   ', '"        ', null]);
    const changes = [
      [385990548, 38],
      [783512996, 34],
    ] as const;
    for (const [at, byte] of changes) bytes[at % bytes.byteLength] = byte;
    expect(readTextColumn(bytes, 5)).toBeUndefined();
    // Every field of every header as every other type Thrift knows.
    const good = pagesOf(["tcp", null, "udp"]);
    for (let at = 0; at < good.byteLength; at += 1) {
      for (let byte = 0; byte < 256; byte += 1)
        holdsTogether(
          Uint8Array.from(good, (old, place) => (place === at ? byte : old)),
          3,
        );
    }
  });

  test("cut anywhere, or read for another number of rows, give nothing", () => {
    const values = ["tcp", null, "udp", "tcp", "example.org", null];
    const bytes = pagesOf(values);
    expect(readTextColumn(bytes, values.length)).toBeDefined();
    for (let end = 0; end < bytes.byteLength; end += 1) expect(readTextColumn(bytes.subarray(0, end), values.length)).toBeUndefined();
    for (const rows of [1, 5, 7, 1 << 24]) expect(readTextColumn(bytes, rows)).toBeUndefined();
  });

  test("of no meaning hold together or give nothing", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 1000 }), holdsTogether), { numRuns: 2000 });
  });
});

describe("runs and packed numbers", () => {
  test("come back as they were, at every width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << 24 }), fc.array(fc.nat(), { maxLength: 100 }), (values, numbers) => {
        const width = widthFor(values);
        const inRange = numbers.map((number) => number % values);
        expect([...(decodeHybrid(encodePacked(inRange, inRange.length, width), width, inRange.length) ?? [Number.NaN])]).toEqual(inRange);
      }),
    );
    expect([...(decodeHybrid(encodeRun(1, 1000), 1, 1000) ?? [])]).toEqual(new Array(1000).fill(1));
  });

  test("of both kinds behind each other are read", () => {
    const bytes = Uint8Array.from([...encodeRun(5, 20), ...encodePacked([1, 2, 3, 4, 5, 6, 7, 0], 8, 3), ...encodeRun(2, 3)]);
    expect([...(decodeHybrid(bytes, 3, 31) ?? [])]).toEqual([...new Array(20).fill(5), 1, 2, 3, 4, 5, 6, 7, 0, 2, 2, 2]);
  });

  test("that end early or never begin give nothing", () => {
    expect(decodeHybrid(new Uint8Array(0), 1, 1)).toBeUndefined();
    expect(decodeHybrid(Uint8Array.of(0), 1, 1)).toBeUndefined();
    expect(decodeHybrid(Uint8Array.of(1), 1, 1)).toBeUndefined();
    expect(decodeHybrid(Uint8Array.of(3), 8, 8)).toBeUndefined();
    expect(decodeHybrid(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 1), 1, 8)).toBeUndefined();
    expect(decodeHybrid(encodeRun(1, 8), 1, 9)).toBeUndefined();
    expect(decodeHybrid(encodeRun(1, 8), 25, 8)).toBeUndefined();
  });
});
