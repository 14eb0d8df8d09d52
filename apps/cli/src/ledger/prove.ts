/** `creance ledger prove`: the proof file of an entry. */
import { UserError } from "@creance/core";
import type { Vault } from "@creance/vault";
import type { Command } from "commander";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { writeNewFile } from "./text-input.ts";

/** Adds `prove`. */
export function addProve(ledger: Command): void {
  withVaultOptions(ledger.command("prove <entry>"))
    .description(
      "Write the proof that an entry is in the ledger: by its number, or by the SHA-256 of a file (the entry that it was kept by).",
    )
    .option("--out <name>", "write NAME.tlog-proof and NAME.json (the entry) instead of printing the proof")
    .addHelpText(
      "after",
      "\nThe proof is a file of the form c2sp.org/tlog-proof@v1; with the entry's bytes and the log's key any program for it can check it.\n\nExamples:\n  creance ledger prove 17\n  creance ledger prove 3f0c... --out kept-3f0c",
    )
    .action((named: string, options: VaultOptions & { readonly out?: string }) =>
      withOperation(options, "existing", async ({ vault }) => {
        const index = await indexOf(vault, named.toLowerCase());
        const entry = Buffer.from(await vault.ledger.entryBytes(index)).toString("utf8");
        const proof = await vault.ledger.proof(index);
        if (options.out !== undefined) {
          writeNewFile(`${options.out}.tlog-proof`, proof);
          writeNewFile(`${options.out}.json`, await vault.ledger.entryBytes(index));
          tell(`Written: ${options.out}.tlog-proof and ${options.out}.json (entry ${index}).`);
        }
        if (options.json === true) printJson({ index, entry, proof });
        else if (options.out === undefined) printLine(proof.trimEnd());
      }),
    );
}

async function indexOf(vault: Vault, named: string): Promise<number> {
  if (/^\d{1,15}$/.test(named)) return Number(named);
  if (!/^[0-9a-f]{64}$/.test(named))
    throw new UserError("bad-entry", "wrongUse", `${named} is neither the number of an entry nor a SHA-256 (64 digits).`);
  const { rows } = await vault.ledger.entries({ kinds: ["kept"], sha256: named, offset: 0, limit: 1 });
  const [row] = rows;
  if (row === undefined) throw new UserError("no-such-entry", "notFound", `No entry says that ${named} was kept; nothing was written.`);
  return row.index;
}
