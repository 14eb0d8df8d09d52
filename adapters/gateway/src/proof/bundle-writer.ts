/**
 * Writes a bundle so that its folder is there whole or not at all: everything goes into a folder beside it, is put on the disk, and only then
 * gets its name.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "@creance/core";
import { proofFileNames } from "@creance/hold";

/** Writes the files of one bundle. */
export interface BundleWriter {
  /** Writes a file from pieces and returns its SHA-256. Pieces may be borrowed. */
  write(name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string>;
  /** Writes `SHA256SUMS` and gives the folder its name. Nothing may be written after it. */
  finish(): Promise<void>;
  /** Takes everything back. */
  discard(): Promise<void>;
}

/** Begins a bundle. Throws a `UserError` (`proof-exists`) when the folder is there. Removes what an earlier, killed run left beside it. */
export async function beginBundle(folder: string): Promise<BundleWriter> {
  const target = resolve(folder);
  const parent = dirname(target);
  const prefix = `.${basename(target)}.making-`;
  refuseExisting(target);
  await mkdir(parent, { recursive: true });
  removeLeftBehind(parent, prefix);
  const making = join(parent, `${prefix}${process.pid}`);
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o750 });
  const sums = new Map<string, string>();

  async function write(name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
    const hash = createHash("sha256");
    const file = await open(join(making, name), "wx", 0o640);
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        await writeAll(file, piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const sum = hash.digest("hex");
    sums.set(name, sum);
    return sum;
  }

  return {
    write,
    async finish() {
      const lines = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => `${sum}  ${name}\n`);
      await write(proofFileNames.sums, [Buffer.from(lines.join(""))]);
      await syncFolder(making);
      refuseExisting(target);
      await rename(making, target);
      await syncFolder(parent);
    },
    discard: () => rm(making, { recursive: true, force: true }),
  };
}

function refuseExisting(target: string): void {
  if (!existsSync(target)) return;
  throw new UserError("proof-exists", "conflict", `${target} is there already. Nothing was written: name a folder that is not.`);
}

/** A folder of a process that is gone; one that still writes is left alone. */
function removeLeftBehind(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isSafeInteger(pid) && pid > 0 && !existsSync(`/proc/${pid}`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) at += (await file.write(bytes, at)).bytesWritten;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
