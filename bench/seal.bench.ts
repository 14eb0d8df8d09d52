/**
 * Sealing and opening: age's payload on the platform's ciphers, beside the library of age, Debian's `age` and plain SHA-256, in one run.
 * `npm run bench seal`; `CREANCE_BENCH_MIB` changes the size (default 256; the library gets an eighth of it).
 */
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodePlatform } from "../adapters/node/src/index.ts";
import { Decrypter, Encrypter } from "../node_modules/age-encryption/dist/index.js";
import { type ByteSource, memorySource } from "../packages/core/src/index.ts";
import { newIdentity, newSealing, openSealed, recipientOf, sealedSource } from "../packages/seal/src/index.ts";

const MIB = 1_048_576;
const mib = Number(process.env["CREANCE_BENCH_MIB"] ?? 256);
const libraryMib = Math.max(1, Math.floor(mib / 8));
const identity = await newIdentity();
const recipient = await recipientOf(identity);
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const plain = new Uint8Array(mib * MIB);
for (let at = 0; at < plain.byteLength; at += 65_536) plain[at] = at >> 16;
const folder = mkdtempSync(join(tmpdir(), "i7-d-bench-"));

try {
  const rows: (readonly [string, number | null])[] = [];
  const rounds = 3;
  rows.push(["SHA-256", await best(rounds, mib, async () => void createHash("sha256").update(plain).digest())]);
  const sealing = await newSealing([recipient], random);
  const sealed = sealedSource(memorySource(plain), sealing, nodePlatform);
  rows.push(["sealing, ours", await best(rounds, mib, () => through(sealed))]);
  const before = process.memoryUsage.rss();
  await through(sealed);
  const grownMib = Math.max(0, process.memoryUsage.rss() - before) / MIB;
  const whole = new Uint8Array(sealed.size);
  for (let at = 0; at < sealed.size; at += 8 * MIB) whole.set(await sealed.read(at, Math.min(sealed.size, at + 8 * MIB)), at);
  rows.push([
    "opening, ours",
    await best(rounds, mib, async () => through(await openSealed(memorySource(whole), [identity], nodePlatform))),
  ]);

  const part = plain.subarray(0, libraryMib * MIB);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  let theirs: Uint8Array = new Uint8Array(0);
  const sealTheirs = async (): Promise<void> => {
    theirs = await encrypter.encrypt(part);
  };
  rows.push(["sealing, age-encryption", await best(1, libraryMib, sealTheirs)]);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  rows.push(["opening, age-encryption", await best(1, libraryMib, async () => void (await decrypter.decrypt(theirs)))]);

  if (spawnSync("age", ["--version"]).status === 0) {
    const from = join(folder, "plain");
    const to = join(folder, "sealed");
    const back = join(folder, "back");
    const key = join(folder, "key");
    writeFileSync(from, plain);
    writeFileSync(key, `${identity}\n`, { mode: 0o600 });
    rows.push(["sealing, Debian's age, file to file", await best(rounds, mib, async () => run("age", ["-r", recipient, "-o", to, from]))]);
    rows.push(["opening, Debian's age, file to file", await best(rounds, mib, async () => run("age", ["-d", "-i", key, "-o", back, to]))]);
    if (Buffer.compare(readFileSync(back), plain) !== 0) throw new Error("age gave back other bytes");
    writeFileSync(to, whole);
    run("age", ["-d", "-i", key, "-o", back, to]);
    if (Buffer.compare(readFileSync(back), plain) !== 0) throw new Error("age does not open ours");
  } else {
    rows.push(["Debian's age", null]);
  }

  const reference = rows[0]?.[1] ?? 1;
  process.stdout.write(
    `${mib} MiB in ranges of 8 MiB (the library: ${libraryMib} MiB whole); best of ${rounds}\n\n| what | MB/s | SHA-256 = 1 |\n|---|---|---|\n`,
  );
  for (const [what, rate] of rows) {
    process.stdout.write(
      `| ${what} | ${rate === null ? "not installed" : rate.toFixed(0)} | ${rate === null ? "" : (rate / reference).toFixed(2)} |\n`,
    );
  }
  process.stdout.write(`\nmemory grown while sealing once more: ${grownMib.toFixed(1)} MiB\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Best rate of some rounds, MB/s. */
async function best(rounds: number, sizeMib: number, step: () => Promise<void>): Promise<number> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const startMs = performance.now();
    await step();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return (sizeMib * MIB) / 1000 / bestMs;
}

async function through(source: ByteSource): Promise<void> {
  for (let at = 0; at < source.size; at += 8 * MIB) await source.read(at, Math.min(source.size, at + 8 * MIB));
}

function run(command: string, args: readonly string[]): void {
  rmSync(args[args.indexOf("-o") + 1] as string, { force: true });
  const { status, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(String(stderr));
}
