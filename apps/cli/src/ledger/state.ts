/** `creance ledger state`, `seal`, `checkpoint`: how far it can be relied on, and signing it now. */
import type { Operation } from "@creance/server";
import type { Command } from "commander";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds `state`. */
export function addState(ledger: Command): void {
  withVaultOptions(ledger.command("state"))
    .description("How many entries there are, and how far they are SIGNED, WITNESSED, TIMESTAMPED. Checks nothing: see verify.")
    .addHelpText("after", "\nExamples:\n  creance ledger state\n  creance ledger state --json")
    .action((options: VaultOptions) => withOperation(options, "existing", (operation) => printState(operation, options)));
}

/** Adds `seal`. */
export function addSeal(ledger: Command): void {
  withVaultOptions(ledger.command("seal"))
    .description("Sign a checkpoint over every entry now. It happens by itself after each change where the key is at hand.")
    .addHelpText("after", "\nExample:\n  creance ledger seal")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async (operation) => {
        await operation.evidence.seal();
        await printState(operation, options);
      }),
    );
}

/** Adds `checkpoint`. */
export function addCheckpoint(ledger: Command): void {
  withVaultOptions(ledger.command("checkpoint"))
    .description(
      "Sign a checkpoint over every entry, unless the latest one covers it, and print it: some 200 characters, small enough for paper.",
    )
    .option("--print", "for paper: with the key, and in words how it is used later (there is no QR code)")
    .addHelpText(
      "after",
      `
A copy that lies elsewhere shows later that nothing before it was changed or cut off:
  creance ledger verify --checkpoint FILE

Examples:
  creance ledger checkpoint > checkpoint-monday
  creance ledger checkpoint --print | lp`,
    )
    .action((options: VaultOptions & { readonly print?: boolean }) =>
      withOperation(options, "existing", async (operation) => {
        const { checkpoint, vkey, sealed } = await operation.evidence.seal();
        if (options.json === true) printJson({ checkpoint, vkey, entries: sealed });
        else if (options.print === true) for (const line of paperLines(checkpoint ?? "", vkey ?? "", sealed)) printLine(line);
        else printLine((checkpoint ?? "").trimEnd());
      }),
    );
}

async function printState(operation: Operation, options: VaultOptions): Promise<void> {
  const levels = await operation.evidence.levels();
  if (options.json === true) {
    printJson(levels);
    return;
  }
  for (const sentence of levels.sentences) printLine(sentence);
  if (levels.signed !== null) tell(`Key: ${levels.signed.vkey}`);
}

function paperLines(checkpoint: string, vkey: string, entries: number): readonly string[] {
  return [
    `Checkpoint over the first ${entries} entries of a ledger. Between the rulers: type it into a file, every character.`,
    "-".repeat(72),
    ...checkpoint.trimEnd().split("\n"),
    "-".repeat(72),
    `Key: ${vkey}`,
    "Later: creance ledger verify --checkpoint FILE --vkey KEY",
  ];
}
