/** Reads columns of one derived file from disk. */
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { ByteSource } from "@creance/core";
import { checkStored, decodeStored, type StoredColumns, type TableRequest } from "./decode-table.ts";

/**
 * Some columns of a derived file. `undefined` when it is not there or damaged; a damaged one is deleted, so that the next write puts a whole one in
 * its place.
 */
export function readTableFile(path: string, request: TableRequest): Promise<StoredColumns | undefined> {
  return withTableFile(path, (source) => decodeStored(source, request));
}

/** Rows of a derived file that is as it was written, `undefined` as above. Reads all of the named columns and keeps none. */
export function checkTableFile(path: string, request: TableRequest): Promise<number | undefined> {
  return withTableFile(path, (source) => checkStored(source, request));
}

async function withTableFile<Read>(path: string, read: (source: ByteSource) => Promise<Read | undefined>): Promise<Read | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch {
    return undefined;
  }
  try {
    const { size } = await handle.stat();
    const found = await read(handleSource(handle, size));
    if (found === undefined) await unlink(path).catch(() => {});
    return found;
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
