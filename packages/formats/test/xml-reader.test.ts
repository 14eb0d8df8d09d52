import { isFormatError } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXml, type XmlEvent, XmlReader } from "../src/index.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): XmlEvent[] => [...readXml(bytesOf(text), { format: "test" })];
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isFormatError(error)) return error.code;
    throw error;
  }
  return "none";
};
/** Events without their bytes, texts joined. */
const shape = (events: Iterable<XmlEvent>): string[] => {
  const out: string[] = [];
  for (const event of events) {
    if (event.kind === "start") out.push(`<${event.name}${event.attributes.map((each) => ` ${each.name}=${each.value}`).join("")}>`);
    else if (event.kind === "end") out.push(`</${event.name}>`);
    else if (out.at(-1)?.startsWith("'")) out[out.length - 1] += event.text;
    else out.push(`'${event.text}`);
  }
  return out;
};

const GOOD = `\ufeff<?xml version="1.0"?><!-- a > b --><r a='1 > 0' b="&lt;&#x41;&#66;&amp;"><é x="ü"/>text &amp; <![CDATA[<raw> & ]]>é😀&unknown;</r>\n`;

describe("XML", () => {
  it("gives tags, attributes, text and CDATA", () => {
    expect(shape(read(GOOD))).toEqual(["<r a=1 > 0 b=<AB&>", "<é x=ü>", "</é>", "'text & <raw> & é😀&unknown;", "</r>", "'\n"]);
  });

  it("says where each value stands", () => {
    const bytes = bytesOf(GOOD);
    for (const event of readXml(bytes, { format: "test" })) {
      if (event.kind !== "start") continue;
      expect(bytes[event.byteOffset]).toBe(0x3c);
      for (const each of event.attributes) {
        const raw = new TextDecoder().decode(bytes.subarray(each.byteOffset, each.byteOffset + each.lengthBytes));
        expect([each.name, raw]).toEqual([each.name, { a: "1 > 0", b: "&lt;&#x41;&#66;&amp;", x: "ü" }[each.name]]);
      }
    }
  });

  it("gives the same in chunks of any size", () => {
    for (let size = 1; size < 40; size += 1) {
      const reader = new XmlReader({ format: "test" });
      const bytes = bytesOf(GOOD);
      const events: XmlEvent[] = [];
      for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.slice(at, at + size)));
      events.push(...reader.end());
      expect([size, shape(events)]).toEqual([size, shape(read(GOOD))]);
    }
  });

  it.each([
    [`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "xml-document-type"],
    [`<!ELEMENT a>`, "xml-bad-tag"],
    [`<a><b></a>`, "xml-wrong-end"],
    [`</a>`, "xml-wrong-end"],
    [`<a`, "xml-cut"],
    [`<a><b/>`, "xml-cut"],
    [`<a b></a>`, "xml-bad-tag"],
    [`<a b=c></a>`, "xml-bad-tag"],
    [`<a b="1"c="2"/>`, "xml-bad-tag"],
    [`< a/>`, "xml-bad-tag"],
    [`\u0000a\u0000b`, "xml-not-utf8"],
    ["<a>".repeat(65), "xml-too-deep"],
    [`<a ${Array.from({ length: 4097 }, (_, index) => `b${index}=""`).join(" ")}/>`, "xml-too-many-attributes"],
  ])("refuses %.30s", (text, code) => {
    expect(codeOf(() => read(text))).toBe(code);
  });

  it("does not grow an entity that it does not know", () => {
    expect(shape(read("<a>&lol9;&#0;&#xd800;</a>"))).toEqual(["<a>", "'&lol9;&#0;&#xd800;", "</a>"]);
  });

  it("holds back no more than a token", () => {
    const reader = new XmlReader({ format: "test", maxTokenBytes: 100 });
    expect(codeOf(() => [...reader.push(bytesOf(`<a b="${"x".repeat(200)}`))])).toBe("xml-token-too-long");
  });

  it("throws nothing but a FormatError, whatever the bytes and wherever they are cut", () => {
    const good = bytesOf(GOOD);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(good.length), fc.nat(good.length - 1), fc.nat(255), (noise, cut, at, byte) => {
        const flipped = good.slice(0, cut);
        if (at < cut) flipped[at] = byte;
        for (const bytes of [noise, flipped]) codeOf(() => [...readXml(bytes, { format: "test" })]);
      }),
      { numRuns: 1000 },
    );
  });
});
