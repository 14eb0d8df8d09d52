/** Made pictures and films in the vault's folder `derived/pictures`: found by what they were made of, thrown away whenever somebody likes. */
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What is made of an original. */
export type MadeKind = "thumbnail.webp" | "view.jpg" | "film.mp4";

/** Ends of the files' names. Pictures have a number: those made before it stood mirrored ones the wrong way. */
const fileNames = { "thumbnail.webp": "2-thumbnail.webp", "view.jpg": "2-view.jpg", "film.mp4": "film.mp4" } as const satisfies Record<
  MadeKind,
  string
>;

/** The cache of made files. */
export interface PictureCache {
  /** Absolute path of a made file, whether it exists or not. */
  path(sha256: string, kind: MadeKind): string;
  has(sha256: string, kind: MadeKind): boolean;
  /** Writes a made file: whole or not at all. */
  write(sha256: string, kind: MadeKind, bytes: Uint8Array): Promise<string>;
  /** Makes the folder of an original's made files. */
  makeFolder(sha256: string): Promise<void>;
  /** Entity tag of a made file: another one whenever files are made in another way. */
  entityTag(sha256: string, kind: MadeKind): string;
}

/** Opens the cache below a folder that need not exist. */
export function openPictureCache(folder: string): PictureCache {
  let number = 0;
  const path = (sha256: string, kind: MadeKind): string => join(folder, sha256.slice(0, 2), `${sha256}-${fileNames[kind]}`);
  const makeFolder = async (sha256: string): Promise<void> => {
    await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
  };
  return {
    path,
    has: (sha256, kind) => existsSync(path(sha256, kind)),
    makeFolder,
    entityTag: (sha256, kind) => `"${sha256}-${fileNames[kind]}"`,
    async write(sha256, kind, bytes) {
      const target = path(sha256, kind);
      await makeFolder(sha256);
      number += 1;
      const part = join(dirname(target), `.${process.pid}-${number}.part`);
      try {
        await writeFile(part, bytes, { mode: 0o600 });
        await rename(part, target);
      } finally {
        await rm(part, { force: true });
      }
      return target;
    },
  };
}
