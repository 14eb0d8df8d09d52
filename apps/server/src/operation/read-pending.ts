/** Reads originals that have no reading by this reader: after a crash, after an update, after a rebuild. */
import type { Reading, Vault, VaultWriter } from "@creance/vault";
import { type ReadKeptParts, readKept } from "./read-kept.ts";
import { READER } from "./reader-version.ts";
import { withPlaces } from "./reading-places.ts";
import type { ImportHandlers } from "./types.ts";

/** Originals entered in one transaction. */
const BATCH = 32;

/** Reads everything pending, in the order kept. Returns how many were read. Stops between batches when told to. */
export async function readPending(
  parts: ReadKeptParts,
  writer: VaultWriter,
  handlers: Pick<ImportHandlers, "signal" | "onProgress">,
): Promise<number> {
  const pending = parts.vault.unreadOriginals(READER);
  let done = 0;
  let bytesDone = 0;
  const bytesSeen = pending.reduce((sum, sha256) => sum + sizeOf(parts.vault, sha256), 0);
  for (let start = 0; start < pending.length && handlers.signal?.aborted !== true; start += BATCH) {
    const batch = pending.slice(start, start + BATCH);
    const readings: Reading[] = await Promise.all(batch.map((sha256) => readKept(parts, sha256)));
    writer.addReadings(readings.map(withPlaces));
    done += batch.length;
    bytesDone += batch.reduce((sum, sha256) => sum + sizeOf(parts.vault, sha256), 0);
    handlers.onProgress?.({ filesSeen: pending.length, filesDone: done, bytesSeen, bytesDone, walked: true });
  }
  return done;
}

function sizeOf(vault: Vault, sha256: string): number {
  return vault.originalSize(sha256) ?? 0;
}
