/** `creance share list` and `show`. */
import { isoFromEpochUs } from "@creance/core";
import type { Command } from "commander";
import { printChunks, printJson, printLine } from "../output.ts";
import { textTable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { recipeWords } from "./plan-lines.ts";
import { shareCells, shareHeads, shareJson, shareSentence } from "./share-words.ts";

/** Adds `list`. */
export function addList(share: Command): void {
  withVaultOptions(share.command("list"))
    .description("List shares, newest first, as the ledger tells them: whole, unfinished, failed, revoked, removed, expired.")
    .addHelpText("after", "\nExamples:\n  creance share list\n  creance share list --json")
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const shares = (await withOperation(options, "existing", (operation) => operation.share.list())).toReversed();
      if (options.json === true) for (const one of shares) printJson(shareJson(one));
      else if (shares.length === 0) printLine("Nothing was shared.");
      else await printChunks(textTable(shareHeads, shares.map(shareCells)));
    });
}

/** Adds `show`. */
export function addShow(share: Command): void {
  withVaultOptions(share.command("show <id>"))
    .description("Show a share: what went where, sealed for whom, until when, and what became of each object. The id may be shortened.")
    .addHelpText("after", "\nExample:\n  creance share show 3f1a52")
    .action(async (id: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const one = await withOperation(options, "existing", (operation) => operation.share.show(id));
      if (options.json === true) return printJson(shareJson(one));
      printLine(shareSentence(one));
      const { agreed } = one;
      if (agreed !== null) {
        printLine(
          `To:          ${agreed.destination.title} (${agreed.destination.endpoint}, ${agreed.destination.region}, ${agreed.destination.country})`,
        );
        for (const { name, key } of agreed.recipients) printLine(`Readable by: ${name === null ? key : `${name} (${key})`}`);
        printLine(`Why:         ${agreed.purpose}: ${agreed.reason}`);
        printLine(`Until:       ${isoFromEpochUs(agreed.untilUs) ?? ""}`);
        printLine(`Taken out:   ${recipeWords(agreed.recipe)}`);
        printLine(`By:          ${agreed.by}`);
      }
      printLine(`Grant:       ${one.grantId}`);
      await printChunks(
        textTable(
          ["name", "original", "encrypted bytes", "object", "ledger entry", "removal"],
          one.items.map((item) => [
            item.object?.name ?? "(erased)",
            item.sha256.slice(0, 16),
            String(item.sealedBytes),
            item.object?.key ?? "(erased)",
            String(item.index),
            item.removal ?? "",
          ]),
        ),
      );
    });
}
