import { join } from "node:path";
import { expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const start = ["--start", "2026-05-03T09:00:00Z"];

test("flights add: entered in the named vault, listed, and the same again is the same flight", async () => {
  const given = ["flights", "add", "--vault", vault, ...start, "--minutes", "12", "--aircraft", "Glider", "--at", "38.1,-7.9", "--json"];
  const first = await creance(given);
  const [summary] = jsonLines(first.stdout) as [{ id: string }];
  expect(first.status).toBe(0);
  expect(summary).toMatchObject({
    startUs: Date.UTC(2026, 4, 3, 9) * 1000,
    durationUs: 720e6,
    aircraftName: "Glider",
    format: "manual-flight",
  });
  const second = await creance(given);
  expect(jsonLines(second.stdout)).toEqual([summary]);
  expect(jsonLines((await creance(["flights", "--vault", vault, "--json"])).stdout)).toEqual([summary]);
});

test.each([
  [["--minutes", "x"], "--minutes takes a number"],
  [["--minutes", "0"], "out of its range"],
  [["--minutes", "5", "--at", "99,1"], "--at takes latitude and longitude"],
  [["--minutes", "5", "--at", "1"], "--at takes latitude and longitude"],
  [["--minutes", "5", "--height", "1e9"], "out of its range"],
  [[], "--minutes"],
])("flights add %j is refused in one sentence", async (options, sentence) => {
  const { status, stderr, stdout } = await creance(["flights", "add", "--vault", join(folder, "none"), ...start, ...options]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(sentence);
});
