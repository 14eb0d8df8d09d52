/** Has a kept original read by a worker. A worker that is lost on it gives a reading that says so: the file stays kept either way. */
import type { Reading, Vault } from "@creance/vault";
import { emptyReading } from "./empty-reading.ts";
import { ReadingStopped, type ReadPool, type RunOptions } from "./read-pool.ts";
import { READER } from "./reader-version.ts";

/** What reading a kept original needs. */
export interface ReadKeptParts {
  readonly vault: Vault;
  readonly pool: ReadPool;
}

/** How to read it. */
export interface ReadKeptOptions extends RunOptions {
  /** Keychain reply to try instead of the one that is kept. */
  readonly keychain?: string;
  /** Hears why a column file could not be written. */
  readonly onDerivedFailure?: (failure: string) => void;
}

/** Reads one original. Rejects with a `ReadingStopped` when the signal asked for it, and when the pool was closed. */
export async function readKept({ vault, pool }: ReadKeptParts, sha256: string, options: ReadKeptOptions = {}): Promise<Reading> {
  const known = vault.flowsPlaces(sha256)[0];
  const job = {
    kind: "reading",
    sha256,
    path: vault.originalPath(sha256),
    sizeBytes: vault.originalSize(sha256) ?? 0,
    keychain: options.keychain ?? vault.keychain(sha256) ?? null,
    fileName: vault.fileName(sha256) ?? null,
    countryDatabases: known?.reader === READER ? known.countryDatabases : null,
  } as const;
  try {
    const { reading, derivedFailure } = await pool.run(job, options);
    if (derivedFailure !== null) options.onDerivedFailure?.(derivedFailure);
    return reading;
  } catch (error) {
    if (pool.closed || error instanceof ReadingStopped || !(error instanceof Error)) throw error;
    return { ...emptyReading(sha256), damaged: true, sentence: lostSentence(error) };
  }
}

function lostSentence(error: Error): string {
  if (error.name === "WorkerLost") {
    return `Kept, not read: the reader was stopped on it, because ${error.message}. \`creance rebuild\` tries again.`;
  }
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "EIO" || code === "EACCES") {
    return `Kept, not read: the kept original could not be opened (${code}). \`creance fsck\` says which files are damaged.`;
  }
  return `Kept, not read: the reader failed on it, which is our bug (${error.name}: ${error.message.slice(0, 200)}).`;
}
