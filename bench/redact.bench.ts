/**
 * Redaction: metadata of 200 generated photos of 5 MB taken out and written, against `cp` plus `sync` of the same files in the same run (goal 70 % of
 * their speed), turn by turn, then as `creance redact` does it; then one box painted over a picture of 20 megapixels (goal 3 s on a core).
 * `npm run bench redact`; `CREANCE_BENCH_PHOTOS`, `CREANCE_BENCH_ROUNDS` and `CREANCE_BENCH_FOLDER` change counts and place.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { openMediaMaker } from "../adapters/media/src/index.ts";
import { SpareBuffers, writeSource } from "../adapters/node/src/index.ts";
import { redactFile, redactFiles } from "../apps/server/src/operation/redaction/index.ts";
import { writePhoto } from "../packages/formats/src/index.ts";
import { keepEverything, type RedactionRecipe } from "../packages/seal/src/index.ts";
import { cardPhoto } from "./card-photos.ts";

const BYTES = 5_000_000;
/** As many as `creance redact` takes at once. */
const AT_ONCE = 4;
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? 0xedb8_8320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
const recipe: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };

const photos = Number(process.env["CREANCE_BENCH_PHOTOS"] ?? 200);
const rounds = Number(process.env["CREANCE_BENCH_ROUNDS"] ?? 3);
const folder = mkdtempSync(join(process.env["CREANCE_BENCH_FOLDER"] ?? tmpdir(), "creance-redact-"));
try {
  print(["what", "measured", "wanted", "ratio"]);
  await metadata();
  await masks();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function metadata(): Promise<void> {
  const from = join(folder, "from");
  mkdirSync(from);
  for (let number = 0; number < photos; number += 1) writeFileSync(join(from, `${number}.jpg`), cardPhoto(number, BYTES));
  const names = readdirSync(from);
  execFileSync("sync");
  const spare = new SpareBuffers(AT_ONCE);
  const copied: number[] = [];
  const redacted: number[] = [];
  const whole: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    copied.push(await timed(async (to) => execFileSync("cp", [...names.map((name) => join(from, name)), to])));
    const started = process.cpuUsage();
    redacted.push(
      await timed(async (to) => {
        const queue = names.values();
        const take = async (): Promise<void> => {
          for (const name of queue) await redactOne(join(from, name), join(to, name), spare);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, take));
      }),
    );
    const { user, system } = process.cpuUsage(started);
    processor.push((user + system) / 1e6);
    whole.push(
      await timed(async (to) => {
        const paths = names.map((name) => join(from, name));
        const { leaks } = await redactFiles({ paths, recipe, homes: [], folder: to, keychain: null, names: "original" });
        if (!leaks.ok) throw new Error("bench: something that was to go was found");
      }),
    );
  }
  const mega = (photos * BYTES) / 1e6;
  const [best, ours] = [Math.min(...copied), Math.min(...redacted)];
  const ratios = copied.map((seconds, round) => seconds / (redacted[round] as number)).sort((a, b) => a - b);
  print([`cp + sync of ${photos} photos, best of ${rounds}`, `${(mega / best).toFixed(0)} MB/s`, "", ""]);
  print(["redacted + sync, best", `${(mega / ours).toFixed(0)} MB/s`, "70 %", times(best / ours)]);
  print(["median of the rounds' ratios", "", "70 %", times(ratios[ratios.length >> 1] as number)]);
  print(["processor time of redacting, least", `${(mega / Math.min(...processor)).toFixed(0)} MB/s a core`, "", ""]);
  const all = Math.min(...whole);
  print([
    "the same as `creance redact`: each file synced, all searched for leaks, best",
    `${(mega / all).toFixed(0)} MB/s`,
    "",
    times(best / all),
  ]);
}

async function redactOne(path: string, target: string, spare: SpareBuffers): Promise<void> {
  const { redaction, close } = await redactFile({ path, recipe, workFolder: folder, spare });
  const handle = await open(target, "wx");
  try {
    await writeSource(handle, redaction.out);
  } finally {
    await handle.close();
    await close();
  }
}

/** Seconds of a step that fills a folder, with what was written brought to the disk. */
async function timed(step: (to: string) => Promise<unknown>): Promise<number> {
  const to = mkdtempSync(join(folder, "to-"));
  const startedMs = performance.now();
  await step(to);
  execFileSync("sync");
  const seconds = (performance.now() - startedMs) / 1000;
  rmSync(to, { recursive: true, force: true });
  execFileSync("sync");
  return seconds;
}

async function masks(): Promise<void> {
  const maker = await openMediaMaker({ ffmpeg: "none" });
  const [width, height] = [5472, 3648];
  const grey = Uint8Array.from({ length: width * height }, (_, at) => ((at % width) / 22 + (((at * 7919) >>> 5) % 30)) & 255);
  const mask = { leftPx: 1000, topPx: 800, widthPx: 700, heightPx: 500 };
  for (const format of ["png", "jpeg", "tiff"] as const) {
    const path = join(folder, `picture.${format}`);
    if (format === "tiff") writeFileSync(path, writePhoto({ format, widthPx: width, heightPx: height, grey }));
    else if (format === "png") writeFileSync(path, colourPng(width, height, grey));
    else {
      const options = { widthPx: width, mediaType: "image/jpeg" } as const;
      const made = await maker.picture({ path: join(folder, "picture.png"), orientation: null }, options);
      writeFileSync(path, made?.bytes ?? new Uint8Array(0));
    }
    await maker.maskPicture(path, { masks: [mask], targetPath: join(folder, `warm.${format}`) });
    const startedMs = performance.now();
    const { difference } = await maker.maskPicture(path, { masks: [mask], targetPath: join(folder, `masked.${format}`) });
    const seconds = (performance.now() - startedMs) / 1000;
    const measured = `${seconds.toFixed(2)} s, difference elsewhere at most ${difference.most}, mean ${difference.mean.toFixed(2)}`;
    print([`a box on 20 megapixels, ${format}`, measured, "3 s", times(3 / seconds)]);
  }
}

/** An RGB picture whose three channels are alike. */
function colourPng(width: number, height: number, grey: Uint8Array): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let at = 0; at < grey.length; at += 1)
    rows.fill(grey[at] as number, at * 3 + Math.floor(at / width) + 1, at * 3 + Math.floor(at / width) + 4);
  const chunk = (type: string, content: Buffer): Buffer => {
    const bytes = Buffer.alloc(content.length + 12);
    bytes.writeUInt32BE(content.length, 0);
    bytes.write(type, 4, "latin1");
    content.copy(bytes, 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(4, content.length + 8)), content.length + 8);
    return bytes;
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 1 })), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} x`;
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.join(" | ")}\n`);
}
