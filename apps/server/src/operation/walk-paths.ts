/** Walks files and folders of this machine: regular files only, sorted, no links followed, bounded depth. */
import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { UserError } from "@creance/core";
import { failureSentence } from "./file-sentences.ts";

/** What the walk met. */
export type Met =
  /** `sizeBytes` is 0 where sizes were not asked for. */
  | { readonly kind: "file"; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: "refused"; readonly path: string; readonly sentence: string }
  | { readonly kind: "skipped"; readonly path: string; readonly why: "link" | "special" | "vault" };

/** Folders within folders that are walked. */
const DEEPEST = 64;

/** Throws a `UserError` unless every named path exists. Do this before the first file is kept. */
export async function checkPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await lstat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") {
        throw new UserError("no-such-file", "notFound", `There is no ${path}. Nothing was imported.`, { cause: error });
      }
      if (error.code !== "EACCES") throw error;
    });
  }
}

/** How to walk. */
export interface WalkOptions {
  /** Never walked into. */
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
      if (real === vault || real.startsWith(vault + sep)) {
        yield { kind: "skipped", path, why: "vault" };
        continue;
      }
      const { size, ...kind } = await statKind(path);
      if (kind.isFile) yield { kind: "file", path, sizeBytes: size };
      else if (kind.isFolder) yield* walkFolder(path, { vault, real, sizes, depth: 0 });
      else yield { kind: "skipped", path, why: "special" };
    } catch (error) {
      yield { kind: "refused", path, sentence: failureSentence(error) };
    }
  }
}

async function statKind(path: string): Promise<{ readonly size: number; readonly isFile: boolean; readonly isFolder: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}

async function* walkFolder(
  folder: string,
  place: { readonly vault: string; readonly real: string; readonly sizes: WalkOptions["sizes"]; readonly depth: number },
): AsyncGenerator<Met> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: "refused", path: folder, sentence: `The folder could not be opened. ${failureSentence(error)}` };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const real = join(place.real, entry.name);
    if (entry.isSymbolicLink()) yield { kind: "skipped", path, why: "link" };
    else if (entry.isDirectory()) {
      if (real === place.vault) yield { kind: "skipped", path, why: "vault" };
      else if (place.depth >= DEEPEST)
        yield { kind: "refused", path, sentence: `More than ${DEEPEST} folders deep: not walked. Import it by its own path.` };
      else yield* walkFolder(path, { ...place, real, depth: place.depth + 1 });
    } else if (entry.isFile() && place.sizes === "skip") yield { kind: "file", path, sizeBytes: 0 };
    else if (entry.isFile()) {
      const met = await lstat(path).then(
        ({ size }): Met => ({ kind: "file", path, sizeBytes: size }),
        (error): Met => ({ kind: "refused", path, sentence: failureSentence(error) }),
      );
      yield met;
    } else yield { kind: "skipped", path, why: "special" };
  }
}
