/** `creance demo`: the sample operation, in a vault of its own, and the web app on it. */
import type { Command } from "commander";
import { reportImport } from "../import-report.ts";
import { tell } from "../output.ts";
import { readSettings, settingValue } from "../settings.ts";
import { withOperation } from "../with-operation.ts";
import { type ServeOptions, serveVault } from "./serve.ts";

/** Adds the command. */
export function addDemo(creance: Command): void {
  creance
    .command("demo")
    .description("Load the sample operation (invented flights of invented places) into a vault of its own and start the web app on it.")
    .option("--vault <dir>", "folder of the vault (default: the usual one with -demo at its end)")
    .option("--port <number>", "port (default 8787; 0 takes a free one)")
    .option("--no-serve", "load it and end")
    .option("--json", "print the import as JSON lines")
    .option("--summary", "with --json: only the summary line")
    .addHelpText("after", "\nExamples:\n  creance demo\n  creance demo --no-serve --vault /tmp/demo --json")
    .action(async (options: ServeOptions & { serve: boolean }) => {
      const vault = options.vault ?? `${settingValue(readSettings(), "vault")}-demo`;
      const here = { ...options, vault };
      await withOperation(here, "any", async (operation) => {
        await reportImport(options, (handlers) => operation.loadSample(handlers));
      });
      // The sample holds a cut record on purpose: loading it is no failure.
      if (process.exitCode === 1) process.exitCode = 0;
      if (options.json !== true) tell(`The sample operation lies in ${vault}.`);
      if (options.serve && process.exitCode !== 130) await serveVault(here);
    });
}
