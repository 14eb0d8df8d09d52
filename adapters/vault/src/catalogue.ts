/** The catalogue: the SQLite file that is derived from journal and originals. Entries in, rows out. */
import type { KeptFile, VaultInfo } from "@creance/api";
import type { JournalEntry } from "@creance/ledger";
import { applyDeletion, applyHold } from "./deletion-rows.ts";
import { type JournalPlace, journalStart } from "./journal-scan.ts";
import { applySettled } from "./media-write.ts";
import { dropAll, migrate } from "./migrate.ts";
import type { Sqlite } from "./sqlite.ts";

export { type CatalogueOriginal, findOriginal } from "./catalogue-original.ts";

/** The texts that entries name, by hash. */
export type Texts = Pick<ReadonlyMap<string, string>, "get">;

/** Whether any original has this size: if not, the bytes cannot be there already. */
export function hasOriginalOfSize(database: Sqlite, sizeBytes: number): boolean {
  return database.get("SELECT 1 AS found FROM original WHERE size_bytes = ? LIMIT 1", sizeBytes) !== undefined;
}

/** How far the journal is in the catalogue. */
export function appliedPlace(database: Sqlite): JournalPlace {
  const row = database.get("SELECT value FROM state WHERE key = 'journal'");
  if (row === undefined) return journalStart;
  const [file, offset, sequence] = String(row["value"]).split(" ").map(Number);
  return { file: file ?? 0, offset: offset ?? 0, sequence: sequence ?? 0 };
}

/** The vault that a catalogue was made for. */
export function catalogueVaultId(database: Sqlite): string | undefined {
  const row = database.get("SELECT value FROM state WHERE key = 'vaultId'");
  return row === undefined ? undefined : String(row["value"]);
}

/** Enters journal entries, and that the journal is known up to `place`. Entries that are there already change nothing. */
export function applyEntries(
  database: Sqlite,
  { entries, place, texts }: { readonly entries: readonly JournalEntry[]; readonly place: JournalPlace; readonly texts: Texts },
): void {
  database.transaction(() => {
    for (const entry of entries) applyEntry(database, entry, texts);
    setState(database, "journal", `${place.file} ${place.offset} ${place.sequence}`);
  });
}

/** Drops everything and makes an empty catalogue for a vault. */
export function resetCatalogue(database: Sqlite, vaultId: string): void {
  database.transaction(() => {
    dropAll(database);
    migrate(database);
    setState(database, "vaultId", vaultId);
  });
}

/** What the vault holds. */
export function catalogueInfo(
  database: Sqlite,
): Pick<VaultInfo, "originals" | "originalBytes" | "flights" | "captures" | "sealed" | "unread" | "keychains"> {
  const row = database.get(
    `SELECT count(*) AS originals, coalesce(sum(size_bytes), 0) AS bytes, coalesce(sum(state = 'sealed'), 0) AS sealed,
       coalesce(sum(state = 'unread'), 0) AS unread, (SELECT count(*) FROM flight) AS flights, (SELECT count(*) FROM capture) AS captures, (SELECT count(*) FROM keychain) AS keychains
     FROM original`,
  );
  const count = (name: string): number => Number(row?.[name] ?? 0);
  return {
    originals: count("originals"),
    originalBytes: count("bytes"),
    flights: count("flights"),
    captures: count("captures"),
    sealed: count("sealed"),
    unread: count("unread"),
    keychains: count("keychains"),
  };
}

/** A page of the kept files, in the order they were kept. */
export function listFiles(
  database: Sqlite,
  {
    state,
    sha256,
    offset,
    limit,
  }: {
    readonly state?: KeptFile["state"] | undefined;
    readonly sha256?: readonly string[] | undefined;
    readonly offset: number;
    readonly limit: number;
  },
): { readonly total: number; readonly rows: readonly KeptFile[] } {
  const conditions = [
    ...(state === undefined ? [] : [["original.state = ?", state] as const]),
    ...(sha256 === undefined ? [] : [["original.sha256 IN (SELECT value FROM json_each(?))", JSON.stringify(sha256)] as const]),
  ];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(([sql]) => sql).join(" AND ")}`;
  const values = conditions.map(([, value]) => value);
  const total = Number(database.get(`SELECT count(*) AS total FROM original ${where}`, ...values)?.["total"] ?? 0);
  const rows = database.all(
    `SELECT original.sha256, size_bytes, kept_us, file_name, original.state, format, sentence,
       (SELECT group_concat(flight_id, ' ') FROM (SELECT flight_id FROM flight_original f WHERE f.sha256 = original.sha256 ORDER BY segment)) AS flights
     FROM original LEFT JOIN reading ON reading.sha256 = original.sha256 ${where} ORDER BY original.seq LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  );
  return {
    total,
    rows: rows.map((row) => ({
      sha256: String(row["sha256"]),
      sizeBytes: Number(row["size_bytes"]),
      keptUs: Number(row["kept_us"]),
      fileName: row["file_name"] as string | null,
      format: row["format"] as string | null,
      state: row["state"] as KeptFile["state"],
      flightIds: row["flights"] === null ? [] : [...new Set(String(row["flights"]).split(" "))],
      sentence: row["sentence"] as string | null,
    })),
  };
}

/** Originals without a reading by this reader, in the order they were kept. */
export function listUnread(database: Sqlite, reader: string): readonly string[] {
  return database
    .all(
      `SELECT original.sha256 FROM original LEFT JOIN reading ON reading.sha256 = original.sha256
       WHERE reading.reader IS NULL OR reading.reader <> ? ORDER BY seq`,
      reader,
    )
    .map((row) => String(row["sha256"]));
}

function applyEntry(database: Sqlite, entry: JournalEntry, texts: Texts): void {
  switch (entry.kind) {
    case "kept":
      database.run(
        "INSERT INTO original (sha256, size_bytes, kept_us, file_name) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        entry.sha256,
        entry.sizeBytes,
        entry.timeUs,
        texts.get(entry.fileNameHash) ?? null,
      );
      return;
    case "annotate":
      database.run(
        `INSERT INTO word (sha256, segment, field, text, sequence) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (sha256, segment, field) DO UPDATE SET text = excluded.text, sequence = excluded.sequence
         WHERE excluded.sequence >= word.sequence`,
        entry.sha256,
        entry.segment,
        entry.field,
        entry.textHash === null ? null : (texts.get(entry.textHash) ?? null),
        entry.sequence,
      );
      return;
    case "keychainAdded":
      database.run(
        `INSERT INTO keychain (sha256, reply_sha256, added_us) VALUES (?, ?, ?)
         ON CONFLICT (sha256) DO UPDATE SET reply_sha256 = excluded.reply_sha256, added_us = excluded.added_us`,
        entry.sha256,
        entry.replySha256,
        entry.timeUs,
      );
      return;
    case "settleMedia":
      applySettled(database, entry);
      return;
    case "holdPlaced":
    case "holdReleased":
      applyHold(database, entry);
      return;
    case "deleting":
    case "deleted":
    case "deletionFailed":
    case "textErased":
      applyDeletion(database, entry);
      return;
    default:
      // Every other kind changes nothing in the catalogue.
      return;
  }
}

function setState(database: Sqlite, key: string, value: string): void {
  database.run("INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}
