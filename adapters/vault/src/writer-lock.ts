/**
 * The lock of the one writer: an exclusive SQLite transaction on a file of its own. It ends with the process, also on
 * kill -9. Nothing else in this process may open that file: closing any handle of it would let the lock go (POSIX).
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@creance/core";
import { names } from "./layout.ts";
import { errnoOf, machineRefused } from "./machine-refused.ts";
import { Sqlite } from "./sqlite.ts";

/** A lock that is held. */
export interface WriterLock {
  release(): void;
}

/** Takes the lock, or `undefined` when another writer holds it. */
export function tryLock(vaultPath: string): WriterLock | undefined {
  const database = new Sqlite(join(vaultPath, names.lock), { mode: "rw", busyTimeoutMs: 0 });
  try {
    database.get("PRAGMA journal_mode = MEMORY");
    database.script("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (errnoOf(error) === "EBUSY") return undefined;
    throw error;
  }
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      database.script("ROLLBACK");
      database.close();
    },
  };
}

/** Takes the lock, waiting for another writer. `onWaiting` hears once that it waits. Rejects when `signal` says so. */
export async function waitForLock(
  vaultPath: string,
  { onWaiting, signal }: { readonly onWaiting?: ((sentence: string) => void) | undefined; readonly signal?: AbortSignal | undefined },
): Promise<WriterLock> {
  let told = false;
  try {
    for (;;) {
      if (signal?.aborted === true) throw stopped();
      const lock = tryLock(vaultPath);
      if (lock !== undefined) return lock;
      if (!told) {
        told = true;
        onWaiting?.(`Another process is writing to the vault ${vaultPath}; waiting until it has ended.`);
      }
      await sleep(50);
    }
  } catch (error) {
    throw machineRefused(error, { doing: `take the writing lock of the vault ${vaultPath}`, effect: "nothing was changed" });
  }
}

function stopped(): UserError {
  return new UserError("stopped", "conflict", "Waiting for the vault was stopped; nothing was changed.");
}
