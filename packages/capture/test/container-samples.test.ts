/** Real captures: each is read to its end, and counted as tshark's companion `capinfos` counts. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { createCaptureParser, createDissected, createDissectState, dissect, endDissect, sniffCapture } from "../src/index.ts";
import { listen } from "./container-listen.ts";

const samples = process.env["CREANCE_SAMPLES"];
const noSamples = samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";
const hasCapinfos = spawnSync("capinfos", ["--version"]).status === 0;
const noCapinfos = hasCapinfos ? noSamples : " (skipped: capinfos not installed)";

function captures(): string[] {
  const folder = join(samples ?? "", "captures");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => sniffCapture(readFileSync(path).subarray(0, 4096), nodePlatform) > 0);
}

function counted(path: string): { packets: number; wireBytes: number; outside: number } {
  const into = createDissected();
  const state = createDissectState();
  let outside = 0;
  const ignore = (): void => {};
  const parser = createCaptureParser({
    platform: nodePlatform,
    handlers: {
      packet(packet) {
        dissect(packet, into, state);
        const limit = into.bytes === packet.bytes ? packet.end : into.bytes.byteLength;
        if (into.payloadStart > into.payloadEnd || into.payloadEnd > limit) outside++;
      },
      keyLog: ignore,
      resolvedName: ignore,
      app: ignore,
      interfaceStatistics: ignore,
      issue: ignore,
    },
  });
  parser.push(readFileSync(path));
  const { packets, wireBytes } = parser.end();
  endDissect(state);
  return { packets, wireBytes, outside };
}

test.skipIf(samples === undefined)(`every sample is read to its end${noSamples}`, () => {
  const paths = captures();
  expect(paths.length).toBeGreaterThan(300);
  for (const path of paths) expect([path, counted(path).outside]).toEqual([path, 0]);
});

test.skipIf(samples === undefined)(`small samples read the same in chunks of 7 bytes${noSamples}`, () => {
  const small = captures()
    .map((path) => readFileSync(path))
    .filter((bytes) => bytes.byteLength < 12_000);
  expect(small.length).toBeGreaterThan(100);
  for (const bytes of small) expect(listen(bytes, 7)).toEqual(listen(bytes));
});

test.skipIf(samples === undefined || !hasCapinfos)(`packets and wire bytes equal capinfos'${noCapinfos}`, { timeout: 300_000 }, () => {
  const paths = captures();
  // -T table, -M machine-readable, -c packets, -d data bytes, -r no header row; a cut file makes it complain and go on.
  const { stdout } = spawnSync("capinfos", ["-TMcdr", ...paths], { encoding: "utf8", maxBuffer: 1 << 26 });
  const rows = new Map(
    stdout
      .trim()
      .split("\n")
      .map((row) => row.split("\t") as [string, string, string])
      .map(([path, ...rest]) => [path, rest]),
  );
  const differ: unknown[] = [];
  for (const path of paths) {
    const row = rows.get(path);
    if (row === undefined) continue;
    const { packets, wireBytes } = counted(path);
    if (Number(row[0]) !== packets || Number(row[1]) !== wireBytes) differ.push([path, row, packets, wireBytes]);
  }
  expect(rows.size).toBeGreaterThan(300);
  expect(differ).toEqual([]);
});
