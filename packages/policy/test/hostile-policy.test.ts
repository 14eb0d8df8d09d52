/** P: any text gives a policy or problems; never an error, never a hang. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicy } from "../src/index.ts";
import { wholePolicy } from "./whole-policy.ts";

function isReading(text: string): void {
  const reading = readPolicy(text);
  if (reading.ok) return;
  expect(reading.problems.length).toBeGreaterThan(0);
  expect(reading.problems.length).toBeLessThanOrEqual(100);
  for (const { line, column, sentence, path } of reading.problems) {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    // What a terminal shows is plain: no control characters, nothing that turns the reading direction.
    expect(`${path}${sentence}`).toMatch(/^[\x20-\x7e]+$/);
  }
}

describe("any text", () => {
  it("of any characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), isReading), { numRuns: 300 });
  });

  it("of YAML's marks", () => {
    const mark = fc.constantFrom(
      ..."[]{}:,-?&*!|>'\"%@`#\n \t\\a1~".split(""),
      ": ",
      "- ",
      "\n  ",
      "---\n",
      "...\n",
      "<<",
      "__proto__: ",
      "!!js/function ",
    );
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 120 }), (marks) => isReading(marks.join(""))),
      { numRuns: 400 },
    );
  });

  it("of a policy, cut anywhere", () => {
    for (let length = 0; length < wholePolicy.length; length += 7) isReading(wholePolicy.slice(0, length));
  });

  it("of a policy with a few characters changed", () => {
    const change = fc.tuple(fc.nat(wholePolicy.length - 1), fc.constantFrom(..."[]{}:,-?&*!|>'\"%\n\t \0\u202e9zZ".split("")));
    const changed = fc
      .array(change, { minLength: 1, maxLength: 4 })
      .map((changes) => changes.reduce((text, [at, character]) => text.slice(0, at) + character + text.slice(at + 1), wholePolicy));
    fc.assert(fc.property(changed, isReading), { numRuns: 300 });
  });

  it("of any values under the known keys", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const file = fc.record(
      {
        version: fc.constantFrom(1, 2, null),
        title: value,
        hold: fc.record({ mode: value, lan: value, wan: value, resolver: value }),
        services: fc.array(fc.record({ name: value, reason: value, open: value, limit: value, for: value, data: value, ports: value })),
        allow: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(file, (members) => isReading(JSON.stringify(members))),
      { numRuns: 300 },
    );
  });
});

describe("a text beyond the bounds is refused before it is built", () => {
  const mebi = 1024 * 1024;
  const cases: readonly (readonly [string, string])[] = [
    ["a long one", "a".repeat(mebi + 1)],
    ["brackets in brackets", "[".repeat(mebi)],
    ["lists in lists", "- ".repeat(mebi / 2)],
    ["maps in maps", "{a: ".repeat(mebi / 4)],
    ["keys of keys", "? ".repeat(mebi / 2)],
    ["anchors", "&a ".repeat(mebi / 3)],
    ["many keys", Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["many documents", "---\n".repeat(mebi / 4)],
    ["many directives", "%a\n".repeat(mebi / 3)],
    ["many lines", "\n".repeat(mebi)],
    ["deep enough to break a stack, short enough for the count", `${"[".repeat(60_000)}`],
    ["many list entries", `services: [${"1,".repeat(90_000)}]`],
  ];
  it.each(cases)("%s", (_, text) => {
    // Time of this process alone: what else the machine does is not counted.
    const before = process.cpuUsage();
    const reading = readPolicy(text);
    const { user, system } = process.cpuUsage(before);
    expect(reading.ok).toBe(false);
    expect(user + system).toBeLessThan(20_000_000);
  });
});

it("an own __proto__ key changes nothing", () => {
  const reading = readPolicy("version: 1\ntitle: t\n__proto__: {hold: {mode: local-data}}\n");
  expect(reading).toMatchObject({ ok: false, problems: [{ line: 3 }] });
  expect(({} as { hold?: unknown }).hold).toBeUndefined();
});
