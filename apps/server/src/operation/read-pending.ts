/** Reads originals that have no reading by this reader: after a crash, after an update, after a rebuild. */
import type { Reading, Vault, VaultWriter } from "@creance/vault";
import { enterReadings } from "./enter-readings.ts";
import { type ReadKeptParts, readKept } from "./read-kept.ts";
import { ReadingStopped } from "./read-pool.ts";
import { READER } from "./reader-version.ts";
import type { ImportHandlers } from "./types.ts";

/** Originals entered in one transaction. */
const BATCH = 32;
const PROGRESS_EVERY_MS = 200;

/** Reads everything pending, in the order kept. Returns how many were read. Stops between batches when told to, within a long one soon after. */
export async function readPending(
  parts: ReadKeptParts,
  writer: VaultWriter,
  handlers: Pick<ImportHandlers, "signal" | "onProgress">,
): Promise<number> {
  const pending = parts.vault.unreadOriginals(READER);
  const { signal } = handlers;
  let done = 0;
  let bytesDone = 0;
  let toldMs = Number.NEGATIVE_INFINITY;
  const bytesSeen = pending.reduce((sum, sha256) => sum + sizeOf(parts.vault, sha256), 0);
  for (let start = 0; start < pending.length && signal?.aborted !== true; start += BATCH) {
    const batch = pending.slice(start, start + BATCH);
    const partly = new Map<string, number>();
    const tell = (): void => {
      let bytes = bytesDone;
      for (const part of partly.values()) bytes += part;
      toldMs = performance.now();
      handlers.onProgress?.({ filesSeen: pending.length, filesDone: done, bytesSeen, bytesDone: bytes, walked: true });
    };
    const onProgress = (sha256: string, bytes: number): void => {
      partly.set(sha256, bytes);
      if (performance.now() - toldMs >= PROGRESS_EVERY_MS) tell();
    };
    const read = await Promise.all(
      batch.map((sha256) => readOrStopped(readKept(parts, sha256, { signal, onProgress: (bytes) => onProgress(sha256, bytes) }))),
    );
    const readings = read.filter((reading) => reading !== undefined);
    done += enterReadings(parts.vault, writer, readings).length;
    bytesDone += readings.reduce((sum, { sha256 }) => sum + sizeOf(parts.vault, sha256), 0);
    partly.clear();
    tell();
  }
  return done;
}

/** The reading; `undefined` where it was stopped: it stays pending. */
function readOrStopped(reading: Promise<Reading>): Promise<Reading | undefined> {
  return reading.catch((error: unknown) => {
    if (error instanceof ReadingStopped) return undefined;
    throw error;
  });
}

function sizeOf(vault: Vault, sha256: string): number {
  return vault.originalSize(sha256) ?? 0;
}
