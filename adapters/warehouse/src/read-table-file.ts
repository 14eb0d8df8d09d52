/** Reads columns of one derived file from disk. */
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { ByteSource } from "@creance/core";
import { decodeStored, type StoredColumns, type TableRequest } from "./decode-table.ts";

/**
 * Some columns of a derived file. `undefined` when it is not there or damaged; a damaged one is deleted, so that the next write puts a whole one in
 * its place.
 */
export async function readTableFile(path: string, request: TableRequest): Promise<StoredColumns | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch {
    return undefined;
  }
  try {
    const { size } = await handle.stat();
    const read = await decodeStored(handleSource(handle, size), request);
    if (read === undefined) await unlink(path).catch(() => {});
    return read;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

function handleSource(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.byteLength) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
  };
}
