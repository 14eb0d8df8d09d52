/** Items of a package as they are named: a flight's id, or the beginning of an original's SHA-256. */
import { UserError } from "@creance/core";
import type { Vault } from "@creance/vault";

/** Fewest digits of a hash that name an original. */
const FEWEST = 8;
const PAGE = 1000;

/** Hashes of the originals, in the order named, each once. Rejects with `UserError` (`no-such-item`, `ambiguous`). */
export function namedOriginals(vault: Vault, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const name of names) {
    const asked = name.toLowerCase();
    const flight = /^[0-9a-f]{16}$/.test(asked) ? vault.flight(asked) : undefined;
    const hashes = flight === undefined ? originalsBeginning(vault, asked) : flight.originals.map(({ sha256 }) => sha256);
    if (hashes.length === 0) {
      throw new UserError(
        "no-such-item",
        "notFound",
        `Nothing kept in ${vault.path} is called ${name}: give a flight's id, or at least ${FEWEST} digits of a file's SHA-256. Nothing was written.`,
      );
    }
    if (flight === undefined && hashes.length > 1) {
      throw new UserError(
        "ambiguous",
        "wrongUse",
        `${hashes.length} kept files begin with ${name}: give more digits. Nothing was written.`,
      );
    }
    for (const hash of hashes) found.add(hash);
  }
  return [...found];
}

function originalsBeginning(vault: Vault, asked: string): readonly string[] {
  if (asked.length === 64 && /^[0-9a-f]+$/.test(asked)) return vault.originalSize(asked) === undefined ? [] : [asked];
  if (!/^[0-9a-f]+$/.test(asked) || asked.length < FEWEST) return [];
  const hashes: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { total, rows } = vault.files({ offset, limit: PAGE });
    hashes.push(...rows.map(({ sha256 }) => sha256).filter((sha256) => sha256.startsWith(asked)));
    if (rows.length === 0 || offset + rows.length >= total) return hashes;
  }
}
