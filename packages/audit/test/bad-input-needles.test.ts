/** Lists that ask for too much: identifiers inside each other, words that stand everywhere. */
import { describe, expect, test } from "vitest";
import type { AuditOptions, AuditResult, Identifiers } from "../src/index.ts";
import { readIdentifiers } from "../src/index.ts";
import { auditParts, told } from "./content-parts.ts";

const audited = (identifiers: Identifiers, bytes: string, options: Partial<AuditOptions> = {}): AuditResult =>
  auditParts([{ bytes }], { identifiers, ...options }, 65_536);

describe("identifiers inside each other", () => {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const whole = Array.from({ length: 60 }, (_, at) => alphabet[(at * 7) % 32]).join("");
  const list = Array.from({ length: 50 }, (_, at) => whole.slice(0, 10 + at));

  test("the one that was sent is told, not those that begin it", () => {
    for (const length of [10, 30, 59]) {
      const result = audited({ account: list }, `{"id":"${whole.slice(0, length)}"}`);
      const strong = told(result);
      expect(strong).toContain(`account identifiers.account[${length - 10}] json,text`);
      // Longer ones may be told as cut, in words; shorter ones stand for nothing that was sent.
      for (const line of strong) {
        const [, index = "", layers = ""] = /account\[(\d+)\] (.*)$/.exec(line) ?? [];
        if (Number(index) !== length - 10) expect(layers).toMatch(/cut$/);
        expect(Number(index)).toBeGreaterThanOrEqual(length - 10);
      }
    }
  });

  test("the same identifier many times is one needle", () => {
    const result = audited({ imei: new Array<string>(500).fill("356938035643809") }, '{"imei":"356938035643809"}');
    expect(result.findings).toHaveLength(1);
  });
});

describe("words that stand everywhere", () => {
  test("what is too short to be told from chance is refused, named by its place", () => {
    for (const identifiers of [{ name: ["be"] }, { ssid: ["home network", "a"] }, { account: "0" }]) {
      expect(() => audited(identifiers, "{}")).toThrow(/^identifiers\.\w+\[\d\] cannot be looked for: it is too short/);
    }
  });

  test("common words are weak at most: bounded, each says why", () => {
    const text = `{"name":"some data of the list","account":"true false","list":["network","data"]}`.repeat(2000);
    const identifiers = { name: ["data", "list of"], ssid: ["network"], account: ["true", "false"] };
    expect(told(audited(identifiers, text))).toEqual([]);
    const { findings } = audited(identifiers, text, { weak: true });
    expect(findings.length).toBeLessThan(50);
    for (const { weak, weakBecause } of findings) expect([weak, (weakBecause ?? "").length > 0]).toEqual([true, true]);
  });
});

describe("lists that are none", () => {
  test.each([
    ["no JSON", "{"],
    ["nested 100,000 times", `${'{"imei":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["an unknown key", '{"imie":"356938035643809"}'],
    ["a key that objects have by nature", '{"__proto__":"356938035643809"}'],
    ["an empty text", '{"name":["a b c",""]}'],
    ["a text of a megabyte", `{"name":"${"x".repeat(1 << 20)}"}`],
    ["a number", '{"imei":356938035643809}'],
    ["lists in lists", '{"imei":[["356938035643809"]]}'],
  ])("%s: refused with a sentence that does not repeat the value", (_name, text) => {
    expect(() => readIdentifiers(text)).toThrow(/^The list of identifiers cannot be used.*Nothing was audited\.$/);
    let message = "";
    try {
      readIdentifiers(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toContain("356938035643809");
    expect(message.length).toBeLessThan(500);
  });
});
