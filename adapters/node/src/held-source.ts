/** Files of some megabytes, read once: who reads them twice, or piece by piece, then waits for nothing. */
import type { FileSource } from "./file-source.ts";
import type { SpareBuffers } from "./spare-buffers.ts";

/** Larger files are read by ranges as before. */
const MOST_HELD_BYTES = 16 * 1_048_576;

/**
 * The same file out of memory, when it is of 16 MiB or less. What it gives is true until `close`, which closes the file, too, and gives the
 * buffer back: who keeps bytes longer copies them, and nobody writes into them.
 */
export async function heldSource(file: FileSource, spare: SpareBuffers): Promise<FileSource> {
  const { size } = file;
  if (size === 0 || size > MOST_HELD_BYTES) return file;
  const given = spare.take(size);
  let isOpen = true;
  const assertOpen = (): void => {
    if (!isOpen) throw new Error("a held file was read after it was closed");
  };
  try {
    const whole = await file.readInto(given.subarray(0, size), 0);
    return {
      size,
      read: async (start, end) => {
        assertOpen();
        return whole.subarray(start, end);
      },
      readInto: async (bytes, start) => {
        assertOpen();
        const piece = whole.subarray(start, start + bytes.byteLength);
        bytes.set(piece);
        return bytes.subarray(0, piece.byteLength);
      },
      close: async () => {
        if (!isOpen) return;
        isOpen = false;
        spare.giveBack(given);
        await file.close();
      },
    };
  } catch (error) {
    spare.giveBack(given);
    throw error;
  }
}
