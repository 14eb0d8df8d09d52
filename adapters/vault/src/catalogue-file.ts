/** Opening the catalogue's file: as it is, mended, made anew, or as a private copy where the vault cannot be written. */
import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUserError } from "@creance/core";
import { catalogueVaultId } from "./catalogue.ts";
import { names } from "./layout.ts";
import { isCatalogueDamaged } from "./machine-refused.ts";
import { migrate, newerCatalogue, schemaVersion } from "./migrate.ts";
import { migrations } from "./migrations.table.ts";
import { replayJournal } from "./replay.ts";
import { Sqlite } from "./sqlite.ts";

const BUSY_TIMEOUT_MS = 10_000;

/** An open catalogue with what has to be cleared away at the end. */
export interface OpenCatalogue {
  readonly database: Sqlite;
  close(): void;
}

/** Opens the catalogue for reading and writing when it is there, of this vault and of this schema; else `undefined`. */
export async function openCurrent(vaultPath: string, vaultId: string): Promise<Sqlite | undefined> {
  const path = join(vaultPath, names.catalogue);
  if (!(await isFile(path))) return undefined;
  const database = openChecked(path, { mode: "rw", vaultId, accept: "current" });
  if (database !== undefined) setUpCatalogue(database);
  return database;
}

/** Opens the catalogue under the writing lock: migrates an older schema; makes a damaged, foreign or missing file anew. `none` accepts no file that is there. */
export async function openOrMake(vaultPath: string, vaultId: string, accept: "older" | "none" = "older"): Promise<Sqlite> {
  const path = join(vaultPath, names.catalogue);
  const old = accept === "older" && (await isFile(path)) ? openChecked(path, { mode: "rw", vaultId, accept }) : undefined;
  if (old !== undefined) {
    setUpCatalogue(old);
    migrate(old);
    return old;
  }
  for (const suffix of ["-wal", "-shm", "-journal", ""]) await rm(`${path}${suffix}`, { force: true, recursive: true });
  const database = new Sqlite(path, { mode: "rw", busyTimeoutMs: BUSY_TIMEOUT_MS });
  setUpCatalogue(database);
  await replayJournal(vaultPath, database, { rebuildFor: vaultId });
  return database;
}

/** Opens the catalogue of a vault that cannot or shall not be written. Nothing in the vault changes. */
export async function openReadOnly(vaultPath: string, vaultId: string): Promise<OpenCatalogue> {
  const path = join(vaultPath, names.catalogue);
  if (await isFile(path)) {
    const quiet = !(await hasBytes(`${path}-wal`));
    for (const mode of quiet ? (["ro", "immutable"] as const) : (["ro"] as const)) {
      const database = openChecked(path, { mode, vaultId, accept: "current" });
      if (database !== undefined) return { database, close: () => database.close() };
    }
  }
  return openCopy(vaultPath, vaultId);
}

/** A private copy outside the vault: what the write-ahead log still holds can be read, and what is missing be made. */
async function openCopy(vaultPath: string, vaultId: string): Promise<OpenCatalogue> {
  const folder = await mkdtemp(join(tmpdir(), "creance-catalogue-"));
  const path = join(folder, names.catalogue);
  for (const suffix of ["", "-wal"]) await copyFile(join(vaultPath, `${names.catalogue}${suffix}`), `${path}${suffix}`).catch(() => {});
  let database = (await isFile(path)) ? openChecked(path, { mode: "rw", vaultId, accept: "older" }) : undefined;
  if (database === undefined) {
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${path}${suffix}`, { force: true });
    database = new Sqlite(path, { mode: "rw", busyTimeoutMs: BUSY_TIMEOUT_MS });
    await replayJournal(vaultPath, database, { rebuildFor: vaultId });
  } else {
    migrate(database);
    await replayJournal(vaultPath, database);
  }
  const opened = database;
  return {
    database: opened,
    close() {
      opened.close();
      rm(folder, { force: true, recursive: true }).catch(() => {});
    },
  };
}

/** `undefined` when the file is no catalogue of this vault, damaged or of an unfitting schema. Throws `vault-newer`. */
function openChecked(
  path: string,
  { mode, vaultId, accept }: { readonly mode: "rw" | "ro" | "immutable"; readonly vaultId: string; readonly accept: "current" | "older" },
): Sqlite | undefined {
  let database: Sqlite | undefined;
  try {
    database = new Sqlite(path, { mode, busyTimeoutMs: BUSY_TIMEOUT_MS });
    const version = schemaVersion(database);
    if (version > migrations.length) throw newerCatalogue(version, migrations.length);
    const fits = version === migrations.length || (accept === "older" && version > 0);
    if (fits && catalogueVaultId(database) === vaultId) return database;
  } catch (error) {
    database?.close();
    if (isUserError(error) && !isCatalogueDamaged(error)) throw error;
    return undefined;
  }
  database.close();
  return undefined;
}

/** Settings of a catalogue that is written. */
export function setUpCatalogue(database: Sqlite): void {
  database.get("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  // The list scans every flight for its totals: 32 MiB hold those of about 100,000.
  database.run("PRAGMA cache_size = -32768");
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function hasBytes(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.size > 0,
    () => false,
  );
}
