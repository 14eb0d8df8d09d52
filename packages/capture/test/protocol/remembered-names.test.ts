/** Names are remembered by where their hash falls: another name at the same place must never come out. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { printableName } from "../../src/protocol/byte-text.ts";

function oneByOne(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => {
      const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x5c;
      return isPlain ? String.fromCharCode(byte).toLowerCase() : `\\${String(byte).padStart(3, "0")}`;
    })
    .join("");
}

test("twenty thousand names at four thousand places are themselves, twice over", () => {
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 20_000; index++) {
      const name = `n${index}.example`;
      expect(printableName(new TextEncoder().encode(name), 0, name.length)).toBe(name);
    }
  }
});

test("property: any bytes come out as they do one by one, of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
      expect(printableName(bytes, 0, bytes.byteLength)).toBe(oneByOne(bytes));
    }),
  );
});
