/** The words behind the entries' hashes, held against these hashes. */
import { textFits } from "@creance/ledger";
import { scanTexts } from "../journal-scan.ts";
import { ledgerPlatform } from "./ledger-files.ts";

/** What the file of texts holds. */
export interface LedgerWords {
  /** Texts that are those of their hash. */
  readonly fitting: number;
  /** Lines whose text is not that of their hash, or that cannot be read. They count as none wherever words are read. */
  readonly changed: number;
}

/** Reads every text of the vault in a folder, with the salt. Nothing is changed; memory is one line. Words that were erased are not there and not counted. */
export async function ledgerWords(vaultPath: string): Promise<LedgerWords> {
  let fitting = 0;
  let changed = 0;
  await scanTexts(vaultPath, {
    onText(text) {
      if (textFits(ledgerPlatform.sha256, text)) fitting += 1;
      else changed += 1;
    },
    onProblem() {
      changed += 1;
    },
  });
  return { fitting, changed };
}
