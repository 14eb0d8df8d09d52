/** The vault's id, as its `vault.json` says. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";

/** 32 hexadecimal characters. The vault was opened before, so that its mark is whole. */
export async function readVaultId(vaultPath: string): Promise<string> {
  const mark: unknown = JSON.parse(await readFile(join(vaultPath, "vault.json"), "utf8"));
  const id = typeof mark === "object" && mark !== null && "id" in mark ? mark.id : undefined;
  if (typeof id === "string" && /^[0-9a-f]{32}$/.test(id)) return id;
  throw new UserError("vault-damaged", "machineRefused", `The vault ${vaultPath} has no id; nothing was changed.`);
}
