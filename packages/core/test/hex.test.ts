import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64, toBase64, toHex } from "../src/index.ts";

describe("hexadecimal and base64", () => {
  test("are what Node makes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
    );
  });

  test("base64 comes back, with and without padding", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes);
        expect(fromBase64(text)).toEqual(bytes);
        expect(fromBase64(text.replaceAll("=", ""))).toEqual(bytes);
      }),
    );
  });

  // RFC 4648, section 10.
  test.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("%j is %s", (text, base64) => {
    expect(toBase64(new TextEncoder().encode(text))).toBe(base64);
    expect(new TextDecoder().decode(fromBase64(base64))).toBe(text);
  });

  test.each(["Z", "Zg===", "Zm9v!", "Zm 9v", "=Zg=", "Zm-_", "\u0000", "Zäöü"])("%j is not base64", (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  test("a long run of padding costs one pass", () => {
    expect(fromBase64(`${"=".repeat(2_000_000)}x`)).toBeUndefined();
  });

  test("any text gives bytes or nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const bytes = fromBase64(text);
        if (bytes !== undefined) expect(bytes.length).toBe(Math.floor((text.replaceAll("=", "").length * 3) / 4));
      }),
    );
  });
});
