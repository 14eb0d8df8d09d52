/**
 * Import of a card: metadata of 10,000 generated photos of 0.5 MB by ranges on two cores (goal 250 photos a second, flat memory), and keeping 400 of
 * 5 MB against `cp` plus `sync` of the same files in the same run (goal 80 % of their speed). 10,000 photos of 5 MB would fill the disk: reading
 * metadata does not depend on the pixels' size, keeping does on nothing else. Keeping is measured with the built command.
 * `npm run bench card-import`; `CREANCE_BENCH_PHOTOS`, `CREANCE_BENCH_LARGE` and `CREANCE_BENCH_FOLDER` change counts and place.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodePlatform, openFileSource } from "../adapters/node/src/index.ts";
import { mediaReaders } from "../packages/flight/src/index.ts";
import { cardPhoto } from "./card-photos.ts";

const CORES = 2;
const SMALL_BYTES = 500_000;
const LARGE_BYTES = 5_000_000;
const thisFile = fileURLToPath(import.meta.url);
const command = process.env["CREANCE_BENCH_BUNDLE"] ?? fileURLToPath(new URL("../dist/server/creance.js", import.meta.url));

const [, , part, partFolder] = process.argv;
if (part !== undefined && partFolder !== undefined) await readPart(Number(part), partFolder);
else await bench();

async function bench(): Promise<void> {
  const photos = Number(process.env["CREANCE_BENCH_PHOTOS"] ?? 10_000);
  const large = Number(process.env["CREANCE_BENCH_LARGE"] ?? 400);
  const folder = process.env["CREANCE_BENCH_FOLDER"] ?? mkdtempSync(join(tmpdir(), "creance-card-"));
  try {
    const small = fill(join(folder, "small"), photos, SMALL_BYTES);
    const card = fill(join(folder, "card"), large, LARGE_BYTES);
    print(["what", "measured", "wanted", "ratio"]);
    await readMetadata(small, photos);
    await keep(folder, card);
  } finally {
    if (process.env["CREANCE_BENCH_FOLDER"] === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function fill(folder: string, count: number, sizeBytes: number): string {
  const inner = join(folder, "DCIM", "100MEDIA");
  mkdirSync(inner, { recursive: true });
  for (let number = readdirSync(inner).length; number < count; number += 1) {
    writeFileSync(join(inner, `DJI_${String(number).padStart(5, "0")}.JPG`), cardPhoto(number, sizeBytes));
  }
  return folder;
}

async function readMetadata(folder: string, photos: number): Promise<void> {
  const inner = join(folder, "DCIM", "100MEDIA");
  const startedMs = performance.now();
  const parts = await Promise.all(
    Array.from({ length: CORES }, (_, core) => run(process.execPath, ["--import", "tsx", thisFile, String(core), inner])),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  const told = parts.map(({ output }) => JSON.parse(output) as PartTold);
  const cpuSeconds = told.reduce((sum, one) => sum + one.cpuSeconds, 0);
  const read = told.reduce((sum, one) => sum + one.photos, 0);
  if (read !== photos) throw new Error(`${read} of ${photos} photos were read`);
  const rate = photos / seconds;
  const cpuRate = (photos / cpuSeconds) * CORES;
  print([`metadata of ${photos} photos, start of two processes included`, `${rate.toFixed(0)} /s`, "250 /s", times(rate / 250)]);
  print(["by processor time, on two cores of their own", `${cpuRate.toFixed(0)} /s`, "250 /s", times(cpuRate / 250)]);
  const bytes = told.reduce((sum, one) => sum + one.readBytes, 0) / photos;
  print([`bytes read of each (of ${(SMALL_BYTES / 1000).toFixed(0)} kB)`, `${(bytes / 1000).toFixed(0)} kB`, "", ""]);
  const early = Math.max(...told.map(({ earlyMiB }) => earlyMiB));
  const late = Math.max(...told.map(({ lateMiB }) => lateMiB));
  print(["memory of a process after a tenth, and at the end", `${early.toFixed(0)}, ${late.toFixed(0)} MiB`, "flat", times(early / late)]);
}

interface PartTold {
  readonly photos: number;
  readonly cpuSeconds: number;
  readonly readBytes: number;
  /** Greatest resident memory until a tenth of the photos were read, and until the end. */
  readonly earlyMiB: number;
  readonly lateMiB: number;
}

