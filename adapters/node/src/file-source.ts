/** A file as a `ByteSource`. */
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "@creance/core";

/** A file that is open for reading. */
export interface FileSource extends ByteSource {
  /** Fills `bytes` from byte `start` on; what was filled, shorter where the file ends before. */
  readInto(bytes: Uint8Array, start: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file for reading. The size is taken once, at opening. Rejects as `open` does (ENOENT, EACCES, EISDIR on read). */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    return {
      size,
      read: (start, end) => readInto(handle, Buffer.allocUnsafeSlow(end - start), start),
      readInto: (bytes, start) => readInto(handle, bytes, start),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Fills `bytes` from an open file, from byte `start` on. Shorter than asked when the file ends before. */
export async function readInto(handle: FileHandle, bytes: Uint8Array, start: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
