import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDurationUs } from "@creance/policy";
import { expect, test } from "vitest";
import { lengthUs } from "../../src/hold/hold-options.ts";
import { creanceVersion } from "../../src/version.ts";
import { creance } from "../run-creance.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

test("the version is that of the package", () => {
  expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version).toBe(creanceVersion);
});

test("lengths of time as people write them", () => {
  for (const [words, us] of [
    ["10m", 600e6],
    ["10 m", 600e6],
    ["90s", 90e6],
    ["1h", 3600e6],
    ["1.5 hours", 5400e6],
  ] as const) {
    expect(lengthUs(words, parseDurationUs), words).toBe(us);
  }
  for (const words of ["", "10", "m", "-5m", "10 parsecs"]) {
    expect(() => lengthUs(words, parseDurationUs), words).toThrow(expect.objectContaining({ code: "bad-length" }));
  }
});

test.each([["status"], ["open", "a.example", "--reason", "x"], ["close", "a.example"], ["reload"], ["watch"], ["down", "--keep-rules"]])(
  "without a gateway `hold %s` says so",
  async (...words) => {
    const { status, stdout, stderr } = await creance(["hold", ...words, "--runtime", "/nonexistent"]);
    if (words[0] === "down") expect([status, stdout]).toEqual([0, "No gateway was running.\n"]);
    else expect([status, stdout, stderr]).toEqual([2, "", "No gateway is running on this machine. `creance hold up` starts one.\n"]);
  },
);

test("a plan without a policy file is wrong use", async () => {
  const { status, stderr } = await creance(["hold", "plan", "--policy", "/nonexistent.yaml"]);
  expect([status, stderr]).toEqual([2, "There is no policy file /nonexistent.yaml.\n"]);
});
