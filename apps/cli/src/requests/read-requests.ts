/** `creance requests list|show|report`: what stands in the register. */
import type { Command } from "commander";
import { printChunks, printJson, tell } from "../output.ts";
import { textTable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { printRequest, requestCells } from "./request-lines.ts";

/** Adds the commands. */
export function addReading(requests: Command): void {
  withVaultOptions(requests.command("list"))
    .description("Every request, in the order received; those that are late say so.")
    .addHelpText("after", "\nExample:\n  creance requests list --json")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ requests: register }) => {
        const rows = await register.list();
        if (options.json === true) for (const row of rows) printJson(row);
        else await printChunks(textTable(["request", "received", "due", "basis", "decision", "given", "asked by"], rows.map(requestCells)));
        const late = rows.filter(({ isLate }) => isLate).length;
        if (late > 0) tell(`${late === 1 ? "1 request is" : `${late} requests are`} past the day by which an answer was due.`);
      }),
    );
  withVaultOptions(requests.command("show <request>"))
    .description("One request: who asked, for what, how it was decided, what was given, when.")
    .addHelpText("after", "\nExample:\n  creance requests show 3f0c91aa")
    .action((id: string, options: VaultOptions) =>
      withOperation(options, "existing", async ({ requests: register }) => printRequest(await register.show(id), options.json === true)),
    );
  withVaultOptions(requests.command("report"))
    .description("Counts by year, basis and decision. No names, no words: they can be published.")
    .addHelpText("after", "\nExample:\n  creance requests report --json")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ requests: register }) => {
        const counts = await register.counts();
        if (options.json === true) for (const count of counts) printJson(count);
        else {
          await printChunks(
            textTable(
              ["year", "basis", "decision", "requests", "answered", "items given"],
              counts.map((one) => [one.year, one.basis, one.decision, one.requests, one.answered, one.items].map(String)),
            ),
          );
        }
      }),
    );
}
