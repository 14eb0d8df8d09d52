/** The guide's policy reads, and every key of the format stands on the page. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readPolicy } from "../src/index.ts";
import { wholePolicy } from "./whole-policy.ts";

const guide = readFileSync(new URL("../../../docs/guide/policy.md", import.meta.url), "utf8");

test("the example is a policy", () => {
  const [, example = ""] = /```yaml\n([^`]*)```/.exec(guide) ?? [];
  const reading = readPolicy(example);
  expect(reading).toMatchObject({ ok: true, policy: { services: [{ open: "on-request" }, { open: "always" }, { open: "never" }] } });
});

test("every key is named", () => {
  const keys = new Set([...wholePolicy.matchAll(/(?:^|[{ ,-])([a-z]+):/gm)].map(([, key]) => key ?? ""));
  expect(keys.size).toBeGreaterThan(25);
  for (const key of keys) expect([key, guide.includes(key)]).toEqual([key, true]);
});
