/** Small secret files (0600) that are there whole or not at all, whenever the power goes. */
import { link, lstat, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../sync-folder.ts";

/**
 * Writes a file: beside it, to the disk, then into place. `new` rejects with EEXIST when there is one, `replace` puts it in the place of the
 * old. Durable before it resolves. One process writes a file at a time: the caller sees to that.
 */
export async function writeDurably(path: string, bytes: Uint8Array, how: "new" | "replace"): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part`);
  await rm(part, { force: true });
  const handle = await open(part, "wx", 0o600);
  try {
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (how === "replace") await rename(part, path);
    else await placeNew(part, path);
  } finally {
    await rm(part, { force: true });
  }
  await syncFolder(dirname(path));
}

/** Gives a file a second name beside it (`NAME.old-1`, `.old-2`, ...), or moves it there. Gives that name; `undefined` when there is no file. */
export async function keepBeside(path: string, { remove = false } = {}): Promise<string | undefined> {
  for (let number = 1; number < 10_000; number += 1) {
    const name = `${path}.old-${number}`;
    try {
      await secondName(path, name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") continue;
      if (code === "ENOENT") return undefined;
      throw error;
    }
    if (remove) await rm(path);
    await syncFolder(dirname(path));
    return name;
  }
  throw new Error(`too many files beside ${path}`);
}

/** What file systems without second names answer (FAT, some network ones). */
const withoutLinks: ReadonlySet<string | undefined> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Moves a file to a name that nothing has yet; rejects with EEXIST. */
async function placeNew(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    if (!withoutLinks.has((error as NodeJS.ErrnoException).code)) throw error;
    // The caller lets one process write at a time, so that nobody comes in between.
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    );
    if (isThere) throw Object.assign(new Error(`${path} is there already`), { code: "EEXIST" });
    await rename(part, path);
  }
}

async function secondName(path: string, name: string): Promise<void> {
  try {
    await link(path, name);
  } catch (error) {
    if (!withoutLinks.has((error as NodeJS.ErrnoException).code)) throw error;
    await writeDurably(name, await readFile(path), "new");
  }
}
