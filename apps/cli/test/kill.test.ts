/** kill -9 in the middle of a real import: what was reported as kept is whole, and the next import goes on. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { creance, jsonLines, record, startCreance, temporaryFolder } from "./run-creance.ts";

const ROUNDS = 10;
const folder = temporaryFolder();

test("ten rounds of kill -9 lose nothing that was reported as kept", async () => {
  const input = join(folder, "input");
  const vault = join(folder, "vault");
  mkdirSync(input);
  for (let at = 0; at < 30; at += 1) writeFileSync(join(input, `record-${at}`), record(100 + at, 20_000));
  for (let at = 0; at < 400; at += 1) writeFileSync(join(input, `small-${String(at).padStart(3, "0")}`), `small ${at} `.repeat(500));
  const reported = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [path, sha256] of await killedImport(input, vault, round)) reported.set(path, sha256);
    for (const [path, sha256] of reported) {
      const kept = readFileSync(join(vault, "originals", sha256.slice(0, 2), sha256));
      expect([path, createHash("sha256").update(kept).digest("hex")]).toEqual([path, sha256]);
    }
  }
  const fsck = await creance(["fsck", "--json", "--vault", vault]);
  expect(jsonLines(fsck.stdout)[0]).toMatchObject({ damaged: [], missing: [] });
  const last = await creance(["import", input, "--json", "--summary", "--vault", vault]);
  expect(jsonLines(last.stdout)[0]).toMatchObject({ files: 430, failed: 0, damaged: 0 });
  const after = await creance(["fsck", "--json", "--vault", vault]);
  expect(jsonLines(after.stdout)).toEqual([{ checked: 430, damaged: [], missing: [], extra: [] }]);
  const flights = await creance(["flights", "--json", "--summary", "--vault", vault]);
  expect(jsonLines(flights.stdout)[0]).toMatchObject({ flights: 30 });
}, 240_000);

/** Imports and kills: in even rounds some lines after the first, in odd rounds some time after it. Returns what was reported. */
async function killedImport(input: string, vault: string, round: number): Promise<Map<string, string>> {
  const child = startCreance(["import", input, "--json", "--vault", vault]);
  let stdout = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    if (round % 2 === 0 && stdout.split("\n").length > round * 13) child.kill("SIGKILL");
    timer ??= setTimeout(() => child.kill("SIGKILL"), round * 17);
  });
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  const whole = stdout.slice(0, stdout.lastIndexOf("\n") + 1);
  const files = jsonLines(whole) as { path?: string; sha256?: string; status?: string }[];
  return new Map(files.flatMap(({ path, sha256 }) => (path !== undefined && sha256 !== undefined ? [[path, sha256] as const] : [])));
}
