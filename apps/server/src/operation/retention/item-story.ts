/** Everything the ledger tells of one item's keeping time, with the words that stand behind its hashes. */
import { itemRecord, type RetentionState } from "@creance/policy";
import type { Vault } from "@creance/vault";
import { entriesOf } from "./ledger-entries.ts";
import { givenOut } from "./shared-copies.ts";
import type { ItemStory, RetentionRow } from "./types.ts";

/** Reads the story of a row. */
export async function itemStory(vault: Vault, state: RetentionState, row: RetentionRow): Promise<ItemStory> {
  const { sha256 } = row;
  const { clock, exceptions } = itemRecord(state, sha256);
  const entered = await entriesOf(vault, ["clockSet", "exceptionMade"], { sha256 });
  const wordsOf = (sequence: number): { readonly reason: string | null; readonly by: string | null } => {
    const words = entered.find(({ entry }) => entry.sequence === sequence)?.words;
    return { reason: words?.["reasonHash"] ?? null, by: words?.["byHash"] ?? null };
  };
  const clockWords = clock === null ? { reason: null, by: null } : wordsOf(clock.sequence);
  const given = await givenOut(vault, new Set([sha256]));
  return {
    row,
    clockSource: clockWords.reason,
    clockBy: clockWords.by,
    exceptions: exceptions.map((exception) => ({ ...exception, ...wordsOf(exception.sequence) })),
    shared: given.copies.get(sha256) ?? [],
    disclosedFor: given.requests.get(sha256) ?? [],
  };
}
