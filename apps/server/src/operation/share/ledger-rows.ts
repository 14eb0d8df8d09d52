/** Rows of the journal in the order they were entered. */
import type { LedgerQuery, LedgerRow, VaultLedger } from "@creance/vault";

const ROWS_AT_ONCE = 1000;

/** Every row of some kinds, oldest first. Entries that come while it reads may be missing; none stands there twice. */
export async function ledgerRows(
  ledger: Pick<VaultLedger, "entries">,
  query: Pick<LedgerQuery, "kinds" | "id" | "sha256">,
): Promise<readonly LedgerRow[]> {
  const found = new Map<number, LedgerRow>();
  for (let offset = 0; ; offset += ROWS_AT_ONCE) {
    const { rows } = await ledger.entries({ ...query, offset, limit: ROWS_AT_ONCE });
    for (const row of rows) found.set(row.index, row);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}
