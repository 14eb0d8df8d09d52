/**
 * Where each entry stands and what it names: tables of the catalogue that follow the journal line by line, so that entries are found by kind, time,
 * hash or id however many there are. Derived; a rebuild makes them anew.
 */
import { join } from "node:path";
import { type JournalEntry, MAX_TEXT_LINE_BYTES, parseEntry, parseText } from "@creance/ledger";
import { readLines } from "../journal-lines.ts";
import { journalName, names } from "../layout.ts";
import type { Sqlite, SqlValue } from "../sqlite.ts";
import { type JournalLeaf, journalLeaves, type LeafPlace } from "./journal-leaves.ts";
import { opened, textAt } from "./text-lines.ts";

/** Bytes of a hash or id that are stored: as many as an id has; 128 bits of a hash are enough to find it by. */
const NAME_BYTES = 16;
const ROWS_AT_ONCE = 64;

/** How far the index is. */
interface IndexPlace extends LeafPlace {
  /** Entries so far. */
  readonly leaves: number;
}

/** A piece of the journal that the index does not have yet. */
export interface IndexBatch {
  /** Enters it. Call in the order given, in a transaction. */
  apply(): void;
}

/** Number of entries that the index knows. */
export function indexedEntries(database: Sqlite): number {
  return indexPlace(database).leaves;
}

/** Where the next entry will stand. */
export function indexPlace(database: Sqlite): IndexPlace {
  const [file = 0, offset = 0, leaves = 0] = stateOf(database, "ledger").split(" ").map(Number);
  return { file, offset, leaves };
}

/** Forgets the entries and reads the journal again from its start: for an index that does not fit it. */
export async function indexAnew(vaultPath: string, database: Sqlite): Promise<void> {
  database.transaction(() => forgetEntries(database));
  await indexJournal(vaultPath, database);
}

/** Brings the index up to the journal, in pieces of bounded size. */
export async function indexJournal(vaultPath: string, database: Sqlite): Promise<void> {
  for await (const batch of indexBatches(vaultPath, database)) database.transaction(() => batch.apply());
}

/** What the index lacks: texts first, then lines. A journal that does not hold what was indexed is read again from its start. */
export async function* indexBatches(vaultPath: string, database: Sqlite): AsyncGenerator<IndexBatch> {
  yield await textBatch(vaultPath, database);
  let place = indexPlace(database);
  if (!(await isStillThere(vaultPath, place))) {
    place = { file: 0, offset: 0, leaves: 0 };
    yield { apply: () => forgetEntries(database) };
  }
  let leaves = place.leaves;
  for await (const batch of journalLeaves(vaultPath, place)) {
    const first = leaves;
    leaves += batch.length;
    yield { apply: () => addLeaves(database, first, batch) };
  }
}

function forgetEntries(database: Sqlite): void {
  for (const table of ["ledger_entry", "ledger_name", "ledger_kind", "ledger_file"]) database.run(`DELETE FROM ${table}`);
  setState(database, "ledger", "0 0 0");
}

function addLeaves(database: Sqlite, first: number, batch: readonly JournalLeaf[]): void {
  const kinds = new Map<string, { readonly id: number; entries: number }>();
  let file = indexPlace(database).file;
  const entryRows: SqlValue[][] = [];
  const nameRows: SqlValue[][] = [];
  batch.forEach((leaf, at) => {
    const index = first + at;
    if (leaf.file !== file) {
      file = leaf.file;
      database.run("INSERT OR REPLACE INTO ledger_file (file, leaf) VALUES (?, ?)", file, index);
    }
    const entry = entryOf(leaf.bytes);
    const name = entry?.kind ?? "";
    const kind = kinds.get(name) ?? { id: kindId(database, name), entries: 0 };
    kinds.set(name, kind);
    kind.entries += 1;
    entryRows.push([index, leaf.file, leaf.offset, leaf.lineBytes, kind.id, entry?.timeUs ?? null]);
    if (entry !== undefined) for (const named of namesOf(entry)) nameRows.push([named, index]);
  });
  insertRows(database, "INSERT OR REPLACE INTO ledger_entry (leaf, file, start, bytes, kind, time_us)", entryRows);
  insertRows(database, "INSERT OR IGNORE INTO ledger_name (name, leaf)", nameRows);
  for (const { id, entries } of kinds.values()) database.run("UPDATE ledger_kind SET entries = entries + ? WHERE id = ?", entries, id);
  const last = batch.at(-1) as JournalLeaf;
  setState(database, "ledger", `${last.file} ${last.offset + last.lineBytes + 1} ${first + batch.length}`);
}