/** One process: every second photo of the folder. */
async function readPart(core: number, folder: string): Promise<void> {
  const read = mediaReaders["jpeg"];
  if (read === undefined) throw new Error("there is no reader of JPEG files");
  const names = readdirSync(folder)
    .sort()
    .filter((_, at) => at % CORES === core);
  let readBytes = 0;
  let earlyMiB = 0;
  for (const [at, name] of names.entries()) {
    const file = await openFileSource(join(folder, name));
    const source = {
      size: file.size,
      read: (start: number, end: number) => {
        readBytes += Math.min(end, file.size) - start;
        return file.read(start, end);
      },
    };
    const { item } = await read(source, { platform: nodePlatform, fileName: name });
    await file.close();
    if (item.position === null || item.gimbal?.pitchDeg !== -90) throw new Error(`${name}: its values were not read`);
    if (at === Math.floor(names.length / 10)) earlyMiB = process.resourceUsage().maxRSS / 1024;
  }
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const told: PartTold = {
    photos: names.length,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    readBytes,
    earlyMiB,
    lateMiB: maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(told));
}

/** Copies twice, before and after the import: the disk is not as fast at all times. */
async function keep(folder: string, card: string): Promise<void> {
  const inner = join(card, "DCIM", "100MEDIA");
  const names = readdirSync(inner);
  const mb = names.reduce((sum, name) => sum + statSync(join(inner, name)).size, 0) / 1e6;
  for (const name of names) readFileSync(join(inner, name)); // Both sides read from memory.
  const empty = join(folder, "empty");
  mkdirSync(empty, { recursive: true });
  const copies: number[] = [];
  const copy = async (): Promise<void> => {
    await run("sync", []);
    const startedMs = performance.now();
    await run("cp", ["-r", card, join(folder, "copy")]);
    await run("sync", []);
    copies.push((performance.now() - startedMs) / 1000);
    rmSync(join(folder, "copy"), { recursive: true });
  };
  await copy();
  await run("sync", []);
  const start = await timed(["import", empty, "--vault", join(folder, "vault"), "--json", "--summary"]);
  const kept = await timed(["import", card, "--vault", join(folder, "vault"), "--json", "--summary"]);
  rmSync(join(folder, "vault"), { recursive: true });
  await copy();
  const copySeconds = copies.reduce((sum, seconds) => sum + seconds, 0) / copies.length;
  print([
    `cp and sync of ${names.length} photos, ${mb.toFixed(0)} MB, twice`,
    `${copies.map((seconds) => seconds.toFixed(1)).join(", ")} s`,
    `${(mb / copySeconds).toFixed(0)} MB/s`,
    "",
  ]);
  print(["start of the command, nothing to import", `${start.toFixed(1)} s`, "", ""]);
  print([
    "import: kept, hashed, entered, read, placed",
    `${kept.toFixed(1)} s`,
    `${(copySeconds / 0.8).toFixed(1)} s`,
    times(copySeconds / 0.8 / kept),
  ]);
  const without = kept - start;
  print([
    "the same without the command's start",
    `${without.toFixed(1)} s`,
    `${(copySeconds / 0.8).toFixed(1)} s`,
    times(copySeconds / 0.8 / without),
  ]);
}

async function timed(args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  await run(process.execPath, [command, ...args]);
  return (performance.now() - startedMs) / 1000;
}

function run(program: string, args: readonly string[]): Promise<{ readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve({ output });
      else reject(new Error(`${program} ${args.join(" ")} ended with ${status}`));
    });
  });
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

function print([what = "", ...cells]: readonly string[]): void {
  process.stdout.write(`${what.padEnd(64)} ${cells.map((cell) => cell.padStart(14)).join(" ")}\n`);
}
