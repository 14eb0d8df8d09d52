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

const RETRY_MS = 50;

/** A lock that is held. */
export interface WriterLock {
  release(): void;
}

/** Takes the lock, or `undefined` when another writer holds it. */
export function tryLock(vaultPath: string): WriterLock | undefined {
  const file = openLock(vaultPath);
  if (tryTake(file)) return lockOf(file);
  file.close();
  return undefined;
}

/** Takes the lock, waiting for another writer. `onWaiting` hears once that it waits. Rejects when `signal` says so. */
export async function waitForLock(
  vaultPath: string,
  { onWaiting, signal }: { readonly onWaiting?: ((sentence: string) => void) | undefined; readonly signal?: AbortSignal | undefined },
): Promise<WriterLock> {
  let file: Sqlite | undefined;
  try {
    file = openLock(vaultPath);
    for (let tries = 0; ; tries += 1) {
      if (signal?.aborted === true) throw stopped();
      if (tryTake(file)) return lockOf(file);
      if (tries === 0) onWaiting?.(`Another process is writing to the vault ${vaultPath}; waiting until it has ended.`);
      await sleep(RETRY_MS);
    }
  } catch (error) {
    file?.close();
    throw machineRefused(error, { doing: `take the writing lock of the vault ${vaultPath}`, effect: "nothing was changed" });
  }
}

function openLock(vaultPath: string): Sqlite {
  return new Sqlite(join(vaultPath, names.lock), { mode: "rw", busyTimeoutMs: 0 });
}

function tryTake(file: Sqlite): boolean {
  try {
    // Without a journal file the lock leaves nothing behind.
    file.script("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (errnoOf(error) === "EBUSY") return false;
    file.close();
    throw error;
  }
}

function lockOf(file: Sqlite): WriterLock {
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      file.script("ROLLBACK");
      file.close();
    },
  };
}

function stopped(): UserError {
  return new UserError("stopped", "conflict", "Waiting for the vault was stopped; nothing was changed.");
}
