/** Deletions and holds in the catalogue: what the journal says of them, and the rows of an original that goes. */
import type { EntryOf } from "@creance/ledger";
import { removeReading } from "./add-reading.ts";
import type { Sqlite, SqlRow } from "./sqlite.ts";
import type { VaultDeletion } from "./types.ts";

/** Tables with rows of an original itself, beside what its reading gave. */
const OWN_TABLES = ["word", "keychain", "media_word", "original"] as const;

/** Every table in which an original has rows, by the column that names it. */
const NAMING_TABLES = [...OWN_TABLES, "reading", "reveal", "capture", "flight_original", "media"] as const;

/** Enters a hold or its release. */
export function applyHold(database: Sqlite, entry: EntryOf<"holdPlaced" | "holdReleased">): void {
  if (entry.kind === "holdReleased") database.run("DELETE FROM hold WHERE hold_id = ?", entry.holdId);
  else database.run("INSERT OR IGNORE INTO hold (hold_id, sha256) VALUES (?, ?)", entry.holdId, entry.sha256);
}

/** Enters a step of a deletion. With `deleting` the original is gone for every reader. */
export function applyDeletion(database: Sqlite, entry: EntryOf<"deleting" | "deleted" | "deletionFailed" | "textErased">): void {
  switch (entry.kind) {
    case "deleting":
      database.run(
        "INSERT OR IGNORE INTO deletion (deletion_id, sha256, rule, sequence, begun_us, state) VALUES (?, ?, ?, ?, ?, 'deleting')",
        entry.deletionId,
        entry.sha256,
        entry.rule,
        entry.sequence,
        entry.timeUs,
      );
      removeReading(database, entry.sha256);
      for (const table of OWN_TABLES) database.run(`DELETE FROM ${table} WHERE sha256 = ?`, entry.sha256);
      return;
    case "textErased":
      database.run("INSERT OR IGNORE INTO erasing (hash) VALUES (?)", entry.textHash);
      return;
    default:
      database.run(
        "UPDATE deletion SET state = ?, code = ?, ended_us = ? WHERE deletion_id = ?",
        entry.kind === "deleted" ? "deleted" : "failed",
        entry.kind === "deleted" ? null : entry.code,
        entry.timeUs,
        entry.deletionId,
      );
  }
}

/** Ids of the holds that stand on an original. */
export function holdsOn(database: Sqlite, sha256: string): readonly string[] {
  return database.all("SELECT hold_id FROM hold WHERE sha256 = ? ORDER BY hold_id", sha256).map((row) => String(row["hold_id"]));
}

/** Deletions in the order begun, or those in one state. */
export function listDeletions(database: Sqlite, state?: VaultDeletion["state"]): readonly VaultDeletion[] {
  const where = state === undefined ? "" : "WHERE state = ?";
  return database
    .all(`SELECT * FROM deletion ${where} ORDER BY sequence, deletion_id`, ...(state === undefined ? [] : [state]))
    .map(deletionOf);
}

/** The last deletion of an original that ended; `undefined` when these bytes were never deleted here. */
export function lastDeletion(database: Sqlite, sha256: string): VaultDeletion | undefined {
  const row = database.get("SELECT * FROM deletion WHERE sha256 = ? ORDER BY sequence DESC LIMIT 1", sha256);
  return row === undefined ? undefined : deletionOf(row);
}

/** Tables that still name an original. */
export function tablesNaming(database: Sqlite, sha256: string): readonly string[] {
  return NAMING_TABLES.filter((table) => database.get(`SELECT 1 AS found FROM ${table} WHERE sha256 = ? LIMIT 1`, sha256) !== undefined);
}

/** Hashes of texts that are to be erased. */
export function erasingTexts(database: Sqlite): readonly string[] {
  return database.all("SELECT hash FROM erasing ORDER BY hash").map((row) => String(row["hash"]));
}

function deletionOf(row: SqlRow): VaultDeletion {
  return {
    deletionId: String(row["deletion_id"]),
    sha256: String(row["sha256"]),
    rule: String(row["rule"]),
    sequence: Number(row["sequence"]),
    begunUs: Number(row["begun_us"]),
    state: row["state"] as VaultDeletion["state"],
    code: row["code"] as string | null,
    endedUs: row["ended_us"] as number | null,
  };
}
