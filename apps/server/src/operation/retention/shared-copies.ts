/** What of items was given out: copies at destinations that were not removed, and requests because of which they were disclosed. */
import type { Vault } from "@creance/vault";
import { entriesOf, type RowOf } from "./ledger-entries.ts";
import type { SharedCopy } from "./types.ts";

/** So many items are asked for one by one; for more, the ledger's entries of a kind are read once. */
const ONE_BY_ONE = 20;

/** What of items was given out; an item without anything is not among them. */
export interface GivenOut {
  /** Copies of an original, or of what was made of it, that lie where they were given. */
  readonly copies: ReadonlyMap<string, readonly SharedCopy[]>;
  /** Ids of the requests because of which an original was given out. */
  readonly requests: ReadonlyMap<string, readonly string[]>;
}

/** Looks in the ledger for what of items was given out. Memory: entries of all shares where there are many items. */
export async function givenOut(vault: Vault, sha256s: ReadonlySet<string>): Promise<GivenOut> {
  const kinds = ["shareItem", "disclosed"] as const;
  const found: RowOf<(typeof kinds)[number]>[] = [];
  if (sha256s.size > ONE_BY_ONE) found.push(...(await entriesOf(vault, kinds)));
  else {
    // An entry names other hashes, too: each is taken once, for the original that it is about.
    for (const sha256 of sha256s) {
      found.push(...(await entriesOf(vault, kinds, { sha256 })).filter(({ entry }) => entry.sha256 === sha256));
    }
  }
  const entries = found.flatMap(({ entry }) => (sha256s.has(entry.sha256) ? [entry] : []));
  const outcomes = await removalOutcomes(vault, new Set(entries.flatMap((entry) => (entry.kind === "shareItem" ? [entry.shareId] : []))));
  const copies = new Map<string, SharedCopy[]>();
  const requests = new Map<string, string[]>();
  for (const entry of entries) {
    const { sha256 } = entry;
    if (entry.kind === "disclosed") {
      const known = requests.get(sha256) ?? [];
      if (!known.includes(entry.requestId)) requests.set(sha256, [...known, entry.requestId]);
      continue;
    }
    const { shareId, sealedSha256, timeUs } = entry;
    const outcome = outcomes.get(`${shareId} ${sealedSha256}`) ?? null;
    if (outcome === "removed") continue;
    copies.set(sha256, [...(copies.get(sha256) ?? []), { shareId, sealedSha256, sharedUs: timeUs, outcome }]);
  }
  return { copies, requests };
}

/** What came of the last try to remove each sealed thing of some shares. */
async function removalOutcomes(
  vault: Vault,
  shareIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, NonNullable<SharedCopy["outcome"]> | "removed">> {
  const rows: RowOf<"shareRemoved">[] = [];
  if (shareIds.size > ONE_BY_ONE) rows.push(...(await entriesOf(vault, ["shareRemoved"])));
  else for (const id of shareIds) rows.push(...(await entriesOf(vault, ["shareRemoved"], { id })));
  return new Map(rows.map(({ entry }) => [`${entry.shareId} ${entry.sealedSha256}`, entry.outcome]));
}
