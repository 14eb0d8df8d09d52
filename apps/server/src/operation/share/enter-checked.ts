/** Enters what still holds when it is entered. */
import type { VaultWriter } from "@creance/vault";
import type { SharedWriter } from "../shared-writer.ts";

/**
 * Enters once `check` resolved, in one turn of the writer: nothing is entered between the two. Rejects as `check` does, and nothing is entered then.
 * `check` only reads the journal: the turn is its own, and whoever waits for another thing while holding it may wait for ever.
 */
export async function enterChecked(
  writers: SharedWriter,
  check: () => Promise<void>,
  build: Parameters<VaultWriter["enter"]>[0],
): Promise<void> {
  const lease = await writers.lease();
  try {
    await lease.inTurn(async () => {
      await check();
      await lease.writer.enter(build);
    });
  } finally {
    lease.release();
  }
}
