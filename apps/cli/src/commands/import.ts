/** `creance import`: keep files and folders, read every flight record. */
import type { Command } from "commander";
import { reportImport } from "../import-report.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds the command. */
export function addImport(creance: Command): void {
  withVaultOptions(creance.command("import <path...>"))
    .description("Keep files, folders and zip archives, and read every flight record in them. Running it again adds nothing.")
    .option("--summary", "with --json: only the summary line")
    .addHelpText(
      "after",
      `
Examples:
  creance import /media/card/FlightRecord
  creance import phone-backup.zip --json
  creance import ~/drones --json --summary

Exit status: 0 done; 1 done, but some file was damaged or could not be kept; 2 no such path; 4 the machine refused (disk full,
no permission for the vault); 130 stopped by Ctrl-C: everything reported as kept stays kept.`,
    )
    .action((paths: string[], options: VaultOptions) =>
      withOperation(options, "any", async (operation) => {
        await reportImport(options, (handlers) => operation.importPaths(paths, handlers));
      }),
    );
}
