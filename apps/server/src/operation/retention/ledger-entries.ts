/** Entries of some kinds out of the ledger, oldest first. */
import type { EntryKind, EntryOf } from "@creance/ledger";
import type { LedgerQuery, LedgerRow, Vault } from "@creance/vault";

const PAGE = 2000;

/** A row with an entry of some kinds. */
export type RowOf<Kind extends EntryKind> = Omit<LedgerRow, "entry"> & { readonly entry: EntryOf<Kind> };

/** Every entry of the kinds that the query names, oldest first. Entries that come meanwhile may be among them. Memory: all of them. */
export async function entriesOf<Kind extends EntryKind>(
  { ledger }: Pick<Vault, "ledger">,
  kinds: readonly Kind[],
  query: Pick<LedgerQuery, "id" | "sha256"> = {},
): Promise<readonly RowOf<Kind>[]> {
  const found = new Map<number, LedgerRow>();
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await ledger.entries({ ...query, kinds, offset, limit: PAGE });
    for (const row of rows) found.set(row.index, row);
    if (rows.length < PAGE) break;
  }
  return [...found.values()].sort((a, b) => a.index - b.index) as unknown as readonly RowOf<Kind>[];
}
