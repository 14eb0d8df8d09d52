/** A vault's ledger as verifying reads it: the files below `ledger/`, the lines of the journal. */
import type { LedgerSource } from "@creance/ledger";
import { journalLeaves } from "./journal-leaves.ts";
import { readLedgerFile } from "./ledger-files.ts";

/** The ledger of the vault in a folder. Nothing is changed. */
export function ledgerSource(vaultPath: string): LedgerSource {
  return {
    readFile: (path) => readLedgerFile(vaultPath, path),
    async *lines() {
      for await (const batch of journalLeaves(vaultPath, { file: 0, offset: 0 })) yield batch.map(({ bytes }) => bytes);
    },
  };
}
