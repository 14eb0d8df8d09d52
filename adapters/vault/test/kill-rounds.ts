/** Kills an importing process again and again and proves that what it reported as kept is whole. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openVault } from "../src/index.ts";
import { bytesOf, sha256Of } from "./seeds.ts";

const CHILD = fileURLToPath(new URL("./child-importer.ts", import.meta.url));

/** Starts the importing process. */
export function startImporter(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", CHILD, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

/** What an importing process printed, and how it ended. */
export async function runImporter(
  args: readonly string[],
): Promise<{ readonly status: number | null; readonly lines: readonly string[]; readonly errors: string }> {
  const child = startImporter(args);
  let out = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, lines: out.split("\n").slice(0, -1), errors };
}

/** What the rounds saw. */
export interface KillCount {
  readonly reported: number;
  readonly tornTails: number;
  readonly leftInTmp: number;
}

/**
 * Runs `rounds` rounds on one vault: start, wait for the first report, kill -9 after a random while, then check with fsck from
 * a new reader that everything ever reported is whole and that a new writer works. `random` gives numbers from 0 to 1.
 */
export async function killRounds(
  path: string,
  { rounds, random }: { readonly rounds: number; readonly random: () => number },
): Promise<KillCount> {
  const reported = new Set<string>();
  let tornTails = 0;
  let leftInTmp = 0;
  for (let round = 0; round < rounds; round += 1) {
    const seed = `${round}`;
    for (const sha256 of await killOne(path, { seed, waitMs: random() * 80 })) reported.add(sha256);
    const journal = readFileSync(join(path, "journal", "000001.jsonl"));
    if (journal.at(-1) !== 10) tornTails += 1;
    const vault = await openVault(path);
    const found = await vault.fsck();
    if (found.damaged.length + found.missing.length > 0) throw new Error(`round ${round}: ${JSON.stringify(found)}`);
    leftInTmp += found.extra.length;
    for (const sha256 of reported) {
      if (vault.originalSize(sha256) === undefined)
        throw new Error(`round ${round}: ${sha256} was reported as kept and is not in the catalogue`);
    }
    if (found.checked < reported.size) throw new Error(`round ${round}: fsck checked ${found.checked} of ${reported.size}`);
    vault.close();
  }
  const vault = await openVault(path);
  const writer = await vault.beginWriting();
  const bytes = bytesOf("after");
  const { sha256 } = await writer.keep(
    { size: bytes.byteLength, read: (start, end) => Promise.resolve(bytes.subarray(start, end)) },
    { fileName: "after" },
  );
  await writer.commit();
  writer.release();
  if (sha256 !== sha256Of(bytes) || (await vault.fsck()).damaged.length > 0)
    throw new Error("the vault does not take another file after the kills");
  vault.close();
  return { reported: reported.size, tornTails, leftInTmp };
}

async function killOne(path: string, { seed, waitMs }: { readonly seed: string; readonly waitMs: number }): Promise<readonly string[]> {
  const child = startImporter([path, seed]);
  let out = "";
  let errors = "";
  let timer: NodeJS.Timeout | undefined;
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    timer ??= setTimeout(() => child.kill("SIGKILL"), waitMs);
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (child.signalCode !== "SIGKILL") throw new Error(`the importer ended by itself (${status}): ${out.slice(-300)} ${errors}`);
  // The last line may be cut; a hash is reported when its line is whole.
  return out.split("\n").slice(0, -1);
}
