import { describe, expect, test } from "vitest";
import { HpackDecoder } from "../../src/protocol/hpack.ts";
import { decodeHuffman, MAX_STRING_BYTES } from "../../src/protocol/hpack-coding.ts";
import { bytes, hex } from "./bytes.ts";

describe("HPACK, RFC 7541 appendix C", () => {
  test("C.3: requests without Huffman, one dynamic table", () => {
    const decoder = new HpackDecoder();
    expect(decoder.decode(hex("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"))).toEqual([
      [":method", "GET"],
      [":scheme", "http"],
      [":path", "/"],
      [":authority", "www.example.com"],
    ]);
    expect(decoder.decode(hex("8286 84be 5808 6e6f 2d63 6163 6865"))?.slice(3)).toEqual([
      [":authority", "www.example.com"],
      ["cache-control", "no-cache"],
    ]);
    expect(decoder.decode(hex("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"))).toEqual([
      [":method", "GET"],
      [":scheme", "https"],
      [":path", "/index.html"],
      [":authority", "www.example.com"],
      ["custom-key", "custom-value"],
    ]);
  });
  test("C.4: requests with Huffman", () => {
    const decoder = new HpackDecoder();
    expect(decoder.decode(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))?.at(-1)).toEqual([":authority", "www.example.com"]);
    expect(decoder.decode(hex("8286 84be 5886 a8eb 1064 9cbf"))?.at(-1)).toEqual(["cache-control", "no-cache"]);
    expect(decoder.decode(hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))?.at(-1)).toEqual([
      "custom-key",
      "custom-value",
    ]);
  });
  test("C.6: responses, a table of 256 bytes that evicts", () => {
    const decoder = new HpackDecoder();
    expect(decoder.decode(hex("3fe101"))).toEqual([]);
    const first = decoder.decode(
      hex(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
      ),
    );
    expect(first).toEqual([
      [":status", "302"],
      ["cache-control", "private"],
      ["date", "Mon, 21 Oct 2013 20:13:21 GMT"],
      ["location", "https://www.example.com"],
    ]);
    expect(decoder.decode(hex("4883 640e ffc1 c0bf"))?.map(([, value]) => value)).toEqual([
      "307",
      "private",
      "Mon, 21 Oct 2013 20:13:21 GMT",
      "https://www.example.com",
    ]);
    // :status 302 was evicted: its place is empty now
    expect(decoder.decode(hex("c2"))).toBeUndefined();
  });
});

describe("HPACK bounds", () => {
  test.each([
    ["an index beyond the tables", "ff80 8080 01"],
    ["index zero", "80"],
    ["an integer without end", "ffff ffff ffff ffff ff"],
    ["a string longer than the block", "4005 6162"],
    ["a cut name", "40"],
  ])("%s", (_, block) => expect(new HpackDecoder().decode(hex(block))).toBeUndefined());
  test("a string above the bound", () => {
    const length = MAX_STRING_BYTES + 1 - 127;
    expect(
      new HpackDecoder().decode(bytes(0x40, 1, "a", 0x7f, 0x80 | (length & 0x7f), length >> 7, new Uint8Array(MAX_STRING_BYTES + 1))),
    ).toBeUndefined();
  });
  test("wrong Huffman padding and the end-of-string code", () => {
    expect(decodeHuffman(hex("00"), 0, 1)).toBeUndefined(); // "0" and three zero bits
    expect(decodeHuffman(hex("07"), 0, 1)).toBe("0");
    expect(decodeHuffman(hex("ffffffff"), 0, 4)).toBeUndefined();
  });
});
