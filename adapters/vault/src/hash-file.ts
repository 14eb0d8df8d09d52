/** Reading a file of the vault whole: its SHA-256, or whether it holds given bytes. Memory: one chunk. */
import { createHash } from "node:crypto";
import { constants, open } from "node:fs/promises";

const CHUNK_BYTES = 1 << 20;
const PLAIN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Hexadecimal hash. Links are refused (ELOOP); a pipe does not block. `onBytes` hears of every chunk. */
export async function hashFile(path: string, onBytes?: (bytes: number) => void): Promise<string> {
  const handle = await open(path, PLAIN_FILE);
  try {
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, bytesRead));
      onBytes?.(bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** True when the file holds exactly these bytes. */
export async function holdsBytes(path: string, bytes: Uint8Array): Promise<boolean> {
  const handle = await open(path, PLAIN_FILE);
  try {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, bytes.byteLength + 1));
    let at = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength);
      if (bytesRead === 0) return at === bytes.byteLength;
      if (!chunk.subarray(0, bytesRead).equals(bytes.subarray(at, at + bytesRead))) return false;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
