import fc from "fast-check";
import { expect, test } from "vitest";
import { compareText, sortText } from "../src/compare-text.ts";

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}", "a\uffff", "a\u{10000}"),
);
const anyAscii = fc
  .tuple(fc.constantFrom("", "host", "192.168.", "\u0000", "\u007f"), fc.string({ unit: "binary-ascii", maxLength: 6 }))
  .map((parts) => parts.join(""));

test("text is compared as its UTF-8 bytes are", () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(byBytes(a, b));
    }),
    { numRuns: 2000 },
  );
});

test("text is sorted as its UTF-8 bytes are, equal values and prefixes included", () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(anyText), fc.array(anyAscii, { maxLength: 200, size: "max" })), (values) => {
      expect(sortText([...values])).toEqual([...values].sort(byBytes));
    }),
    { numRuns: 500 },
  );
});

test("many long values with one beginning are sorted", () => {
  const values = Array.from({ length: 5000 }, (_, at) => `${"same ".repeat(200)}${(at * 7919) % 5000}`);
  expect(sortText([...values])).toEqual([...values].sort(byBytes));
});
