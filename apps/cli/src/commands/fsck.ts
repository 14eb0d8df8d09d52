/** `creance fsck`: is everything still whole? */
import { formatBytes } from "@creance/core";
import type { Operation } from "@creance/server";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine } from "../output.ts";
import { openProgress } from "../progress.ts";
import { printable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds the command. */
export function addFsck(creance: Command): void {
  withVaultOptions(creance.command("fsck"))
    .description("Hash every original again and name everything that is damaged, missing or extra. Changes nothing.")
    .addHelpText("after", "\nExamples:\n  creance fsck\n  creance fsck --json\n\nExit status: 0 whole; 1 something is damaged or missing.")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ vault }) => {
        const progress = openProgress();
        // A catalogue that cannot be read is a finding of the check, and no reason not to make it.
        const originals = countOriginals(vault);
        let checkedBytes = 0;
        const found = await vault.fsck({
          onProgress: ({ files, bytes, totalBytes }) => {
            checkedBytes = bytes;
            progress.update({ filesSeen: originals, filesDone: files, bytesSeen: totalBytes, bytesDone: bytes, walked: true });
          },
        });
        progress.clear();
        if (options.json === true) printJson(found);
        else {
          for (const [word, findings] of [
            ["damaged", found.damaged],
            ["missing", found.missing],
            ["extra", found.extra],
          ] as const) {
            for (const { path, sentence } of findings) printLine(`${word}: ${printable(path)}: ${printable(sentence)}`);
          }
          const { damaged, missing, extra } = found;
          printLine(
            `${found.checked} checked (${formatBytes(checkedBytes)} kept): ${damaged.length} damaged, ${missing.length} missing, ${extra.length} extra.`,
          );
        }
        if (found.damaged.length > 0 || found.missing.length > 0) process.exitCode = exitStatus.damaged;
      }),
    );
}

function countOriginals(vault: Operation["vault"]): number {
  try {
    return vault.info().originals;
  } catch {
    return 0;
  }
}
