/** The ledger as part of `fsck`: everything that a checkpoint signed is gone through, under the keys that lie beside it. */

import { join } from "node:path";
import type { Fsck } from "@creance/api";
import { type LedgerFailureCode, verifyLedger } from "@creance/ledger";
import { names } from "../layout.ts";
import { ledgerNames, ledgerPlatform, readLedgerFile, readVerifiers } from "./ledger-files.ts";
import { ledgerSource } from "./ledger-source.ts";

type Finding = Fsck["damaged"][number];

const missing: ReadonlySet<LedgerFailureCode> = new Set(["no-checkpoint", "tile-missing", "bundle-missing"]);
/** What a rebuild makes anew from the journal. */
const mended: ReadonlySet<LedgerFailureCode> = new Set(["tile-changed", "tile-missing", "bundle-changed", "bundle-missing"]);

/** Findings about a vault's ledger; none when nothing was ever sealed. */
export async function checkLedger(vaultPath: string): Promise<readonly (Finding & { readonly list: "damaged" | "missing" })[]> {
  const isThere = async (name: string): Promise<boolean> => (await readLedgerFile(vaultPath, name)) !== undefined;
  // A key alone is what a crash before the first checkpoint leaves.
  if (!(await isThere(ledgerNames.checkpoint)) && !(await isThere(ledgerNames.history))) return [];
  const vkeys = (await readVerifiers(vaultPath)).map(({ vkey }) => vkey);
  if (vkeys.length === 0)
    return [
      {
        list: "missing",
        sha256: null,
        path: join(names.ledger, ledgerNames.vkeys),
        sentence:
          "The ledger's verifier key is not there or cannot be read, so its checkpoints cannot be checked. The next checkpoint writes it again.",
      },
    ];
  const { failures } = await verifyLedger(ledgerSource(vaultPath), { platform: ledgerPlatform, vkeys });
  return failures.map(({ code, where, sentence }) => ({
    list: missing.has(code) ? "missing" : "damaged",
    sha256: null,
    path: /^(tile\/|checkpoint)/.test(where) ? join(names.ledger, where) : names.journal,
    sentence: mended.has(code)
      ? `${sentence} \`creance rebuild\` does so.`
      : `${sentence} Restore the vault's journal and ledger from a backup.`,
  }));
}
