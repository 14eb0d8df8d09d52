/**
 * The key that signs the ledger in passing: the keyring's when it opens without asking anybody, and a new one where a vault never had any. What
 * is missing is told once; nothing is made in the place of keys that were lost.
 */
import { isUserError } from "@creance/core";
import type { LedgerSigner, Vault } from "@creance/vault";
import type { Keyring, Keys, LedgerKeys } from "./types.ts";

/** What it works with. */
export interface SignerParts {
  readonly vault: Vault;
  readonly keys: Keys;
  readonly ledgerKeys: LedgerKeys;
  /** Hears the sentence when keys were made. */
  readonly onMade: (sentence: string) => void;
  /** Hears, once, why nothing is signed. */
  readonly onMissing: (sentence: string) => void;
}

/** Gives the signer when it is at hand; `null`: nothing is signed now. */
export function signerAtHand({ vault, keys, ledgerKeys, onMade, onMissing }: SignerParts): () => Promise<LedgerSigner | null> {
  /** Told, or tried in vain: what is missing does not come back every few seconds. */
  let isDone = false;

  async function makeOrSay(): Promise<Keyring | null> {
    const { state, sentence, keyFile } = await keys.state();
    if (state !== "none") {
      const how = state === "passphrase" ? " `creance ledger seal` asks for it; CREANCE_PASSPHRASE_FILE gives it without asking." : "";
      onMissing(`The ledger is not signed now. ${sentence}${how}`);
      return null;
    }
    if (ledgerKeys === "by-hand") return null;
    const ring = await keys.quiet(true);
    if (ring !== null) onMade(madeSentence(ring, keyFile));
    return ring;
  }

  return async () => {
    const ring = await keys.quiet(false);
    if (ring !== null) return ring.signer;
    if (isDone || vault.readOnly) return null;
    isDone = true;
    try {
      return (await makeOrSay())?.signer ?? null;
    } catch (error) {
      if (!isUserError(error)) throw error;
      onMissing(`The ledger is not signed. ${error.message}`);
      return null;
    }
  };
}

function madeSentence({ lock }: Keyring, keyFile: string): string {
  const opener =
    lock === "passphrase"
      ? "The passphrase that CREANCE_PASSPHRASE_FILE gives opens them."
      : `The key file ${keyFile} opens them: it is not in the vault, so keep a copy of it elsewhere, or put a passphrase in its place (creance keys lock --passphrase).`;
  return `The vault got keys of its own: its ledger is signed from now on. ${opener} Print the recovery sheet once: creance keys recovery.`;
}
