/** Grants as rows and as JSON. */
import { isoFromEpochUs } from "@creance/core";
import { type Grant, scopeWords } from "@creance/policy";
import type { GrantRow } from "@creance/server";

/** Heads of the list. */
export const grantHeads = ["grant", "state", "until", "recipient", "data", "for", "what"] as const;

/** A grant as cells of the list. */
export function grantCells({ grant, state }: GrantRow): readonly string[] {
  return [
    grant.grantId.slice(0, 12),
    state,
    (isoFromEpochUs(grant.untilUs) ?? "").slice(0, 10),
    `${grant.recipient.name} (${grant.recipient.kind})`,
    grant.data.join(", "),
    grant.purposes.join(", "),
    whatWords(grant),
  ];
}

/** A grant as one JSON object. */
export function grantJson({ grant, state, revokedUs, signature, index }: GrantRow): object {
  return { ...grant, state, revokedUs, signature, ledgerIndex: index };
}

/** What it is for. */
export function whatWords({ items, standing }: Grant): string {
  if (items === null) return scopeWords(standing);
  return items.length === 1 ? "1 original" : `${items.length} originals`;
}
