/** Walks files and folders of this machine: regular files only, sorted, no links followed, bounded depth. */
import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { UserError } from "@creance/core";
import { failureSentence } from "./file-sentences.ts";

/** What the walk met. */
export type Met =
  /** `sizeBytes` is 0 where sizes were not asked for. `location` is there when the name is not UTF-8 and so `path` does not lead to the file. */
  | { readonly kind: "file"; readonly path: string; readonly sizeBytes: number; readonly location?: Buffer }
  | { readonly kind: "refused"; readonly path: string; readonly sentence: string }
  | { readonly kind: "skipped"; readonly path: string; readonly why: "link" | "special" | "vault" };

/** Folder of a vault in which the gateway's proofs lie: nothing of it is the vault's own, so what is named there may be kept. */
export const PROOFS_FOLDER = "proofs";

/** Folders within folders that are walked. */
const DEEPEST = 64;

/** What the file system says of a path that cannot exist. */
const NOWHERE = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"]);

/** Throws a `UserError` unless every named path exists. Do this before the first file is kept. */
export async function checkPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await lstat(path).catch((error: NodeJS.ErrnoException) => {
      if (NOWHERE.has(error.code ?? "")) {
        throw new UserError("no-such-file", "notFound", `There is no ${path}. Nothing was imported.`, { cause: error });
      }
      if (error.code !== "EACCES") throw error;
    });
  }
}

/** How to walk. */
export interface WalkOptions {
  /** Never walked into; what is named in its folder of proofs is taken. */
  readonly vaultPath: string;
  /** `ask` costs one more look at each file. */
  readonly sizes: "ask" | "skip";
}

/** Walks the named paths in order. A named link is followed; links inside folders are not. */
export async function* walkPaths(paths: readonly string[], { vaultPath, sizes }: WalkOptions): AsyncGenerator<Met> {
  const vault = await realpath(vaultPath).catch(() => resolve(vaultPath));
  for (const path of paths) {
    try {
      const real = await realpath(path);
      if (real === vault || (real.startsWith(vault + sep) && !real.startsWith(join(vault, PROOFS_FOLDER) + sep))) {
        yield { kind: "skipped", path, why: "vault" };
        continue;
      }
      const { size, ...kind } = await statKind(path);
      if (kind.isFile) yield { kind: "file", path, sizeBytes: size };
      else if (kind.isFolder) yield* walkFolder(path, { vault, real, sizes, depth: 0 });
      else yield { kind: "skipped", path, why: "special" };
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
      const leadsNowhere = isGone && (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;
      yield { kind: "refused", path, sentence: leadsNowhere ? "A link that leads nowhere. Nothing was kept." : failureSentence(error) };
    }
  }
}

async function statKind(path: string): Promise<{ readonly size: number; readonly isFile: boolean; readonly isFolder: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}

async function* walkFolder(
  folder: string,
  place: {
    readonly vault: string;
    readonly real: string;
    readonly sizes: WalkOptions["sizes"];
    readonly depth: number;
    readonly location?: Buffer;
  },
): AsyncGenerator<Met> {
  let entries: readonly FolderEntry[];
  try {
    entries = await readEntries(place.location ?? folder);
  } catch (error) {
    yield { kind: "refused", path: folder, sentence: `The folder could not be opened. ${failureSentence(error)}` };
    return;
  }
  for (const { name, entry, bytes } of entries) {
    const path = join(folder, name);
    const real = join(place.real, name);
    const at = bytes === undefined && place.location === undefined ? undefined : joined(place.location ?? folder, bytes ?? name);
    const location = at === undefined ? {} : { location: at };
    if (entry.isSymbolicLink()) yield { kind: "skipped", path, why: "link" };
    else if (entry.isDirectory()) {
      if (real === place.vault) yield { kind: "skipped", path, why: "vault" };
      else if (place.depth >= DEEPEST)
        yield { kind: "refused", path, sentence: `More than ${DEEPEST} folders deep: not walked. Import it by its own path.` };
      else yield* walkFolder(path, { ...place, ...location, real, depth: place.depth + 1 });
    } else if (entry.isFile() && place.sizes === "skip") yield { kind: "file", path, sizeBytes: 0, ...location };
    else if (entry.isFile()) {
      const met = await lstat(at ?? path).then(
        ({ size }): Met => ({ kind: "file", path, sizeBytes: size, ...location }),
        (error): Met => ({ kind: "refused", path, sentence: failureSentence(error) }),
      );
      yield met;
    } else yield { kind: "skipped", path, why: "special" };
  }
}

/** A name in a folder, with its bytes when they are not UTF-8. */
interface FolderEntry {
  readonly name: string;
  readonly bytes?: Buffer;
  readonly entry: Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">;
}

/** What is in a folder, sorted by name. */
async function readEntries(folder: string | Buffer): Promise<readonly FolderEntry[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).map((entry): FolderEntry => ({ name: entry.name, entry }));
  // A replaced character: cards written by older systems have names in their own character sets.
  const found = entries.some(({ name }) => name.includes("\ufffd")) ? await readEntriesAsBytes(folder) : entries;
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function readEntriesAsBytes(folder: string | Buffer): Promise<FolderEntry[]> {
  return (await readdir(folder, { withFileTypes: true, encoding: "buffer" })).map((entry): FolderEntry => {
    const bytes: Buffer = Buffer.from(entry.name);
    const name = bytes.toString();
    return Buffer.from(name).equals(bytes) ? { name, entry } : { name, bytes, entry };
  });
}

function joined(folder: string | Buffer, name: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from(sep), Buffer.from(name)]);
}
