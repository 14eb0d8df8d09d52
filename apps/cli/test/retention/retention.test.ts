import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import { expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "../run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const retention = (...args: readonly string[]) => creance(["retention", ...args, "--vault", vault]);

test("from a rule to proof of deletion, as a person types it", async () => {
  mkdirSync(join(folder, "in"));
  writeFileSync(join(folder, "in", "flight.txt"), makeRecord(3, { platform: nodePlatform, sizeBytes: 60_000 }).bytes);
  writeFileSync(join(folder, "in", "letter.txt"), "a letter");
  expect((await creance(["import", join(folder, "in"), "--vault", vault])).status).toBe(0);

  const presets = await creance(["retention", "presets"]);
  expect(presets.stdout).toContain("--rule il-24-hours: 24 hours, from the end of the flight.");
  expect(presets.stdout).toContain("Confirm with your counsel.");

  const refused = await retention("set", "--rule", "own", "--days", "3");
  expect([refused.status, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("needs the source it rests on");

  const set = await retention("set", "--rule", "il-30-days", "--by", "M. Sample");
  expect(set.status).toBe(0);
  expect(set.stderr).toContain("il-30-days, 30 days from the end of the flight.");
  expect(set.stderr).toContain("Nothing is deleted by this alone");

  const dry = await retention("run", "--dry-run");
  expect(dry.stdout).toMatch(/flight\.txt {2}\d+ kB {2}il-30-days, due/);
  expect(dry.stdout).toContain("1 item (82 kB) would go");
  expect(dry.stdout).not.toContain("letter");

  const [{ sha256 }] = jsonLines((await retention("due", "--json")).stdout) as [{ sha256: string }];
  const [{ holdId }] = jsonLines((await retention("hold", sha256.slice(0, 12), "--reason", "case 1", "--by", "A", "--json")).stdout) as [
    { holdId: string },
  ];
  expect((await retention("delete", sha256, "--yes")).stderr).toContain("under a legal hold");
  expect((await retention("release", holdId, "--reason", "closed", "--by", "A", "--second", "B")).status).toBe(0);
  expect((await retention("holds")).stdout).toMatch(/released .* by A {2}1 item {2}case 1/);

  const listed = await retention("delete", sha256);
  expect([listed.status, listed.stderr]).toEqual([0, expect.stringContaining("Nothing was deleted. Say --yes")]);
  const run = await retention("run");
  expect([run.status, run.stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${sha256} {2}gone; 6 places`))]);
  expect((await creance(["fsck", "--vault", vault])).stdout).toMatch(/^1 checked .* 0 damaged, 0 missing, 0 extra\./);
}, 180_000);
