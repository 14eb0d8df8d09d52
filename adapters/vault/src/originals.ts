/** Storing an original: hash while writing to `tmp/`, sync, rename to its hash. What is there already is not written again. */
import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ByteSource, UserError } from "@creance/core";
import type { VaultDisk } from "./disk.ts";
import { hashFile, holdsBytes } from "./hash-file.ts";
import { names, originalName } from "./layout.ts";
import { errnoOf, machineRefused } from "./machine-refused.ts";

/** Read and written at a time. */
const CHUNK_BYTES = 4 << 20;
/** Files up to this size are read once and held: a photo is. Larger ones are read twice when their bytes may be there already. */
const HELD_BYTES = 8 << 20;

/** What stands at the place of an original. */
export type FoundOriginal =
  | { readonly state: "none" }
  | { readonly state: "file"; readonly sizeBytes: number }
  /** A folder, a link or something else that no original is. */
  | { readonly state: "other" };

/** What storing did. */
export interface StoredOriginal {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** `written`: new file; `whole`: it was there; `replaced`: something damaged was there. */
  readonly outcome: "written" | "whole" | "replaced";
  /** Size of what was replaced. */
  readonly foundBytes: number;
}

/** What the caller knows about originals before the bytes are read. */
export interface OriginalStore {
  readonly vaultPath: string;
  readonly disk: VaultDisk;
  /** A name in `tmp/` that nobody else uses. */
  readonly nextTmpName: () => string;
  /** A new folder stands in `originals/`: its name still has to be synced. */
  readonly onFolderMade: () => void;
  /** Does the work when no other work for this hash is under way: one look and one rename at a time at the place of an original. */
  readonly inTurnOf: <Result>(sha256: string, work: () => Promise<Result>) => Promise<Result>;
  /** False when no original has this size, so the bytes cannot be there. */
  readonly mayHold: (sizeBytes: number) => boolean;
}

/** Stores the bytes of a source. The folder of the original still has to be synced. */
export async function storeOriginal(store: OriginalStore, source: ByteSource): Promise<StoredOriginal> {
  if (source.size <= HELD_BYTES) {
    const bytes = await readAll(source, 0, source.size);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const wanted = { sha256, sizeBytes: source.size, bytes };
    if (await isStored(store, wanted)) return whole(wanted);
    const tmp = await writeTmp(store, source, [bytes]);
    return store.inTurnOf(sha256, () => publish(store, tmp.path, wanted));
  }
  // Hashing first spares the disk a copy of what is there already; a source that can be read only once is always written.
  if (source.readOnce !== true && store.mayHold(source.size)) {
    const wanted = { sha256: await hashSource(source), sizeBytes: source.size };
    if (await isStored(store, wanted)) return whole(wanted);
  }
  const tmp = await writeTmp(store, source);
  return store.inTurnOf(tmp.sha256, () => publish(store, tmp.path, { sha256: tmp.sha256, sizeBytes: source.size }));
}

/** The bytes that are to be stored; `bytes` when they are in memory. */
interface Wanted {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly bytes?: Uint8Array;
}

function whole({ sha256, sizeBytes }: Wanted): StoredOriginal {
  return { sha256, sizeBytes, outcome: "whole", foundBytes: sizeBytes };
}

/** What stands at the place of an original. Rejects only when the machine refuses to look. */
export async function findOriginalFile(path: string): Promise<FoundOriginal> {
  try {
    const found = await lstat(path);
    return found.isFile() ? { state: "file", sizeBytes: found.size } : { state: "other" };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { state: "none" };
    throw error;
  }
}

/**
 * Whether the very bytes are there already. The kept copy is read and compared, so importing a file again also proves, and if
 * need be mends, the kept one.
 */
async function isStored(store: OriginalStore, { sha256, sizeBytes, bytes }: Wanted): Promise<boolean> {
  const path = join(store.vaultPath, originalName(sha256));
  try {
    const found = await findOriginalFile(path);
    if (found.state !== "file" || found.sizeBytes !== sizeBytes) return false;
    return bytes === undefined ? (await hashFile(path)) === sha256 : await holdsBytes(path, bytes);
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw refused(error, store);
  }
}

/** A kept copy that cannot be read is replaced like a damaged one. */
function isUnreadable(error: unknown): boolean {
  return ["EIO", "EACCES", "ELOOP", "EISDIR", "ENOENT"].includes(errnoOf(error));
}

async function publish(store: OriginalStore, tmp: string, wanted: Wanted): Promise<StoredOriginal> {
  const { sha256, sizeBytes } = wanted;
  const path = join(store.vaultPath, originalName(sha256));
  const { disk, vaultPath } = store;
  try {
    // Another keep of the same bytes may have been faster.
    if (await isStored(store, wanted)) {
      await disk.remove(tmp);
      return whole(wanted);
    }
    const found = await findOriginalFile(path);
    if ((await disk.makeFolder(dirname(path), 0o700)) === "made") store.onFolderMade();
    // A folder cannot be renamed over: it is set aside and fsck names it.
    if (found.state === "other") await disk.rename(path, join(vaultPath, names.originals, `${sha256}.set-aside-${store.nextTmpName()}`));
    await disk.rename(tmp, path);
    if (found.state === "none") return { sha256, sizeBytes, outcome: "written", foundBytes: 0 };
    return { sha256, sizeBytes, outcome: "replaced", foundBytes: found.state === "file" ? found.sizeBytes : 0 };
  } catch (error) {
    await disk.remove(tmp).catch(() => {});
    throw refused(error, store);
  }
}

/** Writes a temporary file and syncs it. Errors of the source pass through as they are; the temporary file is then gone. */
async function writeTmp(
  store: OriginalStore,
  source: ByteSource,
  parts?: readonly Uint8Array[],
): Promise<{ readonly path: string; readonly sha256: string }> {
  const path = join(store.vaultPath, names.tmp, store.nextTmpName());
  const refuse = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => {
      throw refused(error, store);
    });
  const file = await refuse(store.disk.create(path, 0o400));
  const hash = createHash("sha256");
  try {
    for await (const part of parts ?? chunksOf(source)) {
      if (parts === undefined) hash.update(part);
      await refuse(file.write(part));
    }
    await refuse(file.datasync());
    await refuse(file.close());
  } catch (error) {
    await file.close().catch(() => {});
    await store.disk.remove(path).catch(() => {});
    throw error;
  }
  return { path, sha256: hash.digest("hex") };
}

async function hashSource(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(source)) hash.update(chunk);
  return hash.digest("hex");
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += CHUNK_BYTES) yield await readAll(source, at, Math.min(source.size, at + CHUNK_BYTES));
}

async function readAll(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.byteLength !== end - start) {
    throw new UserError(
      "source-changed",
      "conflict",
      "The file became shorter while it was read; nothing of it was kept; import it again when it is at rest.",
    );
  }
  return bytes;
}

function refused(error: unknown, { vaultPath }: OriginalStore): unknown {
  return machineRefused(error, {
    doing: `keep a file in the vault ${vaultPath}`,
    effect: "this file was not kept and everything reported as kept is whole",
  });
}
