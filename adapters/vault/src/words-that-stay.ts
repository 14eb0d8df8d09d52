/** Words of people that stand with an original which goes: on a flight that another original shows as well they stay with that one. */
import { type AnnotatedField, annotatedFields, type NewJournalEntry } from "@creance/ledger";
import type { Sqlite } from "./sqlite.ts";

/** Entries that give the words to the first original that stays. Words on flights that nothing else shows go. */
export function wordsThatStay(
  database: Sqlite,
  { going, now, toHash }: { readonly going: ReadonlySet<string>; readonly now: () => number; readonly toHash: (words: string) => string },
): readonly NewJournalEntry[] {
  const entries: NewJournalEntry[] = [];
  for (const sha256 of going) {
    for (const row of database.all("SELECT segment, field, text FROM word WHERE sha256 = ? ORDER BY segment, field", sha256)) {
      const heir = heirOf(database, { sha256, segment: Number(row["segment"]), going });
      const { field, text } = row;
      if (heir === undefined || typeof text !== "string" || !isField(field)) continue;
      // An heir may have words of its own already, given later.
      const own = database.get(
        "SELECT 1 AS found FROM word WHERE sha256 = ? AND segment = ? AND field = ?",
        heir.sha256,
        heir.segment,
        field,
      );
      if (own === undefined) entries.push({ kind: "annotate", timeUs: now(), field, textHash: toHash(text), ...heir });
    }
    const settled = database.all(
      "SELECT sha256, segment FROM media_word WHERE flight_sha256 = ? AND word = 'flight' ORDER BY sequence",
      sha256,
    );
    for (const row of settled) {
      const item = String(row["sha256"]);
      const heir = heirOf(database, { sha256, segment: Number(row["segment"]), going });
      if (heir === undefined || going.has(item)) continue;
      const { flightId, segment } = heir;
      entries.push({ kind: "settleMedia", timeUs: now(), sha256: item, word: "flight", flightId, flightSha256: heir.sha256, segment });
    }
  }
  return entries;
}

/** The first original that stays and shows the same flight. */
function heirOf(
  database: Sqlite,
  { sha256, segment, going }: { readonly sha256: string; readonly segment: number; readonly going: ReadonlySet<string> },
): { readonly flightId: string; readonly sha256: string; readonly segment: number } | undefined {
  const flightId = database.get("SELECT flight_id FROM flight_original WHERE sha256 = ? AND segment = ?", sha256, segment)?.["flight_id"];
  if (typeof flightId !== "string") return undefined;
  const members = database.all("SELECT sha256, segment FROM flight_original WHERE flight_id = ? ORDER BY seq, segment", flightId);
  const heir = members.find((row) => !going.has(String(row["sha256"])));
  return heir === undefined ? undefined : { flightId, sha256: String(heir["sha256"]), segment: Number(heir["segment"]) };
}

function isField(field: unknown): field is AnnotatedField {
  return annotatedFields.some((known) => known === field);
}
