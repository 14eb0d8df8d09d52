import fc from "fast-check";
import { snappyUncompress as libraryUncompress } from "hyparquet";
import { snappyCompress as libraryCompress } from "hyparquet-writer/src/snappy.js";
import { expect, test } from "vitest";
import { snappyCompress } from "../src/snappy-compress.ts";
import { snappyUncompress } from "../src/snappy-uncompress.ts";

/** Runs, repeats near and far, and noise. */
const anyInput = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(255), fc.nat(3000)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(200)).map(([part, times]) => {
        return Uint8Array.from({ length: part.byteLength * times }, (_, at) => part[at % part.byteLength] as number);
      }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => new Uint8Array(Buffer.concat([...parts, ...parts])));

function check(input: Uint8Array): void {
  const compressed = snappyCompress(input);
  expect(Buffer.compare(compressed, libraryCompress(input))).toBe(0);
  const back = new Uint8Array(input.byteLength);
  libraryUncompress(compressed, back);
  expect(Buffer.compare(back, input)).toBe(0);
  const own = snappyUncompress(compressed, input.byteLength);
  expect(own && Buffer.compare(own, input)).toBe(0);
  expect(snappyUncompress(compressed, input.byteLength + 1)).toBeUndefined();
  expect(snappyUncompress(compressed.subarray(0, -1), input.byteLength)).toBeUndefined();
}

test("compresses any bytes to the library's bytes, and back", () => {
  fc.assert(fc.property(anyInput, check), { numRuns: 400 });
});

test("compresses columns of numbers to the library's bytes, and back", () => {
  const noisy = Float64Array.from({ length: 20_000 }, (_, row) => 1.7e15 + row * 1234 + ((row * 7919) % 1000));
  const stepped = Float32Array.from({ length: 50_000 }, (_, row) => Math.round(Math.sin(row / 200) * 600) / 10);
  const unknown = new Float64Array(30_000).fill(Number.NaN);
  for (const column of [noisy, stepped, unknown]) check(new Uint8Array(column.buffer));
  // A view that does not start where its buffer does.
  check(new Uint8Array(noisy.buffer, 3, 1001));
});

test("holds for every short length", () => {
  for (let length = 0; length < 80; length += 1) {
    check(Uint8Array.from({ length }, (_, at) => (at * 37) % 11));
    check(new Uint8Array(length));
  }
});

test("uncompresses what other compressors write: long literals, far and overlapping copies", () => {
  const literal = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251);
  const far = [(48 << 2) | 3, 0xff, 0xff, 0, 0];
  const size = 70_000 + 8 + 49;
  const told = Uint8Array.from([...varInt(size), 62 << 2, 0x6f, 0x11, 1, ...literal, (4 << 2) | 1, 1, ...far]);
  const expected = new Uint8Array(size);
  expected.set(literal);
  expected.fill(literal[69_999] as number, 70_000, 70_008);
  for (let at = 0; at < 49; at += 1) expected[70_008 + at] = expected[70_008 + at - 0xffff] as number;
  const back = new Uint8Array(size);
  libraryUncompress(told, back);
  expect(Buffer.compare(back, expected)).toBe(0);
  expect(Buffer.compare(snappyUncompress(told, size) ?? new Uint8Array(), expected)).toBe(0);
});

test("any bytes give their size or nothing, and no more work than they ask for", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(300), (bytes, size) => {
      const told = Uint8Array.from([...varInt(size), ...bytes]);
      const back = snappyUncompress(told, size);
      if (back !== undefined) expect(back.byteLength).toBe(size);
    }),
    { numRuns: 3000 },
  );
});

test("a literal whose length has its highest bit set is refused", () => {
  expect(snappyUncompress(Uint8Array.from([8, 63 << 2, 0xfa, 0xff, 0xff, 0xff, 0, 0, 0]), 8)).toBeUndefined();
});

function varInt(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return [...bytes, left];
}
