/** A folder that is there whole or not at all: written beside its place, put to the disk, then renamed. */
import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "@creance/core";
import { syncFolder } from "../sync-folder.ts";

/** A folder while it is written. */
export class NewFolder {
  /** Where it will be. */
  readonly path: string;
  readonly #part: string;
  readonly #folders = new Set<string>();
  #files = 0;
  #sizeBytes = 0;

  private constructor(path: string) {
    this.path = path;
    this.#part = join(dirname(path), `.${basename(path)}.part`);
  }

  /** Begins. Rejects with `UserError` (`exists`, `no-such-folder`). What an earlier, killed run left beside it is removed. */
  static async begin(path: string): Promise<NewFolder> {
    const folder = new NewFolder(resolve(path));
    await refuseExisting(folder.path);
    await rm(folder.#part, { recursive: true, force: true });
    await mkdir(folder.#part, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new UserError("no-such-folder", "notFound", `There is no folder ${dirname(folder.path)}; nothing was written.`);
    });
    folder.#folders.add(folder.#part);
    return folder;
  }

  get files(): number {
    return this.#files;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Absolute path of a file while the folder is written. */
  partPath(name: string): string {
    return join(this.#part, name);
  }

  /** Writes a file of it, in pieces; returns its size. `mode` as in `chmod`. */
  async write(
    name: string,
    content: string | Uint8Array | AsyncIterable<Uint8Array>,
    { mode = 0o600 }: { readonly mode?: number } = {},
  ): Promise<number> {
    const path = join(this.#part, name);
    await this.#makeFolder(dirname(path));
    const handle = await open(path, "wx", mode);
    let sizeBytes = 0;
    try {
      const pieces = typeof content === "string" ? [Buffer.from(content)] : content instanceof Uint8Array ? [content] : content;
      for await (const piece of pieces) {
        await handle.writeFile(piece);
        sizeBytes += piece.byteLength;
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
    this.#files += 1;
    this.#sizeBytes += sizeBytes;
    return sizeBytes;
  }

  /** Puts it into its place. */
  async finish(): Promise<void> {
    for (const folder of this.#folders) await syncFolder(folder);
    await refuseExisting(this.path);
    await rename(this.#part, this.path);
    await syncFolder(dirname(this.path));
  }

  /** Takes back what was written. */
  abandon(): Promise<void> {
    return rm(this.#part, { recursive: true, force: true });
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    await this.#makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
    this.#folders.add(path);
  }
}

/** Throws a `UserError` (`exists`) when something is there. */
export async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (found !== undefined) throw new UserError("exists", "conflict", `${path} is there already; nothing was written: name another place.`);
}
