import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJsonLines, writeJsonLine } from "../../src/process/json-lines.ts";

function read(pieces: readonly Uint8Array[], maxBytes = 1000): { values: unknown[]; faults: string[] } {
  const values: unknown[] = [];
  const faults: string[] = [];
  const reader = readJsonLines({ maxBytes, onValue: (value) => values.push(value), onFault: (sentence) => faults.push(sentence) });
  for (const piece of pieces) reader.push(piece);
  return { values, faults };
}

describe("JSON lines", () => {
  test("the same values however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 6 }), (values, cuts) => {
        const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.byteLength)).sort((a, b) => a - b), bytes.byteLength];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        expect(read(pieces, 1_000_000)).toEqual({ values: values.map((value) => JSON.parse(JSON.stringify(value))), faults: [] });
      }),
    );
  });

  test("any bytes: values or one fault, and nothing after it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { faults } = read([bytes, Buffer.from("\n{}\n")], 100);
        expect(faults.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a line that is too long is a fault before it is whole", () => {
    expect(read([Buffer.alloc(101, 0x20)], 100).faults).toEqual(["A line is longer than 100 bytes."]);
    expect(read([Buffer.alloc(60, 0x20), Buffer.alloc(60, 0x20)], 100).faults).toHaveLength(1);
    expect(read([Buffer.alloc(100, 0x20), Buffer.from("\n1\n")], 100)).toEqual({ values: [1], faults: [] });
  });

  test("a stream that is not read takes no more than the bound", () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    let written = 0;
    while (writeJsonLine(stream, "x".repeat(1000), 10_000)) written++;
    expect(written).toBeLessThan(40);
  });
});
