/** Bundles of proofs in a folder, each with what checking it says. */
import { type Dirent, existsSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { HoldProof } from "@creance/api";
import { isFormatError, isUserError } from "@creance/core";
import { type ProofVerdict, proofFileNames } from "@creance/hold";

/** Bundles that are checked and listed; older ones are counted. */
const SHOWN_PROOFS = 50;

/** Checks a bundle: reads it whole. */
export type CheckProof = (folder: string) => Promise<ProofVerdict>;

/** The list. */
export interface KeptProofs {
  list(): Promise<{ readonly folder: string; readonly rows: HoldProof[]; readonly more: number }>;
}

/** A list over a folder. A bundle is checked once, and again when its files change. */
export function keptProofs(folder: string, check: CheckProof): KeptProofs {
  const seen = new Map<string, { readonly state: string; readonly proof: HoldProof }>();

  async function proofOf(name: string, state: string): Promise<HoldProof> {
    const before = seen.get(name);
    if (before?.state === state) return before.proof;
    const proof = await checked(join(folder, name), name, check);
    seen.set(name, { state, proof });
    return proof;
  }

  return {
    async list() {
      const bundles = await bundlesIn(folder);
      const rows: HoldProof[] = [];
      // One after the other: a bundle may hold gigabytes.
      for (const { name, state } of bundles.slice(0, SHOWN_PROOFS)) rows.push(await proofOf(name, state));
      for (const name of seen.keys()) if (!bundles.some((bundle) => bundle.name === name)) seen.delete(name);
      return { folder, rows, more: Math.max(0, bundles.length - SHOWN_PROOFS) };
    },
  };
}

async function checked(folder: string, name: string, check: CheckProof): Promise<HoldProof> {
  try {
    const { fromUs, untilUs, ok, sentence, checked: told, failures, limits } = await check(folder);
    return { name, folder, fromUs: known(fromUs), untilUs: known(untilUs), ok, sentence, checked: told, failures, limits };
  } catch (error) {
    if (!isFormatError(error) && !isUserError(error)) throw error;
    return unchecked(folder, name, error.message);
  }
}

/** A bundle whose document cannot be read has no window. */
function known(timeUs: number): number | null {
  return Number.isFinite(timeUs) ? timeUs : null;
}

function unchecked(folder: string, name: string, sentence: string): HoldProof {
  return { name, folder, fromUs: null, untilUs: null, ok: null, sentence, checked: [], failures: [], limits: [] };
}

/** Folders with a proof document, newest first, and a text that changes with their files. */
async function bundlesIn(folder: string): Promise<{ readonly name: string; readonly state: string }[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const found: { readonly name: string; readonly state: string; readonly mtimeMs: number }[] = [];
  for (const entry of entries) {
    const bundle = join(folder, entry.name);
    if (!entry.isDirectory() || !existsSync(join(bundle, proofFileNames.document))) continue;
    const { state, mtimeMs } = await stateOf(bundle);
    found.push({ name: entry.name, state, mtimeMs });
  }
  return found.sort((a, b) => b.mtimeMs - a.mtimeMs);
}

/** Names, sizes and times of a bundle's files as one text. */
async function stateOf(bundle: string): Promise<{ readonly state: string; readonly mtimeMs: number }> {
  try {
    const names = (await readdir(bundle)).sort();
    const stats = await Promise.all(names.map((name) => lstat(join(bundle, name))));
    return {
      state: names.map((name, at) => `${name} ${stats[at]?.size} ${stats[at]?.mtimeMs}`).join("\n"),
      mtimeMs: stats.reduce((newest, { mtimeMs }) => Math.max(newest, mtimeMs), 0),
    };
  } catch {
    // Taken away meanwhile, or of another account: checking it says which.
    return { state: "", mtimeMs: 0 };
  }
}
