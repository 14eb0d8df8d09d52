/**
 * Captures: `creance flows --json` (the bundle, start-up included) beside `ndpiReader -v2` and `tshark -T fields`, on one core and on two, on
 * a made-up capture of many conversations and on one large one of the samples; and the peak memory of a stream.
 * `npm run bench capture`. `CREANCE_BENCH_FOLDER` keeps the capture, `CREANCE_BENCH_BYTES` and `CREANCE_BENCH_FLOWS` change it,
 * `CREANCE_BENCH_STREAM_BYTES` (say 10737418240) adds the stream of 2 million conversations.
 */
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { manyFlows } from "./many-flows.ts";

const flows = Number(process.env["CREANCE_BENCH_FLOWS"] ?? 100_000);
const bytes = Number(process.env["CREANCE_BENCH_BYTES"] ?? 2 ** 30);
const streamBytes = Number(process.env["CREANCE_BENCH_STREAM_BYTES"] ?? 0);
const folder = process.env["CREANCE_BENCH_FOLDER"] ?? mkdtempSync(join(tmpdir(), "creance-bench-"));
const root = fileURLToPath(new URL("..", import.meta.url));
const command = process.env["CREANCE_BENCH_BUNDLE"] ?? join(root, "dist/server/creance.js");
const ROUNDS = 3;
/** tshark is run on the beginning alone: its rate does not rise with the size, and its memory grows with it. */
const SLICE_BYTES = 128_000_000;
const FIELDS = [
  ...["frame.time_epoch", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"],
  ...["frame.len", "tls.handshake.extensions_server_name", "dns.qry.name", "http.host"],
].flatMap((field) => ["-e", field]);

for (const tool of ["taskset", "/usr/bin/time"]) {
  if (!has(tool)) {
    process.stdout.write(`not measured: ${tool} is not installed\n`);
    process.exit(0);
  }
}
if (process.env["CREANCE_BENCH_BUNDLE"] === undefined)
  spawnSync(process.execPath, [join(root, "tools/build.mjs")], { cwd: root, stdio: "ignore" });
mkdirSync(folder, { recursive: true });
const many = join(folder, `many-flows-${flows}-${bytes}.pcap`);
if (!existsSync(many)) write(many);
const slice = join(folder, "slice.pcap");
writeSlice(many, slice);

process.stdout.write("what                                        bytes     wall s  processor s   MB/s (proc.)   peak MiB\n");
measure(`${flows} conversations`, many, slice);
const bulk = join(process.env["CREANCE_SAMPLES"] ?? "", "captures/big/bulk60.pcap");
if (process.env["CREANCE_SAMPLES"] !== undefined && existsSync(bulk)) measure("one conversation", bulk, bulk);
else process.stdout.write("not measured: one large conversation (CREANCE_SAMPLES is not set)\n");
if (streamBytes > 0) await measureStream();
else process.stdout.write("not measured: the stream of 2 million conversations (CREANCE_BENCH_STREAM_BYTES is not set)\n");
rmSync(slice);
if (process.env["CREANCE_BENCH_FOLDER"] === undefined) rmSync(folder, { recursive: true, force: true });

interface Run {
  readonly wallS: number;
  readonly processorS: number;
  readonly peakMiB: number;
  readonly megabytesPerS: number;
}

/** All programs in turn, round after round; the best round of each counts. */
function measure(what: string, path: string, tsharkPath: string): void {
  const flowsOf = (workers: number): string[] => ["env", `CREANCE_WORKERS=${workers}`, process.execPath, command, "flows", path, "--json"];
  const programs: readonly (readonly [string, readonly string[], string])[] = [
    ["creance flows --json, one core", ["taskset", "-c", "0", ...flowsOf(1)], path],
    ["creance flows --json, two cores", flowsOf(2), path],
    ["ndpiReader -v2, one core", ["taskset", "-c", "0", "ndpiReader", "-v2", "-i", path], path],
    ["tshark -T fields, one core", ["taskset", "-c", "0", "tshark", "-r", tsharkPath, "-T", "fields", ...FIELDS], tsharkPath],
  ];
  process.stdout.write(`${what}\n`);
  const best = new Map<string, Run>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, words, read] of programs) {
      if (!has(words.find((word) => word === "ndpiReader" || word === "tshark") ?? "env")) continue;
      const run = timed(words, statSync(read).size);
      const known = best.get(name);
      if (known === undefined || run.processorS < known.processorS) best.set(name, run);
    }
  }
  for (const [name, , read] of programs) {
    const run = best.get(name);
    if (run === undefined) process.stdout.write(`  ${name}: not measured, it is not installed\n`);
    else print(name, statSync(read).size, run);
  }
  const [one, two, ndpi, tshark] = programs.map(([name]) => best.get(name));
  if (one === undefined || two === undefined) return;
  process.stdout.write(`  two cores: ${(one.wallS / two.wallS).toFixed(2)}x as fast as one (wall)`);
  if (ndpi !== undefined) process.stdout.write(`; one core: ${(one.megabytesPerS / ndpi.megabytesPerS).toFixed(2)}x ndpiReader`);
  if (tshark !== undefined) process.stdout.write(`, ${(one.megabytesPerS / tshark.megabytesPerS).toFixed(1)}x tshark`);
  process.stdout.write("\n");
}

