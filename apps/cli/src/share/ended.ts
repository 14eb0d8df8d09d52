/** `creance share revoke`, `resume` and `recover`. */
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { shareHandlers } from "./share-progress.ts";
import { shareJson, shareSentence } from "./share-words.ts";

/** Adds `revoke`. */
export function addRevoke(share: Command): void {
  withVaultOptions(share.command("revoke <id>"))
    .description(
      "Take a share back: revoked from now on, entered first, then removed from its destination. What was already read cannot be unread.",
    )
    .option("--reason <words>", "why, kept behind a salted hash")
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      "\nExample:\n  creance share revoke 3f1a52 --reason 'The job is over'\n\nExit status: 0 all of it is gone; 1 some of it still lies there: run it again.",
    )
    .action(async (id: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions & { readonly reason?: string; readonly by?: string }>();
      const by = actingPerson(options.by);
      const { result } = await stopOnInterrupt((signal) =>
        withOperation(options, "existing", (operation) =>
          operation.share.revoke(id, { by, reason: options.reason ?? null }, shareHandlers(signal)),
        ),
      );
      if (options.json === true) printJson(result);
      else printLine(result.sentence);
      if (result.notRemoved > 0) process.exitCode = exitStatus.damaged;
    });
}

/** Adds `resume`. */
export function addResume(share: Command): void {
  withVaultOptions(share.command("resume <id>"))
    .description("Continue a share that was cut off: what lies at its destination already is not sent again.")
    .addHelpText("after", "\nExample:\n  creance share resume 3f1a52")
    .action(async (id: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const { result } = await stopOnInterrupt((signal) =>
        withOperation(options, "existing", (operation) => operation.share.resume(id, shareHandlers(signal))),
      );
      if (options.json === true) printJson(shareJson(result));
      else printLine(shareSentence(result));
    });
}

/** Adds `recover`. */
export function addRecover(share: Command): void {
  withVaultOptions(share.command("recover"))
    .description(
      "Remove what shares that were cut off, or revoked and not removed, left at their destinations and on this disk. They cannot be resumed then.",
    )
    .addHelpText(
      "after",
      "\nExample:\n  creance share recover\n\nExit status: 0 nothing is left; 1 a destination did not let it be removed.",
    )
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const { result } = await stopOnInterrupt((signal) =>
        withOperation(options, "existing", (operation) => operation.share.recover(shareHandlers(signal))),
      );
      for (const one of result) {
        if (options.json === true) printJson(one);
        else printLine(one.sentence);
        if (one.notRemoved > 0) process.exitCode = exitStatus.damaged;
      }
      if (result.length === 0) tell("No share was cut off.");
    });
}
