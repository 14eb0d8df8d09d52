/** The view of the Ledger page as its address: which entries are shown, and which one is open. */
import type { LedgerEntryQuery } from "@creance/api";

/** What entries can be chosen by, as in the contract. */
export const subjectKeys = ["keep", "access", "share", "policy", "retention", "ledger"] as const satisfies readonly NonNullable<
  LedgerEntryQuery["subject"]
>[];

/** The view. */
export interface LedgerSearch {
  readonly subject?: (typeof subjectKeys)[number];
  /** A SHA-256 (of an original, a grant, ...) or an id (of a flight, a share, a request). */
  readonly about?: string;
  /** Index of the entry that is open. */
  readonly entry?: string;
}

/** The view an address means; fields that mean nothing are dropped. */
export function parseLedgerSearch(raw: Record<string, unknown>): LedgerSearch {
  const subject = subjectKeys.find((key) => key === raw["subject"]);
  const about = typeof raw["about"] === "string" ? raw["about"].trim().toLowerCase() : "";
  const entry = typeof raw["entry"] === "string" && /^\d{1,15}$/.test(raw["entry"]) ? raw["entry"] : undefined;
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(about === "" || about.length > 100 ? {} : { about }),
    ...(entry === undefined ? {} : { entry }),
  };
}

/** What is looked for; `null` when the words that were typed are no hash and no id. */
export function ledgerQueryOf({ subject, about }: LedgerSearch): Partial<LedgerEntryQuery> | null {
  const chosen = subject === undefined ? {} : { subject };
  if (about === undefined) return chosen;
  if (/^[0-9a-f]{64}$/.test(about)) return { ...chosen, sha256: about };
  if (/^[0-9a-f]{16}([0-9a-f]{16})?$/.test(about)) return { ...chosen, id: about };
  return null;
}
