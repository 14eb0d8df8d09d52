/** A file as a `ByteSource`. */
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "@creance/core";

/** A file that is open for reading. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file for reading. The size is taken once, at opening. Rejects as `open` does (ENOENT, EACCES, EISDIR on read). */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    return { size, read: (start, end) => readRange(handle, start, end), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  while (filled < buffer.byteLength) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
