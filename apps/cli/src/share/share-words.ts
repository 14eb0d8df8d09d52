/** Shares as sentences, rows and JSON. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import type { ShareSummary } from "@creance/server";

/** Heads of the list. */
export const shareHeads = ["share", "state", "begun", "until", "items", "bytes", "to", "for"] as const;

/** A share as cells of the list. */
export function shareCells(share: ShareSummary): readonly string[] {
  const { agreed } = share;
  return [
    share.shareId.slice(0, 12),
    share.state,
    day(share.begunUs),
    agreed === null ? "(erased)" : day(agreed.untilUs),
    `${share.items.length}/${share.itemsPlanned}`,
    formatBytes(sealedBytes(share)),
    agreed?.destination.title ?? "(erased)",
    agreed === null
      ? "(erased)"
      : agreed.recipients.map(({ name, key }) => name ?? `${key.slice(0, 16)}…`).join(", ") || "the server itself",
  ];
}

/** A share as one JSON object. */
export function shareJson(share: ShareSummary): object {
  return { ...share, sealedBytes: sealedBytes(share) };
}

/** One sentence about a share. */
export function shareSentence(share: ShareSummary): string {
  const where = share.agreed?.destination.title ?? "its destination";
  const name = `Share ${share.shareId.slice(0, 12)}`;
  switch (share.state) {
    case "whole":
      return `${name} is whole: ${share.items.length} objects, ${formatBytes(sealedBytes(share))}, lie at ${where}, read back and compared; each is in the ledger.`;
    case "unfinished":
      return `${name} is unfinished: ${share.items.length} of ${share.itemsPlanned} objects lie at ${where}. Continue it with creance share resume, or remove them with creance share recover.`;
    case "expired":
      return `${name} is over since ${isoFromEpochUs(share.agreed?.untilUs ?? 0) ?? ""}, and still lies at ${where}: revoke it to remove it.`;
    case "failed":
      return `${name} failed (${share.code ?? "unknown"}): nothing of it was left at ${where}.`;
    case "revoked":
      return `${name} is revoked since ${isoFromEpochUs(share.revokedUs ?? 0) ?? ""}, and not all of it could be removed from ${where} yet. What was already read cannot be unread.`;
    case "removed":
      return `${name} was revoked and removed from ${where}. What was already read cannot be unread.`;
  }
}

function sealedBytes({ items }: ShareSummary): number {
  return items.reduce((sum, item) => sum + item.sealedBytes, 0);
}

function day(us: number): string {
  return (isoFromEpochUs(us) ?? "").slice(0, 10);
}
