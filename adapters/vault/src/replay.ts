/** Brings the catalogue up to the journal. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { JournalEntry } from "@creance/ledger";
import { refreshFlight } from "./add-reading.ts";
import { appliedPlace, applyEntries, resetCatalogue } from "./catalogue.ts";
import { type JournalPlace, journalStart, scanJournal, scanTexts } from "./journal-scan.ts";
import { journalName, journalNumbers, names } from "./layout.ts";
import { indexJournal } from "./ledger/ledger-index.ts";
import type { Sqlite } from "./sqlite.ts";

/**
 * Enters what the journal has beyond the catalogue; with `rebuildFor` (the vault's id) the catalogue is emptied first, in the
 * same transaction. Memory: the entries that are missing.
 */
export async function replayJournal(
  vaultPath: string,
  database: Sqlite,
  { rebuildFor }: { readonly rebuildFor?: string } = {},
): Promise<JournalPlace> {
  const applied = rebuildFor === undefined ? appliedPlace(database) : journalStart;
  const from = (await isStillThere(vaultPath, applied)) ? applied : journalStart;
  const entries: JournalEntry[] = [];
  const { place } = await scanJournal(vaultPath, { from, onEntry: (entry) => entries.push(entry) });
  // A journal that lost its end never gives a number twice.
  const reached: JournalPlace = { ...place, sequence: Math.max(place.sequence, applied.sequence) };
  if (rebuildFor === undefined && entries.length === 0 && reached.offset === applied.offset && reached.file === applied.file) {
    await indexJournal(vaultPath, database);
    return reached;
  }
  const texts = new Map<string, string>();
  if (entries.some((entry) => entry.kind === "kept" || entry.kind === "annotate")) {
    await scanTexts(vaultPath, { onText: ({ hash, text }) => texts.set(hash, text) });
  }
  database.transaction(() => {
    if (rebuildFor !== undefined) resetCatalogue(database, rebuildFor);
    applyEntries(database, { entries, place: reached, texts });
    for (const id of annotatedFlights(database, entries)) refreshFlight(database, id);
  });
  await indexJournal(vaultPath, database);
  return reached;
}

/** True when the journal's files have something that the catalogue does not know. */
export async function lagsBehind(vaultPath: string, database: Sqlite): Promise<boolean> {
  const { file, offset } = appliedPlace(database);
  const last = (await journalNumbers(vaultPath)).at(-1) ?? 0;
  if (last !== file || last === 0) return true;
  return (await stat(join(vaultPath, names.journal, journalName(last)))).size !== offset;
}

async function isStillThere(vaultPath: string, { file, offset }: JournalPlace): Promise<boolean> {
  if (file === 0) return true;
  if (!(await journalNumbers(vaultPath)).includes(file)) return false;
  return (await stat(join(vaultPath, names.journal, journalName(file)))).size >= offset;
}

function annotatedFlights(database: Sqlite, entries: readonly JournalEntry[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== "annotate") continue;
    const row = database.get("SELECT flight_id FROM flight_original WHERE sha256 = ? AND segment = ?", entry.sha256, entry.segment);
    if (row !== undefined) ids.add(String(row["flight_id"]));
  }
  return ids;
}
