/** `creance ledger export`: the signed log as files that a stranger can check. */
import { formatBytes } from "@creance/core";
import type { Command } from "commander";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds `export`. */
export function addExport(ledger: Command): void {
  withVaultOptions(ledger.command("export <dir>"))
    .description(
      "Write checkpoint, key, entries and tiles into a new folder, with verify.sh that checks them by openssl and sha256sum alone.",
    )
    .addHelpText(
      "after",
      "\nNames, notes and reasons are not in it: only their salted hashes. The folder can be served by any web server as it is (C2SP tlog-tiles).\n\nExample:\n  creance ledger export ledger-2026 && sh ledger-2026/verify.sh",
    )
    .action((dir: string, options: VaultOptions) =>
      withOperation(options, "existing", async ({ evidence }) => {
        const made = await evidence.exportLedger(dir);
        if (options.json === true) printJson(made);
        else printLine(`${made.path}: ${made.entries} entries, ${made.files} files, ${formatBytes(made.sizeBytes)}.`);
        tell(`Tell the key by another way than the folder: ${made.vkey}`);
      }),
    );
}
