/** Writes a small file whole or not at all: beside its place, to the disk, then into it. */
import { mkdir, open, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../sync-folder.ts";

/** Writes it, replacing an older one; its folder is made. Durable before it resolves. One process at a time: the caller holds the writer. */
export async function writeBeside(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = join(dirname(path), `.${basename(path)}.part`);
  const handle = await open(part, "w", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, path);
  await syncFolder(dirname(path));
}
