/** Kept captures by the beginning of their SHA-256. */
import { captureQuerySchema } from "@creance/api";
import { isUserError, UserError } from "@creance/core";
import { openVault, type Vault } from "@creance/vault";
import type { NamedCapture } from "./named-captures.ts";

/** Finds them in the vault, which is opened for reading only. Throws `UserError` when there is no such capture. */
export async function keptCaptures(names: readonly string[], vaultPath: string): Promise<ReadonlyMap<string, NamedCapture>> {
  const vault = await openVault(vaultPath, { create: false, readOnly: true }).catch((error: unknown) => {
    if (!isUserError(error)) throw error;
    throw notThere(names[0] as string, `As the SHA-256 of a kept capture it could not be looked up: ${error.message}`, error);
  });
  try {
    return new Map(names.map((name) => [name, keptCapture(vault, name)]));
  } finally {
    vault.close();
  }
}

function keptCapture(vault: Vault, name: string): NamedCapture {
  const beginning = name.toLowerCase();
  const { rows } = vault.listCaptures(captureQuerySchema.parse({ search: beginning }));
  const [found, other] = rows.filter(({ sha256 }) => sha256.startsWith(beginning));
  if (found === undefined) throw notThere(name, `No capture in the vault ${vault.path} has a SHA-256 that begins like this.`);
  if (other !== undefined) {
    throw new UserError("ambiguous", "wrongUse", `More than one kept capture begins with ${name}. Nothing was read: give more digits.`);
  }
  return { label: found.fileName ?? found.sha256, path: vault.originalPath(found.sha256), sha256: found.sha256 };
}

function notThere(name: string, sentence: string, cause?: unknown): UserError {
  return new UserError("no-such-file", "notFound", `There is no file ${name}. ${sentence} Nothing was read.`, { cause });
}
