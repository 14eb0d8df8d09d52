/** The XML reader: what servers write is read; anything else is a `FormatError`, at once. */
import { isFormatError, xmlText } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childrenOf, childText, readXml } from "../../src/s3/read-xml.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("readXml", () => {
  it("reads elements, text, entities, prefixes, comments, empty elements", () => {
    const root = readXml(
      bytes('<?xml version="1.0"?>\n<!-- c > --><s3:List a="x>y" b=\'1\'><Key>a &lt;&#38;&#x41; b</Key><Key/><Key c="d"/></s3:List>'),
    );
    expect(root.name).toBe("List");
    expect(childrenOf(root, "Key").map(({ text }) => text)).toEqual(["a <&A b", "", ""]);
    expect(childText(root, "None")).toBeUndefined();
  });

  it.each([
    ["", "nothing"],
    ["<a>", "no end"],
    ["<a></b>", "another end"],
    ["</a>", "an end only"],
    ["<a/><b/>", "two roots"],
    ["text<a/>", "text before"],
    ["<a", "a cut tag"],
    ["<a><!-- </a>", "a cut comment"],
    ["<!DOCTYPE a><a/>", "a document type"],
    ["<a><![CDATA[x]]></a>", "a section"],
    ["<a>&unknown;</a>", "an unknown entity"],
    ["<a>&amp</a>", "a cut entity"],
    ["<a>&#x110000;</a>", "no character"],
    ["<1a/>", "no name"],
    ["<a>".repeat(13) + "</a>".repeat(13), "too deep"],
    [`<a>${"<b/>".repeat(40_001)}</a>`, "too many"],
  ])("refuses %j (%s)", (text) => {
    expect(() => readXml(bytes(text))).toThrow(expect.objectContaining({ name: "FormatError", code: "bad-answer" }));
  });

  it("gives back any text that was escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(readXml(bytes(`<r><k>${xmlText(text)}</k></r>`)).children[0]?.text).toBe(text.trim());
      }),
    );
  });

  it("any bytes, and any flipped byte or cut of a good answer, read or are a FormatError", () => {
    const good = bytes('<?xml version="1.0"?><L xmlns="x"><C><Key>a&amp;b</Key><Size>1</Size></C><IsTruncated>false</IsTruncated></L>');
    const quiet = (input: Uint8Array): void => {
      try {
        readXml(input);
      } catch (error) {
        if (!isFormatError(error)) throw error;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), quiet), { numRuns: 500 });
    for (let cut = 0; cut < good.length; cut++) {
      quiet(good.subarray(0, cut));
      for (const bit of [1, 4, 32]) quiet(good.map((byte, index) => (index === cut ? byte ^ bit : byte)));
    }
  });
});
