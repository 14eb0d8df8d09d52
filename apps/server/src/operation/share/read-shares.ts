/** Shares as the journal has them now. */
import { UserError } from "@creance/core";
import { foldShares, shareEntryKinds } from "./fold-shares.ts";
import { ledgerRows } from "./ledger-rows.ts";
import type { ShareParts } from "./parts.ts";
import type { ShareSummary } from "./types.ts";

/** All of them, oldest first. */
export async function readShares({ ledger, now }: Pick<ShareParts, "ledger" | "now">): Promise<ReadonlyMap<string, ShareSummary>> {
  return foldShares(await ledgerRows(ledger, { kinds: shareEntryKinds }), now());
}

/** One; `undefined`: it never began. */
export async function readShare({ ledger, now }: Pick<ShareParts, "ledger" | "now">, shareId: string): Promise<ShareSummary | undefined> {
  return foldShares(await ledgerRows(ledger, { kinds: shareEntryKinds, id: shareId }), now()).get(shareId);
}

/** The one whose id begins so. Rejects with a `UserError` (`no-such-share`, `ambiguous`). */
export async function findShare(parts: Pick<ShareParts, "ledger" | "now">, beginning: string): Promise<ShareSummary> {
  const found = /^[0-9a-f]{4,32}$/.test(beginning)
    ? [...(await readShares(parts)).values()].filter(({ shareId }) => shareId.startsWith(beginning))
    : [];
  const [share] = found;
  if (share !== undefined && found.length === 1) return share;
  if (found.length > 1) throw new UserError("ambiguous", "wrongUse", `${found.length} shares begin with ${beginning}: give more digits.`);
  throw new UserError("no-such-share", "notFound", `There is no share ${beginning.slice(0, 40)}. \`creance share list\` lists them.`);
}
