import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setupSteps } from "../../src/hold/setup-steps.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "creance-setup-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const missing = (): readonly string[] =>
  setupSteps(root)
    .filter(({ isDone }) => !isDone)
    .map(({ sentence }) => sentence);

test("what is missing is said, made, and not missing any more", () => {
  expect(missing()).toHaveLength(6);
  for (const step of setupSteps(root)) step.run();
  expect(missing()).toEqual([]);
  expect(statSync(join(root, "var/lib/creance-hold")).mode & 0o777).toBe(0o751);
  expect(readFileSync(join(root, "etc/systemd/system/creance-hold.service"), "utf8")).toContain(
    "ExecStart=/usr/local/bin/creance hold up --policy /etc/creance/policy.yaml",
  );
});

test("a file that differs is named", () => {
  for (const step of setupSteps(root)) step.run();
  writeFileSync(join(root, "etc/creance/hold-lock.nft"), "");
  expect(missing()).toEqual(["Write /etc/creance/hold-lock.nft (a table that drops whatever would be routed)."]);
});
