/** `creance rebuild`: throw everything derived away and derive it anew from originals and journal. */
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { openProgress } from "../progress.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds the command. */
export function addRebuild(creance: Command): void {
  withVaultOptions(creance.command("rebuild"))
    .description("Derive the catalogue and all columns anew from the originals and the journal. Names and notes stay.")
    .addHelpText("after", "\nExamples:\n  creance rebuild\n  creance rebuild --vault /srv/creance --json")
    .action((options: VaultOptions) =>
      withOperation(options, "existingToRead", async (operation) => {
        const progress = openProgress();
        const { result, interrupted } = await stopOnInterrupt((signal) =>
          operation.rebuild({ signal, onProgress: (state) => progress.update(state), onNotice: tell }),
        );
        progress.clear();
        if (options.json === true) printJson({ read: result, flights: operation.vault.info().flights });
        else printLine(`${result} originals read anew: ${operation.vault.info().flights} flights.`);
        if (interrupted) {
          tell("Stopped before the end: nothing is lost. The rest is read with the next import, serve or rebuild.");
          process.exitCode = exitStatus.interrupted;
        }
      }),
    );
}
