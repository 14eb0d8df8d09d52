/** The ledger that readers see: how far it is, its entries, proofs. */
import { isFormatError, UserError } from "@creance/core";
import { checkInclusion, formatProof, inclusionProof, leafHash, parseNote } from "@creance/ledger";
import type { Sqlite } from "../sqlite.ts";
import type { LedgerState, VaultLedger } from "../types.ts";
import { leafRow, listEntries, oneEntry } from "./entry-queries.ts";
import { readLeaf } from "./journal-leaves.ts";
import {
  ledgerFolder,
  ledgerNames,
  ledgerPlatform,
  readCheckpoint,
  readLedgerFile,
  readVerifiers,
  type SignedCheckpoint,
} from "./ledger-files.ts";
import { indexedEntries } from "./ledger-index.ts";
import { ledgerSource } from "./ledger-source.ts";
import { assertSignedStands } from "./seal-ledger.ts";

/** Opens the ledger of a vault. `database` gives its catalogue whenever it is asked for. */
export function openLedger(vaultPath: string, database: () => Sqlite): VaultLedger {
  return {
    folder: ledgerFolder(vaultPath),
    source: ledgerSource(vaultPath),
    state: () => ledgerState(vaultPath, database()),
    entries: (query) => listEntries(vaultPath, database(), query),
    entry: (index) => oneEntry(vaultPath, database(), index),
    entryBytes: (index) => entryBytes(vaultPath, database(), index),
    assertWhole: () => assertSignedStands({ vaultPath, database: database() }),
    proof: (index) => proofOf(vaultPath, database(), index),
  };
}

/** How far a ledger is, as its files say; nothing is checked. */
export async function ledgerState(vaultPath: string, database: Sqlite): Promise<LedgerState> {
  const checkpoint = await latest(vaultPath);
  const entries = indexedEntries(database);
  const { rows } = await listEntries(vaultPath, database, { kinds: ["timestamped"], offset: 0, limit: 1 });
  const stamped = rows[0]?.entry;
  const timestampedUs = stamped?.kind === "timestamped" ? stamped.stampedUs : null;
  if (checkpoint === undefined)
    return { entries, sealed: 0, rootHash: null, origin: null, vkey: null, checkpoint: null, signedUs: null, witnesses: [], timestampedUs };
  const { signatures } = parseNote(checkpoint.note);
  const vkeys = await readVerifiers(vaultPath);
  return {
    entries,
    sealed: checkpoint.size,
    rootHash: Buffer.from(checkpoint.rootHash).toString("base64"),
    origin: checkpoint.origin,
    vkey: vkeys.at(-1)?.vkey ?? null,
    checkpoint: checkpoint.note,
    signedUs: signedUs(database, checkpoint.size),
    witnesses: [...new Set(signatures.map(({ name }) => name))].filter((name) => name !== checkpoint.origin),
    timestampedUs,
  };
}

/** When the entry was written that is the last one of every checkpoint. */
function signedUs(database: Sqlite, size: number): number | null {
  const row = database.get(
    "SELECT time_us FROM ledger_entry JOIN ledger_kind ON ledger_kind.id = ledger_entry.kind WHERE leaf = ? AND ledger_kind.kind = 'checkpointed'",
    size - 1,
  );
  return row === undefined ? null : Number(row["time_us"]);
}

async function latest(vaultPath: string): Promise<SignedCheckpoint | undefined> {
  const bytes = await readLedgerFile(vaultPath, ledgerNames.checkpoint);
  return bytes === undefined ? undefined : readCheckpoint(Buffer.from(bytes).toString("utf8"));
}

async function entryBytes(vaultPath: string, database: Sqlite, index: number): Promise<Uint8Array> {
  const row = Number.isSafeInteger(index) ? leafRow(database, index) : undefined;
  const bytes = row === undefined ? undefined : await readLeaf(vaultPath, row);
  if (bytes === undefined)
    throw new UserError(
      "no-such-entry",
      "notFound",
      `The ledger has no entry ${index}: it has ${indexedEntries(database)}, counted from 0; nothing was done.`,
    );
  return bytes;
}

async function proofOf(vaultPath: string, database: Sqlite, index: number): Promise<string> {
  const entry = await entryBytes(vaultPath, database, index);
  const checkpoint = await latest(vaultPath);
  if (checkpoint === undefined || index >= checkpoint.size) {
    throw new UserError(
      "not-sealed-yet",
      "conflict",
      `No checkpoint covers entry ${index} yet; no proof was made; sign one with \`creance ledger checkpoint\` first.`,
    );
  }
  const { size, rootHash, note } = checkpoint;
  const { sha256 } = ledgerPlatform;
  try {
    const hashes = await inclusionProof(sha256, { size, index, readTile: (path) => readLedgerFile(vaultPath, path) });
    if (checkInclusion(sha256, { leaf: leafHash(sha256, entry), index, size, root: rootHash, proof: hashes }))
      return formatProof({ index, hashes, checkpoint: note });
  } catch (error) {
    if (!isFormatError(error)) throw error;
  }
  throw new UserError(
    "ledger-damaged",
    "conflict",
    `The tiles do not lead from entry ${index} to the signed root, so no proof was made; run \`creance ledger verify\` to see what differs.`,
  );
}
