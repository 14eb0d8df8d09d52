/** Words behind the salted hashes of entries, with their salts, so that a stranger can check that they are the ones. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type JournalEntry, type PersonalText, parseText } from "@creance/ledger";
import type { Vault } from "@creance/vault";

/** The texts that entries name, by hash. Erased ones are absent. Memory: the texts found. */
export async function keptWords(vault: Vault, entries: readonly JournalEntry[]): Promise<ReadonlyMap<string, PersonalText>> {
  const wanted = new Set(entries.flatMap(saltedHashes));
  const found = new Map<string, PersonalText>();
  if (wanted.size === 0) return found;
  const input = createReadStream(join(vault.path, "journal", "texts.jsonl"), "utf8");
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const text = parseText(line);
      if (text !== undefined && wanted.has(text.hash)) found.set(text.hash, text);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    input.destroy();
  }
  return found;
}

/** Salted hashes that an entry names: fields that end in `Hash`. */
export function saltedHashes(entry: JournalEntry): readonly string[] {
  return Object.entries(entry).flatMap(([name, value]) => (name.endsWith("Hash") && typeof value === "string" ? [value] : []));
}
