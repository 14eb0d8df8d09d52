import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { flightIssueCodes, trackColumns } from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("lists every issue code with its meaning in the README", () => {
  const listed = [...readme.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(listed)).toEqual(flightIssueCodes);
});

it("gives every track column a sentence and, where it measures something, a unit", () => {
  const codes = ["flightMode", "inAir", "motorUp", "goHomeStatus", "flightAction", "satellites", "gpsLevel", "weak"];
  for (const [name, { doc, unit }] of Object.entries(trackColumns)) {
    expect(doc).toMatch(/^[A-Z0-9].*\.$/);
    expect([name, unit === ""]).toEqual([name, codes.includes(name)]);
  }
});
