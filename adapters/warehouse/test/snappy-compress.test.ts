import fc from "fast-check";
import { snappyUncompress } from "hyparquet";
import { snappyCompress as libraryCompress } from "hyparquet-writer/src/snappy.js";
import { expect, test } from "vitest";
import { snappyCompress } from "../src/snappy-compress.ts";

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
  snappyUncompress(compressed, back);
  expect(Buffer.compare(back, input)).toBe(0);
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
