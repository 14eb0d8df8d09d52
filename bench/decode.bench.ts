/**
 * Decoding speed: our reader to columns (all tables) against the comparison parser's `frames()`, on the same bytes in the same
 * run. Files come from CREANCE_SAMPLES, else from our writer. `npx tsx bench/decode.bench.ts`
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DJILog } from "dji-log-parser-js";
import { nodePlatform } from "../adapters/node/src/index.ts";
import { memorySource } from "../packages/core/src/index.ts";
import { collectDjiFlightRecord, type DjiFeatureKey, parseKeychainReply } from "../packages/formats/src/index.ts";

interface Case {
  readonly name: string;
  readonly group: string;
  readonly bytes: Uint8Array;
  readonly keychains?: readonly (readonly DjiFeatureKey[])[];
  /** The reply in the comparison parser's own form. */
  readonly reply?: unknown;
}

const OUR_SECONDS = 1.5;
const THEIR_ROUNDS = 3;

async function main(): Promise<void> {
  const samples = process.env["CREANCE_SAMPLES"];
  const cases = samples === undefined ? await writtenCases() : sampleCases(samples);
  const totals = new Map<string, { bytes: number; oursMs: number; theirsMs: number }>();
  console.log("group      file                                MB     ours MB/s   theirs MB/s    ratio");
  for (const one of cases) {
    const oursMs = await ours(one);
    const theirsMs = theirs(one);
    const megabytes = one.bytes.length / 1e6;
    const theirSpeed = theirsMs === undefined ? "-" : (megabytes / (theirsMs / 1000)).toFixed(1);
    const ratio = theirsMs === undefined ? "-" : (theirsMs / oursMs).toFixed(1);
    console.log(
      `${one.group.padEnd(10)} ${one.name.slice(-34).padEnd(34)} ${megabytes.toFixed(2).padStart(5)} ${(megabytes / (oursMs / 1000)).toFixed(0).padStart(12)} ${theirSpeed.padStart(12)} ${ratio.padStart(9)}`,
    );
    const total = totals.get(one.group) ?? { bytes: 0, oursMs: 0, theirsMs: 0 };
    total.bytes += one.bytes.length;
    total.oursMs += oursMs;
    total.theirsMs += theirsMs ?? Number.NaN;
    totals.set(one.group, total);
  }
  for (const [group, { bytes, oursMs, theirsMs }] of totals) {
    const speed = (milliseconds: number): string => (bytes / 1e3 / milliseconds).toFixed(1);
    const compared = Number.isNaN(theirsMs) ? "" : `, theirs ${speed(theirsMs)} MB/s, ratio ${(theirsMs / oursMs).toFixed(1)}`;
    console.log(`${group}: ours ${speed(oursMs)} MB/s${compared}`);
  }
}

/** Best of the rounds that fit into the time, after warming up. */
async function ours(one: Case): Promise<number> {
  const source = memorySource(one.bytes);
  const options = { platform: nodePlatform, ...(one.keychains === undefined ? {} : { keychains: one.keychains }) };
  let best = Number.POSITIVE_INFINITY;
  const until = performance.now() + OUR_SECONDS * 1000;
  while (performance.now() < until) {
    const start = performance.now();
    await collectDjiFlightRecord(source, options);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function theirs(one: Case): number | undefined {
  if (one.group === "v14 sealed") return undefined;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < THEIR_ROUNDS; round += 1) {
    const start = performance.now();
    const log = new DJILog(one.bytes);
    log.frames(one.reply as never);
    best = Math.min(best, performance.now() - start);
    log.free();
  }
  return best;
}

function sampleCases(samples: string): Case[] {
  const cases: Case[] = [];
  for (const folder of ["dji-txt", "dji-txt-synthetic"]) {
    const path = join(samples, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path).filter((file) => file.endsWith(".txt"))) {
      const bytes = new Uint8Array(readFileSync(join(path, name)));
      const version = bytes[10] as number;
      const keyFile = join(path, name.replace(/\.txt$/, ".keychain.json"));
      if (version < 13) cases.push({ name: basename(name), group: `v${version}`, bytes });
      else if (existsSync(keyFile)) {
        const text = readFileSync(keyFile, "utf8");
        const reply = (JSON.parse(text) as { data: unknown }).data;
        cases.push({ name: basename(name), group: `v${version} keys`, bytes, keychains: parseKeychainReply(text), reply });
      } else cases.push({ name: basename(name), group: `v${version} sealed`, bytes });
    }
  }
  return cases;
}

async function writtenCases(): Promise<Case[]> {
  const { makeRecord } = await import("../packages/sample/src/index.ts");
  return [8, 11].flatMap((version) =>
    [1, 2].map((seed) => {
      const { fileName, bytes } = makeRecord(seed, { platform: nodePlatform, version, sizeBytes: 1_000_000 });
      return { name: fileName, group: `v${version} made`, bytes };
    }),
  );
}

await main();
