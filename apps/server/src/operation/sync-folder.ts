/** Names in a folder on the disk: what was written or renamed in it is found after a power cut. */
import { open } from "node:fs/promises";

/** Brings a folder's names to the disk. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
