/** Entries out of the journal: which ones are asked for stands in the index, what they say in the journal, their words in the file of texts. */
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { type JournalEntry, MAX_TEXT_LINE_BYTES, parseText, textFits } from "@creance/ledger";
import { readLines } from "../journal-lines.ts";
import { journalName, names } from "../layout.ts";
import type { Sqlite, SqlRow, SqlValue } from "../sqlite.ts";
import type { LedgerQuery, LedgerRow } from "../types.ts";
import { leafFrom } from "./journal-leaves.ts";
import { ledgerPlatform } from "./ledger-files.ts";
import { entryOf, storedName } from "./ledger-index.ts";
import { opened, textFrom } from "./text-lines.ts";

/** More of what matches than this share is found quicker by going back through all entries than by the index. */
const MANY = 0.2;

/** Where a leaf stands. */
export interface LeafRow {
  readonly index: number;
  readonly file: number;
  readonly offset: number;
  readonly lineBytes: number;
}

/** A page of entries, newest first, and how many match. */
export async function listEntries(
  vaultPath: string,
  database: Sqlite,
  query: LedgerQuery,
): Promise<{ readonly total: number; readonly rows: readonly LedgerRow[] }> {
  const { total, leaves } = findLeaves(database, query);
  return { total, rows: await rowsOf(vaultPath, database, leaves) };
}

/** One entry; `undefined` when there is none there, or its line says nothing that is known. */
export async function oneEntry(vaultPath: string, database: Sqlite, index: number): Promise<LedgerRow | undefined> {
  const leaf = Number.isSafeInteger(index) ? leafRow(database, index) : undefined;
  return leaf === undefined ? undefined : (await rowsOf(vaultPath, database, [leaf]))[0];
}

async function rowsOf(vaultPath: string, database: Sqlite, leaves: readonly LeafRow[]): Promise<readonly LedgerRow[]> {
  const journal = new JournalFiles(vaultPath);
  try {
    const found: { readonly index: number; readonly entry: JournalEntry }[] = [];
    for (const { index, ...place } of leaves) {
      const handle = await journal.handle(place.file);
      const bytes = handle === undefined ? undefined : await leafFrom(handle, place);
      const entry = bytes === undefined ? undefined : entryOf(bytes);
      if (entry !== undefined) found.push({ index, entry });
    }
    const texts = await textsOf(
      vaultPath,
      database,
      found.flatMap(({ entry }) => Object.values(wordHashes(entry))),
    );
    return found.map(({ index, entry }) => ({
      index,
      entry,
      words: Object.fromEntries(Object.entries(wordHashes(entry)).map(([field, hash]) => [field, texts.get(hash) ?? null])),
    }));
  } finally {
    await journal.close();
  }
}

/** Where one leaf stands. */
export function leafRow(database: Sqlite, index: number): LeafRow | undefined {
  const row = database.get("SELECT leaf, file, start, bytes FROM ledger_entry WHERE leaf = ?", index);
  return row === undefined ? undefined : leafOf(row);
}

/** First leaf of each journal file from `file` on. */
export function firstLeafOf(database: Sqlite, file: number): number | undefined {
  const row = database.get("SELECT leaf FROM ledger_file WHERE file = ?", file);
  return row === undefined ? undefined : Number(row["leaf"]);
}

/** Salted hashes of an entry by the field they stand in. */
function wordHashes(entry: JournalEntry): Readonly<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [field, value] of Object.entries(entry)) {
    // The version of a program is no personal text: its hash has no salt and no text.
    if (field.endsWith("Hash") && typeof value === "string" && entry.kind !== "program") hashes[field] = value;
  }
  return hashes;
}

