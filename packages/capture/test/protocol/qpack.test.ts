import fc from "fast-check";
import { expect, test } from "vitest";
import { QpackDecoder } from "../../src/protocol/qpack.ts";
import { bytes, hex } from "./bytes.ts";

function feed(decoder: QpackDecoder, text: string): void {
  const bytes = hex(text);
  decoder.encoderStream(bytes, 0, bytes.length);
}

test("RFC 9204 appendix B: a literal with a name of the static table", () => {
  expect(new QpackDecoder().decode(hex("0000510b2f696e6465782e68746d6c"))).toEqual([[":path", "/index.html"]]);
});

test("RFC 9204 appendix B: dynamic table, blocked until its stream has come, duplicates, eviction", () => {
  const decoder = new QpackDecoder();
  decoder.maxCapacityBytes = 220;
  expect(decoder.decode(hex("03811011"))).toBe("blocked");
  feed(decoder, "3fbd01c00f7777772e6578616d706c652e636f6dc10c2f73616d706c652f70617468");
  expect(decoder.decode(hex("03811011"))).toEqual([
    [":authority", "www.example.com"],
    [":path", "/sample/path"],
  ]);
  feed(decoder, "4a637573746f6d2d6b65790c637573746f6d2d76616c7565");
  feed(decoder, "02");
  expect(decoder.decode(hex("050080c181"))).toEqual([
    [":authority", "www.example.com"],
    [":path", "/"],
    ["custom-key", "custom-value"],
  ]);
  feed(decoder, "810d637573746f6d2d76616c756532");
  expect(decoder.decode(hex("060080"))).toEqual([["custom-key", "custom-value2"]]);
});

test("the encoder stream may come byte by byte", () => {
  const decoder = new QpackDecoder();
  decoder.maxCapacityBytes = 220;
  for (const byte of hex("3fbd01c00f7777772e6578616d706c652e636f6dc10c2f73616d706c652f70617468"))
    decoder.encoderStream(Uint8Array.of(byte), 0, 1);
  expect(decoder.decode(hex("03811011"))).toHaveLength(2);
});

test("a long instruction that comes byte by byte is decoded once", () => {
  const decoder = new QpackDecoder();
  decoder.maxCapacityBytes = 65_536;
  // 10,000 bytes of Huffman code 00000, which are 16,000 characters "0", and 16,000 plain ones.
  const stream = bytes(hex("3fe1ff03"), hex("7ff14d"), new Uint8Array(10_000), hex("7f817c"), new Uint8Array(16_000).fill(0x61));
  for (const byte of stream) decoder.encoderStream(Uint8Array.of(byte), 0, 1);
  expect(decoder.decode(hex("020080"))).toEqual([["0".repeat(16_000), "a".repeat(16_000)]]);
});

test("what refers to nothing, or is cut, is broken", () => {
  for (const block of ["", "00", "0000ff", "0000ffffffffffff", "000080", "00002f", "000050", "000011", "fffe80"]) {
    expect(new QpackDecoder().decode(hex(block))).toBe("broken");
  }
});

test("any bytes: a list of fields, or a word", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), fc.uint8Array({ maxLength: 80 }), (stream, block) => {
      const decoder = new QpackDecoder();
      for (const part of stream) decoder.encoderStream(part, 0, part.length);
      const fields = decoder.decode(block);
      expect(
        fields === "blocked" ||
          fields === "broken" ||
          fields.every(([name, value]) => typeof name === "string" && typeof value === "string"),
      ).toBe(true);
    }),
    { numRuns: 500 },
  );
});
