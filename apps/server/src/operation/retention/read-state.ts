/** Keeping times as the ledger tells them. */
import type { EpochUs } from "@creance/core";
import { foldRetention, type RetentionEntry, type RetentionState, retentionKinds } from "@creance/policy";
import type { Vault } from "@creance/vault";
import { entriesOf } from "./ledger-entries.ts";

/** Every original has an entry of this kind: only those of deleted originals matter here. */
const RARE_KINDS = retentionKinds.filter((kind) => kind !== "kept");

/** Folds the ledger's entries about keeping times. */
export async function readRetention(vault: Vault): Promise<RetentionState> {
  const entries: RetentionEntry[] = (await entriesOf(vault, RARE_KINDS)).map(({ entry }) => entry as RetentionEntry);
  const deleted = new Set(entries.flatMap((entry) => (entry.kind === "deleting" ? [entry.sha256] : [])));
  for (const sha256 of deleted) {
    for (const { entry } of await entriesOf(vault, ["kept"], { sha256 })) entries.push(entry);
  }
  return foldRetention(entries.sort((a, b) => a.sequence - b.sequence));
}

/** Time of the newest entry; `null` for an empty ledger. */
export async function newestEntryUs({ ledger }: Vault): Promise<EpochUs | null> {
  const { rows } = await ledger.entries({ offset: 0, limit: 1 });
  return rows[0]?.entry.timeUs ?? null;
}
