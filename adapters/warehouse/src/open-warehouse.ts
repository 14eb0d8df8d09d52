/** The warehouse in a folder: one Parquet file for each key. Everything in it can be thrown away and derived anew. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { MixedTable } from "@creance/core";
import { asRead } from "./decode-table.ts";
import { encodeTable } from "./encode-table.ts";
import { readTableFile } from "./read-table-file.ts";
import type { ReadColumns, TableKey, Warehouse } from "./types.ts";

const TEMPORARY = "tmp";
/** Unfinished files of a process that ended are removed after this long. */
const STALE_MS = 24 * 3600 * 1000;

/**
 * Opens the warehouse in a folder, which is made at the first write. Several processes may use the same folder: files appear whole or not at all.
 * Writing rejects as the file system does (ENOSPC, EACCES, EROFS); reading never does for a file that is damaged or gone.
 */
export function openWarehouse(folder: string): Warehouse {
  let swept: Promise<void> | undefined;
  return {
    has: (key) => existsSync(pathOf(folder, key)),
    async write(key, table, rows) {
      const path = pathOf(folder, key);
      if (existsSync(path)) return;
      const bytes = encodeTable(key, table, rows);
      swept ??= sweepTemporary(folder);
      await swept;
      await writeWhole(join(folder, TEMPORARY), path, bytes);
    },
    async read<Table extends MixedTable>(key: TableKey, table: Table, names: readonly string[]) {
      const stored = await readTableFile(pathOf(folder, key), { key, table, names });
      return stored && (asRead(stored) as ReadColumns<Table>);
    },
    path: (key) => resolve(pathOf(folder, key)),
    async clear() {
      swept = undefined;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where a key's file stands. Throws a `RangeError` for a key that could name a place outside of the folder (a bug of the caller). */
export function pathOf(folder: string, key: TableKey): string {
  if (!/^[0-9a-f]{64}$/.test(key.sha256)) throw new RangeError("the key's SHA-256 is not 64 hexadecimal characters");
  if (!Number.isSafeInteger(key.segment) || key.segment < 0) throw new RangeError(`the key's segment is ${key.segment}`);
  if (!/^[a-z0-9][a-z0-9.-]*\/[0-9a-z][0-9a-z.-]*$/.test(key.reader)) throw new RangeError(`the key's reader is "${key.reader}"`);
  return join(folder, key.reader.replace("/", "-"), key.sha256.slice(0, 2), `${key.sha256}-${key.segment}.parquet`);
}

async function writeWhole(temporaryFolder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(temporaryFolder, { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(temporaryFolder, `${process.pid}-${randomBytes(8).toString("hex")}`);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Removes what a killed process left behind. Failures do not matter: the files are small and in nobody's way. */
async function sweepTemporary(folder: string): Promise<void> {
  const temporaryFolder = join(folder, TEMPORARY);
  for (const name of await readdir(temporaryFolder).catch(() => [])) {
    const path = join(temporaryFolder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await unlink(path).catch(() => {});
  }
}
