/** The whole ledger of a vault, verified, in sentences for a page. */
import type { LedgerPageVerdict } from "@creance/api";
import { verifyLedger } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import type { Vault } from "@creance/vault";
import { checkVaultWords } from "./vault-words.ts";

/**
 * Hashes every entry again and holds it against tiles and checkpoints, and the words behind the entries against their hashes. The key that is believed is the one that lies in the vault: somebody who keeps
 * it elsewhere checks more (`creance ledger verify --vkey`).
 */
export async function verifyVaultLedger(vault: Vault): Promise<LedgerPageVerdict> {
  const { vkey } = await vault.ledger.state();
  if (vkey === null) {
    return {
      ok: false,
      checked: [],
      failures: [
        {
          code: "not-sealed-yet",
          where: "checkpoint",
          sentence: "Nothing of this ledger is signed yet, so that there is nothing to hold it against.",
        },
      ],
    };
  }
  const { checked, failures, remarks } = await verifyLedger(vault.ledger.source, { platform: nodePlatform, vkeys: [vkey] });
  const words = await checkVaultWords(vault.path);
  const allFailures = [...failures, ...words.failures];
  return {
    ok: allFailures.length === 0,
    checked: [...checked.map(({ sentence }) => sentence), ...words.checked, ...remarks.map(({ sentence }) => sentence)],
    failures: allFailures,
  };
}
