/** One core and several give the same lines, byte for byte. */
import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowLimits } from "@creance/capture";
import { expect, test } from "vitest";
import { manyFlows } from "../../../bench/many-flows.ts";
import { finishedParts } from "../src/flow-line-parts.ts";
import { readCaptures } from "../src/read-captures.ts";
import { SortedLines } from "../src/sorted-lines.ts";
import { temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const made = [1, 2, 3].map((seed) => {
  const path = join(folder, `${seed}.pcap`);
  writeFileSync(path, Buffer.concat([...manyFlows({ seed, flows: 400, bytes: 3_000_000, flowsPerSecond: 40 })]));
  return path;
});

/** All lines, all issues by capture, and the reports. */
async function read(paths: readonly string[], workers: number, limits: Partial<FlowLimits> = {}) {
  const lines = new SortedLines(100_000);
  const issues: string[][] = paths.map(() => []);
  try {
    const { captures } = await readCaptures(
      { paths, wanted: "lines", workers, limits, smallBytes: 0 },
      { batch: (batch) => lines.add(batch), issue: (captureIndex, issue) => issues[captureIndex]?.push(JSON.stringify(issue)) },
    );
    const text: string[] = [];
    for (const { captureIndex, uid, line } of lines.inOrder()) {
      const { sha256, report } = captures[captureIndex] as (typeof captures)[number];
      text.push(Buffer.concat([...finishedParts(line, sha256, report.apps.get(uid))]).toString());
    }
    return { text, issues, captures };
  } finally {
    lines.close();
  }
}

test("one core, two, and a core for each capture: the same lines, issues and reports", async () => {
  const one = await read(made, 1);
  expect(one.text.length).toBeGreaterThan(1_100);
  expect(await read(made, 2)).toEqual(one);
  expect(await read(made, 4)).toEqual(one);
});

test("the same where flows are ended early for want of room, and the same capture twice", async () => {
  const [path] = made as [string];
  const again = join(folder, "again.pcap");
  copyFileSync(path, again);
  const limits = { maxOpenFlows: 16 };
  const one = await read([path, again], 1, limits);
  expect(one.captures[0]?.report.evictedFlows).toBeGreaterThan(10);
  expect(await read([path, again], 3, limits)).toEqual(one);
});

test("sums are the same", async () => {
  const summary = async (workers: number) =>
    (await readCaptures({ paths: made, wanted: "summary", workers, smallBytes: 0 }, { batch: () => {}, issue: () => {} })).summary;
  const one = await summary(1);
  expect(one?.conversations).toBeGreaterThan(1_100);
  expect(await summary(4)).toEqual(one);
});

test("what is wrong with a capture comes out of the thread as it is", async () => {
  const text = join(folder, "text.pcap");
  writeFileSync(text, "these are no packets at all, whatever their name says");
  for (const workers of [1, 2]) {
    await expect(read([text], workers)).rejects.toMatchObject({ name: "FormatError", code: "not-a-capture" });
    await expect(read([join(folder, "missing.pcap")], workers)).rejects.toMatchObject({ name: "UserError", code: "no-such-file" });
  }
});

const samples = join(process.env["CREANCE_SAMPLES"] ?? "", "captures");
const isWithoutSamples = process.env["CREANCE_SAMPLES"] === undefined || !existsSync(samples);
test.skipIf(isWithoutSamples)(
  "sample captures: one core and two give the same lines (skipped without CREANCE_SAMPLES)",
  async () => {
    const paths = readdirSync(samples, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(pcap|pcapng|cap)(\.gz)?$/.test(name))
      .map((name) => join(samples, name))
      .filter((path) => statSync(path).size < 200_000)
      .sort()
      .slice(0, 60);
    const readable: string[] = [];
    for (const path of paths) {
      const isReadable = await read([path], 1).then(
        () => true,
        () => false,
      );
      if (isReadable) readable.push(path);
    }
    expect(readable.length).toBeGreaterThan(30);
    const one = await read(readable, 1);
    expect(await read(readable, 2)).toEqual(one);
  },
  120_000,
);
