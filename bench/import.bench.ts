/**
 * Import: 1,400 generated records of about 500 kB until all are searchable, the peak memory of all processes, and a second run that adds nothing.
 * `npm run bench import`; `CREANCE_BENCH_RECORDS` and `CREANCE_BENCH_FOLDER` change count and place.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "../adapters/node/src/index.ts";
import { makeRecord } from "../packages/sample/src/index.ts";

const records = Number(process.env["CREANCE_BENCH_RECORDS"] ?? 1400);
const folder = process.env["CREANCE_BENCH_FOLDER"] ?? mkdtempSync(join(tmpdir(), "creance-bench-"));
const input = join(folder, "records");
const command = fileURLToPath(new URL("../apps/cli/bin/creance.mjs", import.meta.url));

mkdirSync(input, { recursive: true });
for (let seed = readdirSync(input).length; seed < records; seed += 1) {
  const { bytes } = makeRecord(seed, { platform: nodePlatform });
  writeFileSync(join(input, `record-${String(seed).padStart(5, "0")}.txt`), bytes);
}
const sizeBytes = readdirSync(input).reduce((sum, name) => sum + statSync(join(input, name)).size, 0);

const vault = join(folder, "vault");
rmSync(vault, { recursive: true, force: true });
const first = await timed(["import", input, "--vault", vault, "--json", "--summary"]);
const second = await timed(["import", input, "--vault", vault, "--json", "--summary"]);
const list = await timed(["flights", "--vault", vault, "--json", "--summary"]);

const mb = sizeBytes / 1e6;
const rows: readonly (readonly [string, string, string, string])[] = [
  ["what", "measured", "wanted", "ratio"],
  [
    `${records} records, ${mb.toFixed(0)} MB: searchable after`,
    `${first.seconds.toFixed(1)} s`,
    "60 s",
    `${(60 / first.seconds).toFixed(2)}x`,
  ],
  ["its processor time, shared by two cores", `${(first.cpuSeconds / 2).toFixed(1)} s`, "60 s", `${(120 / first.cpuSeconds).toFixed(2)}x`],
  ["rate", `${(mb / first.seconds).toFixed(1)} MB/s`, `${(700 / 60).toFixed(1)} MB/s`, `${(mb / first.seconds / (700 / 60)).toFixed(2)}x`],
  ["peak memory of all processes", `${first.peakMiB.toFixed(0)} MiB`, "1024 MiB", `${(1024 / first.peakMiB).toFixed(2)}x`],
  ["second run", `${second.seconds.toFixed(1)} s`, "5 s", `${(5 / second.seconds).toFixed(2)}x`],
  ["its processor time", `${second.cpuSeconds.toFixed(1)} s`, "5 s", `${(5 / second.cpuSeconds).toFixed(2)}x`],
  ["flights --summary", `${list.seconds.toFixed(1)} s`, "", ""],
];
for (const [what, ...cells] of rows) process.stdout.write(`${what.padEnd(44)} ${cells.map((cell) => cell.padStart(12)).join(" ")}\n`);
process.stdout.write(`first:  ${first.output.trim()}\nsecond: ${second.output.trim()}\nlist:   ${list.output.trim()}\n`);
if (process.env["CREANCE_BENCH_FOLDER"] === undefined) rmSync(folder, { recursive: true, force: true });

interface Timed {
  readonly seconds: number;
  /** Resident memory of the process and its children, sampled every 50 ms; 0 where there is no /proc. */
  readonly peakMiB: number;
  /** Processor time of the process with all its threads: what remains comparable on a busy machine. */
  readonly cpuSeconds: number;
  readonly output: string;
}

function timed(args: readonly string[]): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    let peakBytes = 0;
    let cpuSeconds = 0;
    const timer = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(child.pid as number));
      cpuSeconds = Math.max(cpuSeconds, processorSeconds(child.pid as number));
    }, 50);
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (status) => {
      clearInterval(timer);
      if (status !== 0) reject(new Error(`creance ${args.join(" ")} ended with ${status}`));
      else resolve({ seconds: (performance.now() - startedMs) / 1000, peakMiB: peakBytes / 1024 ** 2, cpuSeconds, output });
    });
  });
}

/** Resident bytes of a process and everything it started. */
function residentBytes(pid: number): number {
  if (!existsSync(`/proc/${pid}`)) return 0;
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return pages * 4096 + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0);
  } catch {
    return 0;
  }
}

/** User and system time of a process, all threads, in the kernel's hundredths of a second. */
function processorSeconds(pid: number): number {
  try {
    const words = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(words[11]) + Number(words[12])) / 100;
  } catch {
    return 0;
  }
}