/** The capture never lies on the disk: it is made while it is read. */
async function measureStream(): Promise<void> {
  const measured = join(folder, "time.txt");
  const words = ["-o", measured, "-f", "%e %U %S %M", process.execPath, command, "flows", "-", "--summary", "--json"];
  const child = spawn("/usr/bin/time", words, { env: { ...process.env, CREANCE_WORKERS: "1" }, stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (piece: Buffer) => {
    text += piece.toString();
  });
  const isOver = new Promise((resolve) => child.once("close", resolve));
  let written = 0;
  const chunks = function* (): Generator<Uint8Array> {
    for (const chunk of manyFlows({ flows: 2_000_000, bytes: streamBytes, flowsPerSecond: 1_000 })) {
      written += chunk.byteLength;
      yield chunk;
    }
  };
  await finished(Readable.from(chunks()).pipe(child.stdin));
  await isOver;
  print("2 million conversations from a stream", written, runOf(readFileSync(measured, "utf8"), written));
  const { conversations, blindSpots } = JSON.parse(text) as { conversations: number; blindSpots: { evictedFlows: number } };
  process.stdout.write(`  ${conversations} conversations, ${blindSpots.evictedFlows} ended early\n`);
  rmSync(measured);
}

function timed(words: readonly string[], sizeBytes: number): Run {
  const measured = join(folder, "time.txt");
  const out = openSync("/dev/null", "w");
  spawnSync("/usr/bin/time", ["-o", measured, "-f", "%e %U %S %M", ...words], { stdio: ["ignore", out, "ignore"] });
  closeSync(out);
  const run = runOf(readFileSync(measured, "utf8"), sizeBytes);
  rmSync(measured);
  return run;
}

function runOf(text: string, sizeBytes: number): Run {
  const [wallS = 0, userS = 0, systemS = 0, peakKiB = 0] = (text.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  const processorS = userS + systemS;
  return { wallS, processorS, peakMiB: peakKiB / 1024, megabytesPerS: sizeBytes / 1e6 / processorS };
}

function print(name: string, sizeBytes: number, { wallS, processorS, peakMiB, megabytesPerS }: Run): void {
  const cells = [String(sizeBytes).padStart(11), wallS.toFixed(2).padStart(10), processorS.toFixed(2).padStart(12)];
  process.stdout.write(`  ${name.padEnd(38)}${cells.join("")}${megabytesPerS.toFixed(1).padStart(15)}${peakMiB.toFixed(0).padStart(11)}\n`);
}

function write(path: string): void {
  const file = openSync(path, "w");
  for (const chunk of manyFlows({ flows, bytes })) for (let at = 0; at < chunk.byteLength; ) at += writeSync(file, chunk, at);
  closeSync(file);
}

function writeSlice(from: string, to: string): void {
  const [source, target] = [openSync(from, "r"), openSync(to, "w")];
  const buffer = Buffer.alloc(1 << 20);
  for (let left = SLICE_BYTES; left > 0; ) {
    const read = readSync(source, buffer, 0, Math.min(left, buffer.byteLength), null);
    if (read === 0) break;
    writeSync(target, buffer, 0, read);
    left -= read;
  }
  closeSync(source);
  closeSync(target);
}

function has(tool: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" }).status === 0;
}
