/** `creance retention hold|holds|release`: legal holds. */
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { printJson, printLine } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { itemsWord, minuteOf, printSafe } from "./rows.ts";

/** Adds the commands. */
export function addHolds(retention: Command): void {
  withVaultOptions(retention.command("hold <items...>"))
    .option("--by <name>", BY_HELP)
    .description("Put items under a legal hold: nothing deletes them while it stands, no clock and no person.")
    .requiredOption("--reason <text>", "case and reason")
    .option("--hold <id>", "add them to a hold that stands")
    .addHelpText(
      "after",
      '\nExamples:\n  creance retention hold 5f1d2c3b4a596877 --reason "case 26-114"\n  creance retention hold 3f0c91aa --hold 0123456789abcdef0123456789abcdef --reason "same case"',
    )
    .action(
      (items: readonly string[], options: VaultOptions & { readonly by?: string } & { readonly reason: string; readonly hold?: string }) =>
        withOperation(options, "existing", async ({ retention: times }) => {
          const { reason, hold } = options;
          const holdId = await times.placeHold(items, {
            reason,
            by: actingPerson(options.by),
            ...(hold === undefined ? {} : { holdId: hold }),
          });
          if (options.json === true) printJson({ holdId, items: times.resolve(items) });
          else printLine(`${holdId}: ${itemsWord(times.resolve(items).length)} under this hold.`);
        }),
    );
  withVaultOptions(retention.command("holds"))
    .description("Legal holds, with those that were released.")
    .addHelpText("after", "\nExample:\n  creance retention holds --json")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        for (const hold of await times.holds()) {
          if (options.json === true) printJson(hold);
          else {
            const state = hold.releasedUs === null ? "stands" : `released ${minuteOf(hold.releasedUs)}`;
            printSafe(
              `${hold.holdId}  ${state}  placed ${minuteOf(hold.placedUs)} by ${hold.by ?? "(erased)"}  ${itemsWord(hold.sha256.length)}  ${hold.reason ?? "(erased)"}`,
            );
          }
        }
      }),
    );
  withVaultOptions(retention.command("release <hold>"))
    .option("--by <name>", BY_HELP)
    .description("Release a legal hold. It takes two persons; clocks then count again, and what is due goes with the next run.")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--second <name>", "the second person")
    .addHelpText(
      "after",
      '\nExample:\n  creance retention release 0123456789abcdef0123456789abcdef --reason "case closed" --by "M. Sample" --second "J. Example"\n\nThere are no accounts yet: both names are what you give here, entered behind salted hashes.',
    )
    .action((holdId: string, options: VaultOptions & { readonly by?: string } & { readonly reason: string; readonly second: string }) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        const { reason, second } = options;
        await times.releaseHold({ holdId, reason, by: actingPerson(options.by), second });
        if (options.json === true) printJson({ holdId, released: true });
        else printLine("The hold was released.");
      }),
    );
}
