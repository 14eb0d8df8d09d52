/** `creance policy`, as a person runs it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const services = `version: 1
title: Survey
services:
  - {name: activation.example.com, reason: Activation, open: on-request, data: [batterySerial]}
  - {name: logs.example.com, reason: Known and shut, open: never}
`;

test("init prints a file that check finds nothing wrong with", async () => {
  const started = await creance(["policy", "init", "--lan", "enp3s0", "--wan", "wlp2s0"]);
  expect(started.status).toBe(0);
  const checked = await creance(["policy", "check", file("start.yaml", started.stdout)]);
  expect([checked.status, checked.stdout]).toEqual([0, expect.stringContaining("gateway local-data (enp3s0, wlp2s0); 0 services")]);
  expect(checked.stderr).toBe("");
});

test("init does not print what an interface's name cannot be", async () => {
  const ran = await creance(["policy", "init", "--lan", "x\n  mode: named-services"]);
  expect([ran.status, ran.stdout]).toEqual([2, ""]);
});

test("check names every problem with its line, and ends with 1", async () => {
  const path = file("wrong.yaml", services.replace("batterySerial", "batterySeril").replace("logs.example.com", "'*.example.com'"));
  const ran = await creance(["policy", "check", path]);
  expect(ran.status).toBe(1);
  expect(ran.stdout.trim().split("\n")).toEqual([
    expect.stringContaining(`${path}: line 4, column 81 (services[0].data[0]): `),
    expect.stringContaining(`${path}: line 5, column 12 (services[1].name): `),
  ]);
  const asJson = await creance(["policy", "check", path, "--json"]);
  expect(asJson.status).toBe(1);
  expect(jsonLines(asJson.stdout)).toEqual([
    { ok: false, problems: [expect.objectContaining({ line: 4 }), expect.objectContaining({ line: 5 })] },
  ]);
});

test("explain says whether a name may be reached, and what is missing", async () => {
  const path = file("services.yaml", services);
  const open = await creance(["policy", "explain", path, "activation.example.com"]);
  expect([open.status, open.stdout]).toEqual([0, expect.stringContaining("opened by a person, for at most 10 minutes")]);
  const unknown = await creance(["policy", "explain", path, "other.example.com", "--json"]);
  expect(jsonLines(unknown.stdout)).toEqual([expect.objectContaining({ name: "other.example.com", verdict: "not-named", service: null })]);
});

test("what is no policy file ends with 2 and a sentence", async () => {
  mkdirSync(join(folder, "a-folder"), { recursive: true });
  for (const path of [join(folder, "nowhere.yaml"), join(folder, "a-folder"), file("bytes.yaml", Uint8Array.of(0xff, 0xfe, 0x80, 0))]) {
    const ran = await creance(["policy", "check", path]);
    expect([path, ran.status, ran.stdout]).toEqual([path, 2, ""]);
    expect(ran.stderr).toContain(path);
  }
  const wrong = await creance(["policy", "explain", file("empty.yaml", ""), "a.example.com"]);
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("line 1")]);
});
