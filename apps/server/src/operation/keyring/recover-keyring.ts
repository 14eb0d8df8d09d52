/** Makes a vault's keyring anew from its recovery code, where key file, passphrase or keyring were lost. Nothing is overwritten. */
import { isUserError, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { readRecoveryCode } from "@creance/seal";
import { keepBeside } from "./durable-file.ts";
import { defaultKeyFile, makeKeyFile, readKeyFile, setKeyFileAside } from "./key-file.ts";
import { type KeyringLock, keyringPath, openKeyringBytes, readKeyringFile, writeKeyringFile } from "./keyring-file.ts";
import type { Recovered } from "./types.ts";

/** How to recover. */
export interface RecoverOptions {
  readonly vaultPath: string;
  readonly vaultId: string;
  /** The code as typed. */
  readonly code: string;
  readonly keyFile?: string;
  /** Locks the new keyring; else a key file does. */
  readonly passphrase?: string;
}

/**
 * Recovers. Rejects with a `UserError`: `bad-recovery-code`, `recovery-of-another-vault`, `keyring-opens` (nothing is lost: the key file is
 * there and opens the keyring), `key-file-open-to-others`. The caller holds the vault's writer.
 */
export async function recoverKeyring(options: RecoverOptions): Promise<Recovered> {
  const { vaultPath, vaultId } = options;
  const root = readRecoveryCode(options.code, vaultId, nodePlatform);
  const keyFile = options.keyFile ?? defaultKeyFile(vaultId);
  if (await opens(vaultPath, vaultId, keyFile)) {
    const sentence = `Nothing is lost: the key file ${keyFile} opens the keyring. Nothing was changed.`;
    throw new UserError("keyring-opens", "conflict", sentence);
  }
  const lock: KeyringLock =
    options.passphrase === undefined
      ? { kind: "keyFile", identity: await usableKeyFile(keyFile, vaultId) }
      : { kind: "passphrase", passphrase: options.passphrase };
  const keptAs = (await keepBeside(keyringPath(vaultPath))) ?? null;
  await writeKeyringFile(vaultPath, { vaultId, root, secrets: new Map() }, lock, keptAs === null ? "new" : "replace");
  const by = lock.kind === "keyFile" ? `the key file ${keyFile}` : "the passphrase";
  const old = keptAs === null ? "" : ` The keyring that could not be opened was kept as ${keptAs}.`;
  const sentence = `The vault's keys are back, locked by ${by}. Credentials of destinations are not part of a recovery code: enter them again.${old}`;
  return { keptAs, sentence };
}

async function opens(vaultPath: string, vaultId: string, keyFile: string): Promise<boolean> {
  try {
    const found = await readKeyringFile(vaultPath);
    const identity = found?.lock === "keyFile" ? await readKeyFile(keyFile) : undefined;
    if (found === undefined || identity === undefined) return false;
    await openKeyringBytes(found.bytes, { kind: "keyFile", identity }, { path: vaultPath, id: vaultId });
    return true;
  } catch (error) {
    if (isUserError(error) && error.code !== "key-file-open-to-others" && error.code !== "keyring-newer") return false;
    throw error;
  }
}

/** The key file that is there, or a new one; one that is none is put aside. */
async function usableKeyFile(keyFile: string, vaultId: string): Promise<string> {
  try {
    return await makeKeyFile(keyFile, vaultId);
  } catch (error) {
    if (!isUserError(error) || error.code !== "bad-key-file") throw error;
    await setKeyFileAside(keyFile);
    return makeKeyFile(keyFile, vaultId);
  }
}
