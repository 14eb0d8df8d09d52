/**
 * Audits: `creance audit --json` (the bundle, start-up included) with twenty flights and a full list of identifiers, on one core, on uploads in
 * the clear and over TLS 1.3 with keys; beside it `tshark` with the same keys writing the bodies (`--export-objects http`). A capture of one
 * connection tells what starting costs (the program, twenty tracks, needles, decoys, controls), and so what each further megabyte costs.
 * `npm run bench audit`. `CREANCE_BENCH_FOLDER` keeps the captures, `CREANCE_BENCH_BYTES` changes their size (default 128 MiB of bodies).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { identifiers } from "../tools/lab/quality/quality-truth.ts";
import { auditTraffic, trackCsv } from "./audit-traffic.ts";

const FLIGHTS = 20;
const START_NAME = "the same, one connection";
const ROUNDS = Number(process.env["CREANCE_BENCH_ROUNDS"] ?? 3);
const bytes = Number(process.env["CREANCE_BENCH_BYTES"] ?? 2 ** 27);
const folder = process.env["CREANCE_BENCH_FOLDER"] ?? mkdtempSync(join(tmpdir(), "creance-bench-"));
const root = fileURLToPath(new URL("..", import.meta.url));
const command = process.env["CREANCE_BENCH_BUNDLE"] ?? join(root, "dist/server/creance.js");

for (const tool of ["taskset", "/usr/bin/time"]) {
  if (!has(tool)) {
    process.stdout.write(`not measured: ${tool} is not installed\n`);
    process.exit(0);
  }
}
if (process.env["CREANCE_BENCH_BUNDLE"] === undefined)
  spawnSync(process.execPath, [join(root, "tools/build.mjs")], { cwd: root, stdio: "ignore" });
mkdirSync(folder, { recursive: true });
const identifierPath = join(folder, "identifiers.json");
writeFileSync(identifierPath, JSON.stringify(identifiers));
const flightWords = Array.from({ length: FLIGHTS }, (_, index) => {
  const path = join(folder, `flight-${index}.csv`);
  writeFileSync(path, trackCsv(index));
  return ["--flight", path];
}).flat();

process.stdout.write("what                                        bytes     wall s  processor s   MB/s (proc.)   peak MiB\n");
for (const over of ["clear", "TLS 1.3"] as const) {
  measure(over, await captureOf(over, bytes), await captureOf(over, 1));
}
if (process.env["CREANCE_BENCH_FOLDER"] === undefined) rmSync(folder, { recursive: true, force: true });

interface Made {
  readonly capture: string;
  readonly keys: string;
}

/** Makes the capture that is not there yet. */
async function captureOf(over: "clear" | "TLS 1.3", bodyBytes: number): Promise<Made> {
  const name = join(folder, `${over.replace(/\W/g, "-")}-${bodyBytes}`);
  const [capture, keys] = [`${name}.pcapng`, `${name}.keys`];
  if (!existsSync(capture)) {
    const made = await auditTraffic(bodyBytes, over);
    writeFileSync(capture, made.capture);
    writeFileSync(keys, made.keyLog);
  }
  return { capture, keys };
}

interface Run {
  readonly wallS: number;
  readonly processorS: number;
  readonly peakMiB: number;
  readonly megabytesPerS: number;
}

/** Both programs in turn, round after round; the best round of each counts. */
function measure(over: string, { capture, keys }: Made, small: Made): void {
  const objects = join(folder, "objects");
  const sizeBytes = statSync(capture).size;
  const smallBytes = statSync(small.capture).size;
  const keyed = over !== "clear";
  const auditOf = (made: Made): readonly string[] => [
    ...["taskset", "-c", "0", "env", "CREANCE_WORKERS=1"],
    ...[process.execPath, command, "audit", made.capture, ...flightWords, "--identifiers", identifierPath],
    ...(keyed ? ["--keys", made.keys] : []),
    "--json",
  ];
  const programs: readonly (readonly [string, readonly string[]])[] = [
    ["creance audit --json, one core", auditOf({ capture, keys })],
    [START_NAME, auditOf(small)],
    [
      "tshark --export-objects http, one core",
      [
        "taskset",
        "-c",
        "0",
        "tshark",
        "-r",
        capture,
        ...(keyed ? ["-o", `tls.keylog_file:${keys}`] : []),
        "-Q",
        "--export-objects",
        `http,${objects}`,
      ],
    ],
  ];
  process.stdout.write(`${keyed ? `${over}, with keys` : "in the clear"}\n`);
  const best = new Map<string, Run>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, words] of programs) {
      if (words.includes("tshark") && !has("tshark")) continue;
      rmSync(objects, { recursive: true, force: true });
      const run = timed(words, name === START_NAME ? smallBytes : sizeBytes);
      const known = best.get(name);
      if (known === undefined || run.processorS < known.processorS) best.set(name, run);
    }
  }
  rmSync(objects, { recursive: true, force: true });
  for (const [name] of programs) {
    const run = best.get(name);
    if (run === undefined) process.stdout.write(`  ${name}: not measured, it is not installed\n`);
    else print(name, name === START_NAME ? smallBytes : sizeBytes, run);
  }
  const [ours, starting, theirs] = programs.map(([name]) => best.get(name));
  if (ours !== undefined && starting !== undefined && ours.processorS > starting.processorS)
    process.stdout.write(
      `  beyond the start: ${((sizeBytes - smallBytes) / 1e6 / (ours.processorS - starting.processorS)).toFixed(1)} MB/s (proc.)\n`,
    );
  if (ours !== undefined && theirs !== undefined)
    process.stdout.write(`  ${(ours.megabytesPerS / theirs.megabytesPerS).toFixed(1)}x tshark\n`);
}

/** Throws when the program failed: its time would mean nothing. */
function timed(words: readonly string[], sizeBytes: number): Run {
  const measured = join(folder, "time.txt");
  const { status, stderr } = spawnSync("/usr/bin/time", ["-o", measured, "-f", "%e %U %S %M", ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${words.slice(0, 8).join(" ")} ended with ${status}: ${stderr.toString().slice(-400)}`);
  const [wallS = 0, userS = 0, systemS = 0, peakKiB = 0] = (readFileSync(measured, "utf8").trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  rmSync(measured);
  const processorS = userS + systemS;
  return { wallS, processorS, peakMiB: peakKiB / 1024, megabytesPerS: sizeBytes / 1e6 / processorS };
}

function print(name: string, sizeBytes: number, { wallS, processorS, peakMiB, megabytesPerS }: Run): void {
  const cells = [String(sizeBytes).padStart(11), wallS.toFixed(2).padStart(10), processorS.toFixed(2).padStart(12)];
  process.stdout.write(`  ${name.padEnd(38)}${cells.join("")}${megabytesPerS.toFixed(1).padStart(15)}${peakMiB.toFixed(0).padStart(11)}\n`);
}

function has(tool: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" }).status === 0;
}
