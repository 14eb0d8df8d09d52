import { isUserError } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type JsonValue } from "../src/index.ts";

function numberFromBits(hex: string): number {
  return new DataView(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).buffer).getFloat64(0);
}

describe("canonical JSON", () => {
  // RFC 8785, appendix B: IEEE 754 bits and the text they must give.
  it.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("writes the number with bits %s as %s", (bits, text) => {
    expect(canonicalJson(numberFromBits(bits))).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuses %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "not-canonical" }));
  });

  // RFC 8785 section 3.2.2 and 3.2.4: the sample object and its canonical form.
  it("writes the sample of the RFC", () => {
    const sample = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as JsonValue;
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  // RFC 8785 section 3.2.3: order by UTF-16 code units, so the pair D83D DE00 comes before FB33.
  it("sorts names by UTF-16 code units", () => {
    const names = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
    expect(Object.keys(JSON.parse(text) as object).filter((name) => name !== "1")).toEqual([
      "\r",
      "\u0080",
      "\u00f6",
      "\u20ac",
      "\ud83d\ude00",
      "\ufb33",
    ]);
    expect(text.startsWith('{"\\r":0,"1":0,')).toBe(true);
  });

  it("refuses half a UTF-16 pair in texts and names", () => {
    for (const value of ["\ud83d", "a\ude00b", "\ude00\ud83d"]) {
      expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "not-canonical" }));
      expect(() => canonicalJson({ [value]: 1 })).toThrow(expect.objectContaining({ code: "not-canonical" }));
    }
  });

  it("refuses nesting without end", () => {
    let value: JsonValue = 0;
    for (let depth = 0; depth < 100; depth += 1) value = [value];
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "not-canonical" }));
  });

  it("gives one text for one value, whatever the order of names, and the value back", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        let text: string;
        try {
          text = canonicalJson(value as JsonValue);
        } catch (error) {
          expect(isUserError(error)).toBe(true);
          return;
        }
        const back = JSON.parse(text) as JsonValue;
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(back))).toBe(text);
      }),
    );
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reversed(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, JsonValue>>)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
