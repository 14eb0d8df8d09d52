/** The words behind a vault's entries, verified, in sentences. */
import { ledgerWords } from "@creance/vault";
import type { EvidenceVerdict } from "../evidence/types.ts";

/** Holds every name, note and record in the vault's file of texts against its salted hash. */
export async function checkVaultWords(vaultPath: string): Promise<Pick<EvidenceVerdict, "checked" | "failures">> {
  const { fitting, changed } = await ledgerWords(vaultPath);
  return {
    checked: fitting === 0 ? [] : [`${fitting} names, notes and records behind the entries are those of their hashes.`],
    failures:
      changed === 0
        ? []
        : [
            {
              code: "words-changed",
              where: "journal/texts.jsonl",
              sentence: `${changed} names, notes or records behind the entries are not those of their hashes: they were changed, and count as none. Restore the file from a backup.`,
            },
          ],
  };
}