/** Inserts rows, many with one statement: a call of the driver costs more than a row. */
function insertRows(database: Sqlite, into: string, rows: readonly (readonly SqlValue[])[]): void {
  let at = 0;
  for (const many of [ROWS_AT_ONCE, 1]) {
    for (; at + many <= rows.length; at += many) {
      const some = rows.slice(at, at + many);
      const values = some.map((row) => `(${row.map(() => "?").join(", ")})`).join(", ");
      database.run(`${into} VALUES ${values}`, ...some.flat());
    }
  }
}

/** Number of a kind in the index; lines that are no entry have the kind "". */
function kindId(database: Sqlite, kind: string): number {
  database.run("INSERT OR IGNORE INTO ledger_kind (kind, entries) VALUES (?, 0)", kind);
  return Number(database.get("SELECT id FROM ledger_kind WHERE kind = ?", kind)?.["id"]);
}

/** The entry of a line; `undefined` for a line that this program cannot read: it counts as a leaf all the same. */
export function entryOf(bytes: Uint8Array): JournalEntry | undefined {
  const parsed = parseEntry(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return parsed.ok ? parsed.entry : undefined;
}

/** Hashes and ids in any field, as they are stored. */
function* namesOf(entry: JournalEntry): Generator<Uint8Array> {
  for (const [field, value] of Object.entries(entry)) {
    const name = field === "kind" || typeof value !== "string" ? undefined : storedName(value);
    if (name !== undefined) yield name;
  }
}

/** A hash or id as it is stored; `undefined` when it is none. */
export function storedName(name: string): Uint8Array | undefined {
  return /^(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})$/.test(name) ? Buffer.from(name.slice(0, 2 * NAME_BYTES), "hex") : undefined;
}

/** Texts that are new in their file; all of them when the file was written anew: then the last one known does not stand where it did. */
async function textBatch(vaultPath: string, database: Sqlite): Promise<IndexBatch> {
  const path = join(vaultPath, names.journal, names.texts);
  const [start = "0", end = "0", hash = ""] = stateOf(database, "ledgerTexts").split(" ");
  const isSame = Number(end) === 0 || (await textAt(path, Number(start)))?.hash === hash;
  const rows: { readonly hash: string; readonly start: number }[] = [];
  const { wholeBytes } = await readLines(path, {
    start: isSame ? Number(end) : 0,
    maxLineBytes: MAX_TEXT_LINE_BYTES,
    onLine({ text, offset }) {
      const found = text === undefined ? undefined : parseText(text)?.hash;
      if (found !== undefined) rows.push({ hash: found, start: offset });
    },
  });
  return {
    apply() {
      if (!isSame) {
        database.run("DELETE FROM ledger_text");
        setState(database, "ledgerTexts", "0 0 ");
      }
      insertRows(
        database,
        "INSERT OR REPLACE INTO ledger_text (hash, start)",
        rows.map((row) => [storedName(row.hash) as Uint8Array, row.start]),
      );
      const last = rows.at(-1);
      if (last !== undefined) setState(database, "ledgerTexts", `${last.start} ${wholeBytes} ${last.hash}`);
    },
  };
}

/** True when the journal still reaches to the place, and a line ends there. */
async function isStillThere(vaultPath: string, { file, offset }: IndexPlace): Promise<boolean> {
  if (file === 0) return true;
  const handle = await opened(join(vaultPath, names.journal, journalName(file)));
  if (handle === undefined) return false;
  try {
    const before = Buffer.alloc(1);
    return offset === 0 || ((await handle.read(before, 0, 1, offset - 1)).bytesRead === 1 && before[0] === 10);
  } finally {
    await handle.close();
  }
}

function stateOf(database: Sqlite, key: string): string {
  return String(database.get("SELECT value FROM state WHERE key = ?", key)?.["value"] ?? "");
}

function setState(database: Sqlite, key: string, value: string): void {
  database.run("INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}
