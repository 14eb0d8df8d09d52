/** What happened to an item: every entry that names it, and those of its shares, grants and decisions. */
import type { JournalEntry } from "@creance/ledger";
import type { LedgerQuery, LedgerRow, Vault } from "@creance/vault";

/** Entries asked for at once. */
const PAGE = 1000;
/** Most entries of one package. */
const MOST = 100_000;
/** Fields that lead from an entry about an item to others: of its share, the grant of that, the connection that carried it. */
const LEADING = ["shareId", "grantId", "decisionId", "connectionId", "deletionId", "holdId"] as const;
/** Fields whose hash is an original's or what was made of it. */
const NAMING = ["sha256", "outSha256", "sealedSha256", "flightSha256"] as const;

/** The history of several items. */
export interface ItemsHistory {
  /** Every entry, oldest first. */
  readonly rows: readonly LedgerRow[];
  /** Entries of one item, oldest first: those that name it, and those of what it was a part of. */
  of(sha256: string): readonly LedgerRow[];
  /** True when there were more than are read. */
  readonly cut: boolean;
}

/** Collects it. Entries about other items of the same share are left out: they are not the package's business. */
export async function itemsHistory(vault: Vault, items: readonly string[]): Promise<ItemsHistory> {
  const rows = new Map<number, LedgerRow>();
  const byItem = new Map<string, ReadonlySet<number>>();
  let cut = false;
  for (const item of items) {
    const own = new Map<number, LedgerRow>();
    const followed = new Set<string>();
    const add = async (query: Pick<LedgerQuery, "sha256" | "id">, isOwn: boolean): Promise<void> => {
      for await (const row of allEntries(vault, query)) {
        if (rows.size + own.size >= MOST) {
          cut = true;
          return;
        }
        if (isOwn || !namesOther(row.entry, own, item)) own.set(row.index, row);
      }
    };
    await add({ sha256: item }, true);
    for (let again = true; again; ) {
      again = false;
      for (const id of [...own.values()].flatMap(({ entry }) => leadingIds(entry))) {
        if (followed.has(id)) continue;
        followed.add(id);
        again = true;
        await add({ id }, false);
      }
    }
    for (const [index, row] of own) rows.set(index, row);
    byItem.set(item, new Set(own.keys()));
  }
  const sorted = [...rows.values()].sort((a, b) => a.index - b.index);
  return { rows: sorted, of: (sha256) => sorted.filter(({ index }) => byItem.get(sha256)?.has(index) === true), cut };
}

async function* allEntries(vault: Vault, query: Pick<LedgerQuery, "sha256" | "id">): AsyncGenerator<LedgerRow> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await vault.ledger.entries({ ...query, offset, limit: PAGE });
    yield* rows;
    if (rows.length === 0 || offset + rows.length >= total) return;
  }
}

/** True when an entry of the same share is about another item. */
function namesOther(entry: JournalEntry, own: ReadonlyMap<number, LedgerRow>, item: string): boolean {
  const named = NAMING.flatMap((name) => textField(entry, name) ?? []);
  if (named.length === 0 || named.includes(item)) return false;
  const known = new Set([...own.values()].flatMap((row) => NAMING.flatMap((name) => textField(row.entry, name) ?? [])));
  return !named.some((hash) => known.has(hash));
}

/** Ids of an entry that lead on. A grant's own entries lead to no other shares under it. */
function leadingIds(entry: JournalEntry): readonly string[] {
  return LEADING.flatMap((name) => textField(entry, name) ?? []);
}

function textField(entry: JournalEntry, name: string): string | undefined {
  const value = (entry as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : undefined;
}
