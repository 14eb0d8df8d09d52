/** Flights as they are named on the command line: a file, or the id of a kept flight. */
import { statSync } from "node:fs";
import { basename } from "node:path";
import { isUserError, UserError } from "@creance/core";
import { openVault, type Vault } from "@creance/vault";
import type { NamedFlight } from "./audit-inputs.ts";

const FLIGHT_ID = /^[0-9a-f]{16}$/i;

/** Finds each flight. The vault is opened only where a name is no file, for reading only. Throws `UserError` when there is no such flight. */
export async function namedFlights(names: readonly string[], vaultPath: () => string): Promise<readonly NamedFlight[]> {
  const isKept = (name: string): boolean => FLIGHT_ID.test(name) && statSync(name, { throwIfNoEntry: false }) === undefined;
  const wanted = names.find(isKept);
  const vault = wanted === undefined ? undefined : await openToRead(vaultPath(), wanted);
  try {
    return names.map((name) =>
      vault !== undefined && isKept(name)
        ? keptFlight(vault, name.toLowerCase())
        : { path: name, name: basename(name), keychain: null, ids: null },
    );
  } finally {
    vault?.close();
  }
}

/** Keys of sealed records that the vault keeps, by the record's SHA-256; none where there is no vault to read. */
export async function keptKeychains(sha256s: readonly string[], vaultPath: () => string): Promise<ReadonlyMap<string, string>> {
  const vault = await openVault(vaultPath(), { create: false, readOnly: true }).catch((error: unknown) => {
    if (!isUserError(error)) throw error;
    return null;
  });
  const found = new Map<string, string>();
  try {
    for (const sha256 of sha256s) {
      const keychain = vault?.keychain(sha256);
      if (keychain !== undefined) found.set(sha256, keychain);
    }
  } finally {
    vault?.close();
  }
  return found;
}

function keptFlight(vault: Vault, id: string): NamedFlight {
  const detail = vault.flight(id);
  // A sealed flight has no track; its record names serials and is a file to look for all the same.
  const sha256 = vault.trackPlace(id)?.sha256 ?? detail?.originals[0]?.sha256;
  if (sha256 === undefined || detail === undefined) {
    throw new UserError(
      "no-such-flight",
      "notFound",
      `There is no file ${id}, and no flight of that id in the vault ${vault.path}. \`creance flights\` lists them. Nothing was audited.`,
    );
  }
  const original = detail.originals.find((one) => one.sha256 === sha256);
  return {
    path: vault.originalPath(sha256),
    name: basename(original?.fileName ?? `${sha256}.txt`),
    keychain: vault.keychain(sha256) ?? null,
    ids: new Set([id]),
  };
}

async function openToRead(path: string, name: string): Promise<Vault> {
  return openVault(path, { create: false, readOnly: true }).catch((error: unknown) => {
    if (!isUserError(error)) throw error;
    throw new UserError(
      "no-such-flight",
      "notFound",
      `There is no file ${name}. As the id of a kept flight it could not be looked up: ${error.message} Nothing was audited.`,
      { cause: error },
    );
  });
}
