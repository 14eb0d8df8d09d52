/**
 * What the journal has lost and the vault still holds: whole originals that no entry knows (what was deleted stays so), words and keychains that only the old
 * catalogue knew. A rebuild enters them again instead of dropping them.
 */
import { lstat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type AnnotatedField, annotatedFields, isSha256Hex, type NewJournalEntry, type PersonalText } from "@creance/ledger";
import { findOriginal } from "./catalogue.ts";
import { lastDeletion } from "./deletion-rows.ts";
import type { VaultDisk } from "./disk.ts";
import { hashFile } from "./hash-file.ts";
import { keychainName, names, namesIn, originalName } from "./layout.ts";
import { errnoOf } from "./machine-refused.ts";
import type { Sqlite, SqlRow } from "./sqlite.ts";

/** What a catalogue knew before it was emptied. */
export interface Remembered {
  /** File name of each original. */
  readonly fileNames: ReadonlyMap<string, string | null>;
  readonly words: readonly SqlRow[];
  readonly keychains: readonly SqlRow[];
  /** Words on which flight took a picture or a clip. */
  readonly mediaWords: readonly SqlRow[];
}

/** Reads what a rebuild must not lose. A catalogue that cannot be read knows nothing. */
export function remember(database: Sqlite): Remembered {
  try {
    return {
      fileNames: new Map(
        database.all("SELECT sha256, file_name FROM original").map((row) => [String(row["sha256"]), row["file_name"] as string | null]),
      ),
      words: database.all(
        `SELECT word.sha256, word.segment, field, text, flight_id FROM word
           JOIN flight_original f ON f.sha256 = word.sha256 AND f.segment = word.segment`,
      ),
      keychains: database.all("SELECT sha256, reply_sha256 FROM keychain"),
      mediaWords: database.all("SELECT sha256, word, flight_sha256, segment, flight_id FROM media_word ORDER BY sequence"),
    };
  } catch {
    return { fileNames: new Map(), words: [], keychains: [], mediaWords: [] };
  }
}

/** What finding lost entries needs. `database` is the catalogue as the journal alone makes it. */
export interface LostSetting {
  readonly vaultPath: string;
  readonly database: Sqlite;
  readonly disk: VaultDisk;
  readonly now: () => number;
  readonly toText: (text: string) => PersonalText;
}

/** Entries for all that is there and not in the journal. Every original that no entry knows is hashed and synced before. */
export async function lostEntries(
  setting: LostSetting,
  remembered: Remembered,
): Promise<{ readonly texts: readonly PersonalText[]; readonly entries: readonly NewJournalEntry[] }> {
  const texts: PersonalText[] = [];
  const entries: NewJournalEntry[] = [];
  const toHash = (words: string): string => {
    const text = setting.toText(words);
    texts.push(text);
    return text.hash;
  };
  const { vaultPath, database, now } = setting;
  const entered = new Set<string>();
  for (const sha256 of await unknownOriginals(vaultPath, database)) {
    const sizeBytes = await wholeSize(setting, sha256);
    if (sizeBytes === undefined) continue;
    const fileNameHash = toHash(remembered.fileNames.get(sha256) ?? sha256);
    entries.push({ kind: "kept", timeUs: now(), sha256, sizeBytes, fileNameHash });
    entered.add(sha256);
  }
  const isKept = (sha256: string): boolean => entered.has(sha256) || findOriginal(database, sha256) !== undefined;
  for (const row of remembered.words) {
    const sha256 = String(row["sha256"]);
    const segment = Number(row["segment"]);
    const { field, text } = row;
    if (!isField(field) || !isKept(sha256)) continue;
    const known = database.get("SELECT text FROM word WHERE sha256 = ? AND segment = ? AND field = ?", sha256, segment, field);
    if ((known?.["text"] ?? null) === text) continue;
    const textHash = typeof text === "string" ? toHash(text) : null;
    entries.push({ kind: "annotate", timeUs: now(), flightId: String(row["flight_id"]), sha256, segment, field, textHash });
  }
  for (const row of remembered.keychains) {
    const sha256 = String(row["sha256"]);
    const replySha256 = String(row["reply_sha256"]);
    if (database.get("SELECT 1 AS found FROM keychain WHERE sha256 = ?", sha256) !== undefined || !isKept(sha256)) continue;
    const sizeBytes = await fileOf(join(vaultPath, keychainName(sha256)), replySha256);
    if (sizeBytes !== undefined) entries.push({ kind: "keychainAdded", timeUs: now(), sha256, replySha256, sizeBytes });
  }
  for (const row of remembered.mediaWords) {
    const sha256 = String(row["sha256"]);
    const word = row["word"] === "flight" ? "flight" : "none";
    const flightSha256 = row["flight_sha256"] as string | null;
    const known = database.get("SELECT word, flight_sha256, segment FROM media_word WHERE sha256 = ?", sha256);
    if (known?.["word"] === word && known["flight_sha256"] === flightSha256 && known["segment"] === row["segment"]) continue;
    if (!isKept(sha256) || (flightSha256 !== null && !isKept(flightSha256))) continue;
    const flight = { flightId: row["flight_id"] as string | null, flightSha256, segment: row["segment"] as number | null };
    entries.push({ kind: "settleMedia", timeUs: now(), sha256, word, ...flight });
  }
  return { texts, entries };
}

async function unknownOriginals(vaultPath: string, database: Sqlite): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of await namesIn(join(vaultPath, names.originals))) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await namesIn(join(vaultPath, names.originals, folder)).catch(() => [])) {
      if (
        isSha256Hex(name) &&
        name.startsWith(folder) &&
        findOriginal(database, name) === undefined &&
        lastDeletion(database, name) === undefined
      )
        found.push(name);
    }
  }
  return found;
}

/** Size of an original that is whole and durable; `undefined` when it is not what its name says. */
async function wholeSize({ vaultPath, disk }: LostSetting, sha256: string): Promise<number | undefined> {
  const path = join(vaultPath, originalName(sha256));
  const sizeBytes = await fileOf(path, basename(path));
  if (sizeBytes === undefined) return undefined;
  for (const one of [path, dirname(path), join(vaultPath, names.originals)]) await disk.sync(one);
  return sizeBytes;
}

/** Size of a regular file with this hash. */
async function fileOf(path: string, sha256: string): Promise<number | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() && (await hashFile(path)) === sha256 ? found.size : undefined;
  } catch (error) {
    if (["ENOENT", "EACCES", "EIO", "ELOOP", "ENOTDIR", "EISDIR"].includes(errnoOf(error))) return undefined;
    throw error;
  }
}

function isField(field: unknown): field is AnnotatedField {
  return annotatedFields.some((known) => known === field);
}
