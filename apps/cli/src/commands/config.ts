/** `creance config`: every setting and where it came from. */
import type { Command } from "commander";
import { printJson, printLine } from "../output.ts";
import { configPath, readSettings } from "../settings.ts";

/** Adds the command. */
export function addConfig(creance: Command): void {
  creance
    .command("config")
    .description("Show every setting, its value and where that came from.")
    .option("--vault <dir>", "as given to the other commands")
    .option("--json", "one JSON line a setting")
    .addHelpText(
      "after",
      `\nExamples:\n  creance config\n  CREANCE_VAULT=/srv/creance creance config --json\n\nConfiguration file: ${configPath() ?? "none, because this account has no home folder"}`,
    )
    .action((options: { vault?: string; json?: boolean }) => {
      for (const setting of readSettings({ vault: options.vault })) {
        if (options.json === true) printJson(setting);
        else
          printLine(
            `${setting.name.padEnd(8)} ${setting.value === "" ? "none" : setting.value}  (${setting.from})\n         ${setting.doc} ${setting.env}`,
          );
      }
    });
}