function findLeaves(database: Sqlite, query: LedgerQuery): { readonly total: number; readonly leaves: readonly LeafRow[] } {
  const { kinds, sha256, id, fromUs, untilUs, offset, limit } = query;
  const known = new Map(
    database
      .all("SELECT id, kind, entries FROM ledger_kind WHERE kind <> ''")
      .map((row) => [String(row["kind"]), { id: Number(row["id"]), entries: Number(row["entries"]) }]),
  );
  const wanted = kinds === undefined ? [...known.values()] : [...new Set(kinds)].flatMap((kind) => known.get(kind) ?? []);
  if (wanted.length === 0) return { total: 0, leaves: [] };
  const named = [sha256, id].filter((name) => name !== undefined);
  const all = wanted.reduce((sum, { entries }) => sum + entries, 0);
  if (named.length === 0 && fromUs === undefined && untilUs === undefined) {
    return {
      total: all,
      leaves:
        limit <= 0
          ? []
          : byKind(
              database,
              wanted.map((kind) => kind.id),
              { offset, limit },
            ),
    };
  }
  const where: string[] = [];
  const values: SqlValue[] = [];
  if (kinds !== undefined || known.size !== wanted.length) {
    where.push(`kind IN (${wanted.map(() => "?").join(", ")})`);
    values.push(...wanted.map((kind) => kind.id));
  } else where.push("time_us IS NOT NULL");
  if (fromUs !== undefined) where.push("time_us >= ?");
  if (untilUs !== undefined) where.push("time_us < ?");
  for (const time of [fromUs, untilUs]) if (time !== undefined) values.push(time);
  const joins: string[] = [];
  const names: SqlValue[] = [];
  for (const [at, name] of named.entries()) {
    const stored = storedName(name);
    if (stored === undefined) return { total: 0, leaves: [] };
    joins.push(`JOIN ledger_name n${at} ON n${at}.name = ? AND n${at}.leaf = ledger_entry.leaf`);
    names.push(stored);
  }
  const condition = `${joins.join(" ")} WHERE ${where.join(" AND ")}`;
  const total = Number(database.get(`SELECT count(*) AS total FROM ledger_entry ${condition}`, ...names, ...values)?.["total"] ?? 0);
  const everything = Number(database.get("SELECT coalesce(max(leaf), -1) + 1 AS leaves FROM ledger_entry")?.["leaves"] ?? 0);
  // The plus keeps SQLite from the index of times, so that it goes back through the entries themselves and stops early.
  const walked =
    named.length === 0 && total > everything * MANY
      ? condition.replaceAll("time_us", "+time_us").replaceAll("kind IN", "+kind IN")
      : condition;
  const rows = database.all(
    `SELECT ledger_entry.leaf, file, start, bytes FROM ledger_entry ${walked} ORDER BY ledger_entry.leaf DESC LIMIT ? OFFSET ?`,
    ...names,
    ...values,
    limit,
    offset,
  );
  return { total, leaves: rows.map(leafOf) };
}

/** The newest of some kinds: the newest of each, then of these. */
function byKind(
  database: Sqlite,
  kinds: readonly number[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): readonly LeafRow[] {
  const each = kinds
    .map(() => "SELECT * FROM (SELECT leaf FROM ledger_entry WHERE kind = ? ORDER BY leaf DESC LIMIT ?)")
    .join(" UNION ALL ");
  return database
    .all(
      `SELECT leaf, file, start, bytes FROM ledger_entry WHERE leaf IN (SELECT leaf FROM (${each}) ORDER BY leaf DESC LIMIT ? OFFSET ?) ORDER BY leaf DESC`,
      ...kinds.flatMap((kind) => [kind, offset + limit]),
      limit,
      offset,
    )
    .map(leafOf);
}

function leafOf(row: SqlRow): LeafRow {
  return { index: Number(row["leaf"]), file: Number(row["file"]), offset: Number(row["start"]), lineBytes: Number(row["bytes"]) };
}

/** Texts by hash. The index says where they stood; a file that was written anew since is read through. A text that is not its hash's counts as none. */
async function textsOf(vaultPath: string, database: Sqlite, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const path = join(vaultPath, names.journal, names.texts);
  const handle = hashes.length === 0 ? undefined : await opened(path);
  if (handle === undefined) return texts;
  const moved = new Set<string>();
  try {
    for (const hash of new Set(hashes)) {
      const start = database.get("SELECT start FROM ledger_text WHERE hash = ?", storedName(hash) ?? "")?.["start"];
      // A text that was never there was erased before the index was made.
      if (start === undefined || start === null) continue;
      const text = await textFrom(handle, Number(start));
      if (text?.hash === hash && textFits(ledgerPlatform.sha256, text)) texts.set(hash, text.text);
      else moved.add(hash);
    }
  } finally {
    await handle.close();
  }
  if (moved.size > 0) {
    await readLines(path, {
      start: 0,
      maxLineBytes: MAX_TEXT_LINE_BYTES,
      onLine({ text: line }) {
        const parsed = line === undefined ? undefined : parseText(line);
        if (parsed !== undefined && moved.has(parsed.hash) && textFits(ledgerPlatform.sha256, parsed)) texts.set(parsed.hash, parsed.text);
      },
    });
  }
  return texts;
}

/** Files of the journal, each opened once. */
class JournalFiles {
  readonly #vaultPath: string;
  readonly #open = new Map<number, FileHandle | undefined>();

  constructor(vaultPath: string) {
    this.#vaultPath = vaultPath;
  }

  async handle(file: number): Promise<FileHandle | undefined> {
    if (!this.#open.has(file)) this.#open.set(file, await opened(join(this.#vaultPath, names.journal, journalName(file))));
    return this.#open.get(file);
  }

  async close(): Promise<void> {
    for (const handle of this.#open.values()) await handle?.close();
  }
}
