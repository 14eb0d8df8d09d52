/** `creance audit --flight ID` of a kept flight whose record is sealed and has no keys: its header and its file are looked for, its track is not. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "@creance/node";
import { sampleAudits, sampleOperation } from "@creance/sample";
import { afterAll, expect, test } from "vitest";
import { creance, jsonLines } from "./run-creance.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures/sample-operation/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "creance-audit-sealed-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a kept flight that is sealed is found by its id", async () => {
  const { files, keychains } = sampleOperation(nodePlatform);
  const audit = sampleAudits.find(({ flight }) => keychains.some(({ path }) => path === flight));
  const record = files.find(({ path }) => path === audit?.flight);
  if (audit === undefined || record === undefined) throw new Error("no sealed record among the sample's");
  const path = join(folder, basename(record.path));
  writeFileSync(path, record.bytes);
  copyFileSync(join(fixtures, audit.capture), join(folder, audit.capture));
  const vault = ["--vault", join(folder, "vault")];
  expect((await creance(["import", path, ...vault])).status).toBe(0);
  const { stdout } = await creance(["flights", "--json", ...vault]);
  const { id } = JSON.parse(stdout.split("\n")[0] ?? "") as { id: string };
  const told = await creance(["audit", join(folder, audit.capture), "--flight", id, "--summary", "--json", ...vault]);
  expect(told.status).toBe(0);
  const { coverage } = JSON.parse(told.stdout) as {
    coverage: { flights: { label: string; points: number }[]; gaps: string[]; search: { needles: { aircraftSerial?: number } } };
  };
  expect(coverage.flights).toEqual([expect.objectContaining({ label: id, points: 0 })]);
  expect(coverage.search.needles.aircraftSerial).toBe(1);
  expect(coverage.gaps.join(" ")).toContain(`No position of flight ${id} can be read`);

  // What is kept stands in the vault's ledger: the flight was looked at, then taken out in a report.
  const report = join(folder, "audit.json");
  expect((await creance(["audit", join(folder, audit.capture), "--flight", id, "--report", report, "--summary", ...vault])).status).toBe(0);
  const sha256 = nodePlatform.sha256(record.bytes);
  const about = await creance(["ledger", "entries", "--about", Buffer.from(sha256).toString("hex"), "--json", ...vault]);
  const entries = jsonLines(about.stdout) as { entry: { kind: string; what?: string; format?: string } }[];
  expect(entries.filter(({ entry }) => entry.what === "audit").map(({ entry }) => [entry.kind, entry.format])).toEqual([
    ["exported", "json"],
    ["viewed", undefined],
  ]);
});
