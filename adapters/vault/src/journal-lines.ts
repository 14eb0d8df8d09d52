/** Lines of a file in the vault, read in bounded pieces. */
import { type FileHandle, open } from "node:fs/promises";

const CHUNK_BYTES = 1 << 20;

/** One whole line. */
export interface FileLine {
  /** `undefined` when it is longer than allowed or not UTF-8. */
  readonly text: string | undefined;
  /** Where the line starts. */
  readonly offset: number;
  /** Where the next line starts. */
  readonly endOffset: number;
}

/** How a file ended. */
export interface FileEnd {
  /** End of the last whole line. */
  readonly wholeBytes: number;
  /** Bytes after it: a half-written line. */
  readonly tornBytes: number;
}

/** Reads whole lines from `start` on; memory is one chunk and one line. A missing file has no lines. */
export async function readLines(
  path: string,
  { start, maxLineBytes, onLine }: { readonly start: number; readonly maxLineBytes: number; readonly onLine: (line: FileLine) => void },
): Promise<FileEnd> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { wholeBytes: start, tornBytes: 0 };
    throw error;
  }
  try {
    return await splitLines(handle, { start, maxLineBytes, onLine });
  } finally {
    await handle.close();
  }
}

async function splitLines(
  handle: FileHandle,
  { start, maxLineBytes, onLine }: { readonly start: number; readonly maxLineBytes: number; readonly onLine: (line: FileLine) => void },
): Promise<FileEnd> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let lineOffset = start;
  let position = start;
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return { wholeBytes: lineOffset, tornBytes: position - lineOffset };
    let at = 0;
    while (at < bytesRead) {
      const end = chunk.subarray(0, bytesRead).indexOf(10, at);
      const stop = end < 0 ? bytesRead : end;
      carriedBytes += stop - at;
      // A line beyond the bound is counted, not held.
      if (carriedBytes <= maxLineBytes) carried.push(end < 0 ? Buffer.from(chunk.subarray(at, stop)) : chunk.subarray(at, stop));
      at = stop + 1;
      if (end < 0) break;
      const endOffset = position + end + 1;
      onLine({ text: carriedBytes > maxLineBytes ? undefined : decoded(decoder, carried), offset: lineOffset, endOffset });
      lineOffset = endOffset;
      carried = [];
      carriedBytes = 0;
    }
    position += bytesRead;
  }
}

function decoded(decoder: { decode(bytes: Uint8Array): string }, parts: readonly Buffer[]): string | undefined {
  try {
    return decoder.decode(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
  } catch {
    return undefined;
  }
}
