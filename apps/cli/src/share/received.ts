/** `creance share open` and `link`. */
import { isoFromEpochUs } from "@creance/core";
import { parseDurationUs } from "@creance/policy";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { lengthUs } from "../hold/hold-options.ts";
import { printJson, printLine, tell } from "../output.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { shareHandlers } from "./share-progress.ts";

/** Adds `open`. */
export function addOpen(share: Command): void {
  withVaultOptions(share.command("open <files...>"))
    .description("Open files that somebody shared with this vault, and keep what is inside. A folder stands for its .age files.")
    .addHelpText(
      "after",
      "\nExamples:\n  creance share open received/\n  creance share open 9c1e….age\n\nThe key to be sent to whoever shares: creance keys show.",
    )
    .action(async (files: readonly string[], _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const { result } = await stopOnInterrupt((signal) =>
        withOperation(options, "any", (operation) => operation.share.open(files, shareHandlers(signal))),
      );
      if (options.json === true) printJson(result);
      else {
        for (const { name, sha256, status } of result.kept)
          printLine(`${status === "kept" ? "Kept" : "Kept before"}: ${name} (${sha256.slice(0, 16)})`);
        if (result.contents !== null) {
          printLine(
            `Given for ${result.contents.purpose}: ${result.contents.reason}; until ${isoFromEpochUs(result.contents.untilUs) ?? ""}.`,
          );
        }
      }
      for (const issue of result.issues) tell(issue);
      if (result.issues.length > 0) process.exitCode = exitStatus.damaged;
    });
}

/** Adds `link`. */
export function addLink(share: Command): void {
  withVaultOptions(share.command("link <id>"))
    .description("Make links that fetch the encrypted objects of a share without keys to the bucket, until they end. Nothing connects.")
    .option("--for <time>", "how long, at most 7 days and not longer than the share: 24h, 90m", "24h")
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      "\nExample:\n  creance share link 3f1a52 --for 24h\n\nWho has a link can fetch the object; only its recipients can read it.",
    )
    .action(async (id: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions & { readonly for: string; readonly by?: string }>();
      const by = actingPerson(options.by);
      const forUs = lengthUs(options.for, parseDurationUs);
      const links = await withOperation(options, "existing", (operation) =>
        operation.share.links(id, { untilUs: Date.now() * 1000 + forUs, by }),
      );
      for (const link of links) {
        if (options.json === true) printJson(link);
        else printLine(`${link.name}  until ${isoFromEpochUs(link.untilUs) ?? ""}\n  ${link.url}`);
      }
    });
}
