/** Items as they are named on the command line: files, or the beginning of a kept flight's id or of a kept item's SHA-256. */
import { statSync } from "node:fs";
import { flightQuerySchema, mediaQuerySchema } from "@creance/api";
import { UserError } from "@creance/core";
import type { Vault } from "@creance/vault";

/** Names by where they are looked up. */
export interface NamedItems {
  readonly files: readonly string[];
  readonly kept: readonly string[];
}

const BEGINNING = /^[0-9a-f]{8,64}$/i;

/** A name that is no file and looks like the beginning of an id is looked up in the vault. */
export function sortItems(names: readonly string[]): NamedItems {
  const isKept = (name: string): boolean => BEGINNING.test(name) && statSync(name, { throwIfNoEntry: false }) === undefined;
  return { files: names.filter((name) => !isKept(name)), kept: names.filter(isKept).map((name) => name.toLowerCase()) };
}

/** Finds flights and media. Throws `UserError` when a name fits nothing, or more than one thing. */
export function namedItems(
  vault: Vault,
  names: readonly string[],
): { readonly flights: readonly string[]; readonly media: readonly string[] } {
  const flights: string[] = [];
  const media: string[] = [];
  for (const name of names) {
    const foundFlights = vault.flight(name) === undefined ? flightsOf(vault, name) : [name];
    const foundMedia = vault.mediaEntry(name) === undefined ? mediaOf(vault, name) : [name];
    const count = foundFlights.length + foundMedia.length;
    if (count === 1) {
      flights.push(...foundFlights);
      media.push(...foundMedia);
      continue;
    }
    const why =
      count === 0
        ? `There is no file ${name}, and no flight, picture or clip in the vault ${vault.path} that begins so.`
        : `${count} kept things begin with ${name}: give more digits.`;
    throw new UserError(count === 0 ? "no-such-item" : "ambiguous", count === 0 ? "notFound" : "wrongUse", `${why} Nothing was judged.`);
  }
  return { flights, media };
}

function flightsOf(vault: Vault, beginning: string): readonly string[] {
  if (beginning.length > 16) return [];
  const { rows } = vault.listFlights(flightQuerySchema.parse({ search: beginning }));
  return rows.map(({ id }) => id).filter((id) => id.startsWith(beginning));
}

function mediaOf(vault: Vault, beginning: string): readonly string[] {
  const { rows } = vault.listMedia(mediaQuerySchema.parse({ search: beginning }));
  return rows.map(({ sha256 }) => sha256).filter((sha256) => sha256.startsWith(beginning));
}
