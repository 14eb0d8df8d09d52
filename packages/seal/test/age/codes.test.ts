import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("docs/formats/age.md lists every code, and no other", () => {
  const source = readFileSync(new URL("../../src/age/age-fault.ts", import.meta.url), "utf8");
  const document = readFileSync(new URL("../../../../docs/formats/age.md", import.meta.url), "utf8");
  const codes = [...source.matchAll(/^ {2}\| "([a-z-]+)"/gm)].map((match) => match[1]);
  expect(codes.length).toBeGreaterThan(10);
  expect([...document.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1])).toEqual(codes);
});
