/** Files of a ledger's folder, the vault's own or an export: read by name, bounded. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";
import { MAX_BUNDLE_BYTES, parseCheckpoint, parseNote, type ReadTile } from "@creance/ledger";
import type { Vault } from "@creance/vault";

/** Longest text that is read whole. */
const MAX_TEXT_BYTES = 1_100_000;

/** Reads tiles and bundles of a folder. */
export function folderTiles(folder: string): ReadTile {
  return (path) => readBounded(join(folder, path), MAX_BUNDLE_BYTES);
}

/** A file's bytes; `undefined` when it is not there, is no file, or is longer than `limit`. */
export async function readBounded(path: string, limit = MAX_TEXT_BYTES): Promise<Uint8Array | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= limit ? await readFile(path) : undefined;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** A text file, as `readBounded` reads it. */
export async function readTextBounded(path: string, limit = MAX_TEXT_BYTES): Promise<string | undefined> {
  const bytes = await readBounded(path, limit);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
}

/** Names of a folder with an ending, sorted; empty when there is no folder. */
export async function namesEnding(folder: string, ending: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/** The latest checkpoint of a vault with its key. Rejects with a `UserError` (`not-sealed-yet`) before the first. */
export async function latestCheckpoint(vault: Vault): Promise<{
  readonly note: string;
  readonly vkey: string;
  readonly size: number;
  readonly rootHash: Uint8Array;
  readonly origin: string;
}> {
  const { checkpoint, vkey } = await vault.ledger.state();
  if (checkpoint === null || vkey === null) {
    throw new UserError(
      "not-sealed-yet",
      "conflict",
      "Nothing of this ledger is signed yet; nothing was written. Sign it with: creance ledger seal",
    );
  }
  return { note: checkpoint, vkey, ...parseCheckpoint(parseNote(checkpoint).text) };
}
