/** Writes a `ByteSource` into an open file: while one piece is written, the next is read. */
import type { FileHandle } from "node:fs/promises";
import type { ByteSource } from "@creance/core";

/** What changes in a file mostly stands at its start: a short first piece keeps the copies that this takes small. */
const FIRST_BYTES = 262_144;
const BLOCK_BYTES = 2 * 1_048_576;

/**
 * Writes all of it from the start of the file on. `onPiece` is called with each piece while it is being written, and with the bytes that were
 * asked for, which are more when the source became shorter; what it throws ends the writing. Nothing is being written any more once this is
 * settled.
 */
export async function writeSource(
  handle: FileHandle,
  source: ByteSource,
  onPiece: (piece: Uint8Array, askedBytes: number) => void = () => {},
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  try {
    let at = 0;
    let place = 0;
    while (at < source.size) {
      const end = Math.min(source.size, at + (at === 0 ? FIRST_BYTES : BLOCK_BYTES));
      const piece = await source.read(at, end);
      await writing;
      writing = writeWhole(handle, piece, place);
      // Looked at here, so that a failure meanwhile is not one that nobody awaits.
      writing.catch(() => {});
      onPiece(piece, end - at);
      place += piece.byteLength;
      at = end;
    }
  } finally {
    await writing;
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array, place: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, place + done);
    done += bytesWritten;
  }
}
