/** The ledger as the page and the command line ask it: what happened, in words, and whether it can still be shown. */
import type { LedgerEntryDetail, LedgerEntryQuery, LedgerPageState, LedgerPageVerdict, ledgerEntryPageSchema } from "@creance/api";
import type { z } from "zod";

/** The ledger of the open vault. */
export interface LedgerView {
  state(): Promise<LedgerPageState>;
  entries(query: LedgerEntryQuery): Promise<z.infer<typeof ledgerEntryPageSchema>>;
  /** Throws a `UserError` (`no-such-entry`). */
  entry(index: number): Promise<LedgerEntryDetail>;
  /** Hashes every entry again and holds it against the tiles and the signed checkpoints. */
  verify(): Promise<LedgerPageVerdict>;
  /** Signs a checkpoint over everything that was entered. Throws a `UserError` when the key is not at hand. */
  seal(): Promise<LedgerPageState>;
}
