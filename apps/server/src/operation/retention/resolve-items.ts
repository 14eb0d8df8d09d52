/** What a person means by an item: a hash, the beginning of one, or a flight. */
import { UserError } from "@creance/core";
import type { Vault } from "@creance/vault";

const PAGE = 1000;
const SHORTEST = 8;

/** SHA-256 of the originals meant, each once, in the order given. A flight stands for its records and the pictures and clips that stand with it. */
export function resolveItems(vault: Vault, items: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const beginnings = items.filter((item) => vault.originalSize(item) === undefined && vault.flight(item) === undefined);
  const byBeginning = beginnings.length === 0 ? new Map<string, string[]>() : startingWith(vault, beginnings);
  for (const item of items) {
    const flight = vault.flight(item);
    if (vault.originalSize(item) !== undefined) found.add(item);
    else if (flight !== undefined) {
      for (const { sha256 } of flight.originals) found.add(sha256);
      for (const entry of vault.mediaEntries({ flights: [item] })) if (entry.row.flightId === item) found.add(entry.row.sha256);
    } else {
      const matches = byBeginning.get(item) ?? [];
      if (matches.length === 0) throw noSuchItem(item);
      if (matches.length > 1) {
        throw new UserError(
          "ambiguous-item",
          "wrongUse",
          `${matches.length} items begin with ${item}; nothing was changed; give more of the hash.`,
        );
      }
      found.add(matches[0] as string);
    }
  }
  return [...found];
}

/** Throws where one of them is not kept any more: found before the writer was waited for, and deleted meanwhile. */
export function assertKept(vault: Vault, sha256s: readonly string[]): void {
  const gone = sha256s.find((sha256) => vault.originalSize(sha256) === undefined);
  if (gone !== undefined) throw noSuchItem(gone);
}

function startingWith(vault: Vault, beginnings: readonly string[]): Map<string, string[]> {
  for (const beginning of beginnings) if (!/^[0-9a-f]{8,64}$/.test(beginning)) throw noSuchItem(beginning);
  const found = new Map<string, string[]>();
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = vault.files({ offset, limit: PAGE });
    for (const { sha256 } of rows) {
      for (const beginning of beginnings) if (sha256.startsWith(beginning)) found.set(beginning, [...(found.get(beginning) ?? []), sha256]);
    }
    if (rows.length < PAGE) return found;
  }
}

function noSuchItem(item: string): UserError {
  const shown = item.length > 64 ? `${item.slice(0, 64)}…` : item;
  return new UserError(
    "no-such-item",
    "notFound",
    `The vault holds no item “${shown}”; nothing was changed; give the SHA-256 of an original (at least ${SHORTEST} characters of it) or the id of a flight.`,
  );
}
