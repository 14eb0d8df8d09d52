/** Names of originals that shares entered: they go with the original, while the copy's place stays, so that it can still be taken back. */
import { canonicalJson } from "@creance/core";
import type { NewJournalEntry } from "@creance/ledger";
import type { Vault } from "@creance/vault";
import { entriesOf } from "./ledger-entries.ts";
import { givenOut } from "./shared-copies.ts";

/** Keys that the sharing made up say nothing of the original; others may hold its name. */
const RANDOM_KEY = /^[0-9a-f]{32}\/[0-9a-f]{32}\.age$/;

/** A copy's place without its name. */
export interface UnnamedCopy {
  readonly shareId: string;
  readonly sealedSha256: string;
  /** The words behind `objectHash`. */
  readonly object: string;
}

/** Copies of these originals that still lie where they were given and are still known by a name. */
export async function unnamedCopies(vault: Vault, sha256s: readonly string[]): Promise<readonly UnnamedCopy[]> {
  const copies: UnnamedCopy[] = [];
  const given = await givenOut(vault, new Set(sha256s));
  for (const [sha256, lyingCopies] of given.copies) {
    const lying = new Set(lyingCopies.map(({ shareId, sealedSha256 }) => `${shareId} ${sealedSha256}`));
    for (const { entry, words } of await entriesOf(vault, ["shareItem"], { sha256 })) {
      const { shareId, sealedSha256 } = entry;
      const object = lying.delete(`${shareId} ${sealedSha256}`) ? placeOnly(words["objectHash"], sealedSha256) : undefined;
      if (object !== undefined) copies.push({ shareId, sealedSha256, object });
    }
  }
  return copies;
}

/** The entries that stand in place of what goes. */
export function unnamedEntries(
  copies: readonly UnnamedCopy[],
  timeUs: number,
  words: (text: string) => string,
): readonly NewJournalEntry[] {
  return copies.map(({ object, ...copy }) => ({ kind: "shareUnnamed", timeUs, ...copy, objectHash: words(object) }));
}

/** `undefined`: the words were erased already, or are none that name a place. */
function placeOnly(words: string | null | undefined, sealedSha256: string): string | undefined {
  if (words === null || words === undefined) return undefined;
  try {
    const object = JSON.parse(words);
    if (typeof object !== "object" || object === null || typeof object.key !== "string") return undefined;
    const key = RANDOM_KEY.test(object.key) ? object.key : sealedSha256;
    return canonicalJson({ ...object, key, name: key.slice(key.indexOf("/") + 1) });
  } catch {
    return undefined;
  }
}
