/** Shares as the journal tells them: a fold over its entries, nothing else is asked. */
import type { EpochUs } from "@creance/core";
import type { EntryKind } from "@creance/ledger";
import type { LedgerRow } from "@creance/vault";
import { readWords } from "./document-words.ts";
import type { ShareAgreement, SharedItem, SharedObject, ShareState, ShareSummary } from "./types.ts";

/** Kinds of entries that shares are made of. */
export const shareEntryKinds = [
  "shareBegun",
  "shareItem",
  "shareDone",
  "shareFailed",
  "shareRevoked",
  "shareRemoved",
  "shareUnnamed",
] as const satisfies readonly EntryKind[];

interface Building {
  readonly shareId: string;
  readonly grantId: string;
  readonly begunUs: EpochUs;
  readonly itemsPlanned: number;
  readonly agreed: ShareAgreement | null;
  /** By hash of the sealed bytes: an item that was entered twice is one. */
  readonly items: Map<string, SharedItem>;
  doneUs: EpochUs | null;
  failedUs: EpochUs | null;
  revokedUs: EpochUs | null;
  code: string | null;
}

/** Shares by id, oldest first. `rows` are in the order entered; entries of other kinds are passed over, as are those of shares that never began. */
export function foldShares(rows: readonly LedgerRow[], nowUs: EpochUs): ReadonlyMap<string, ShareSummary> {
  const shares = new Map<string, Building>();
  for (const row of rows) enter(shares, row);
  return new Map([...shares].map(([id, share]) => [id, summaryOf(share, nowUs)]));
}

function enter(shares: Map<string, Building>, { index, entry, words }: LedgerRow): void {
  if (entry.kind === "shareBegun") {
    if (shares.has(entry.shareId)) return;
    shares.set(entry.shareId, {
      shareId: entry.shareId,
      grantId: entry.grantId,
      begunUs: entry.timeUs,
      itemsPlanned: entry.items,
      agreed: readWords<ShareAgreement>(words["planHash"]),
      items: new Map(),
      doneUs: null,
      failedUs: null,
      revokedUs: null,
      code: null,
    });
    return;
  }
  if (!("shareId" in entry) || typeof entry.shareId !== "string") return;
  const share = shares.get(entry.shareId);
  if (share === undefined) return;
  if (entry.kind === "shareItem") {
    const { sha256, outSha256, sealedSha256, sealedBytes, timeUs } = entry;
    const object = readWords<SharedObject>(words["objectHash"]);
    share.items.set(sealedSha256, { sha256, outSha256, sealedSha256, sealedBytes, timeUs, index, object, removal: null });
  } else if (entry.kind === "shareDone") share.doneUs = entry.timeUs;
  else if (entry.kind === "shareRevoked") share.revokedUs ??= entry.timeUs;
  else if (entry.kind === "shareFailed") {
    share.failedUs = entry.timeUs;
    share.code = entry.code;
  } else if (entry.kind === "shareRemoved") {
    const item = share.items.get(entry.sealedSha256);
    if (item !== undefined) share.items.set(entry.sealedSha256, { ...item, removal: entry.outcome });
  } else if (entry.kind === "shareUnnamed") {
    const item = share.items.get(entry.sealedSha256);
    if (item !== undefined) share.items.set(entry.sealedSha256, { ...item, object: readWords<SharedObject>(words["objectHash"]) });
  }
}

function summaryOf(share: Building, nowUs: EpochUs): ShareSummary {
  const items = [...share.items.values()];
  const { shareId, grantId, begunUs, itemsPlanned, agreed, revokedUs, code } = share;
  return {
    shareId,
    grantId,
    state: stateOf(share, items, nowUs),
    begunUs,
    endedUs: share.doneUs ?? share.failedUs,
    revokedUs,
    itemsPlanned,
    items,
    code,
    agreed,
  };
}

function stateOf(share: Building, items: readonly SharedItem[], nowUs: EpochUs): ShareState {
  if (share.failedUs !== null) return "failed";
  const isGone = items.length > 0 && items.every(({ removal }) => removal === "removed");
  if (share.revokedUs !== null) return isGone ? "removed" : "revoked";
  if (share.doneUs === null) return "unfinished";
  if (isGone) return "removed";
  return share.agreed !== null && share.agreed.untilUs <= nowUs ? "expired" : "whole";
}
