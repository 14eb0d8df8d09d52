/** `creance publish`: the public page of flights and of requests for data. Off until flights are published one by one. */
import { readFileSync, statSync } from "node:fs";
import { UserError } from "@creance/core";
import {
  type FlightPurpose,
  flightPurposes,
  readTransparencySettings,
  type TransparencySettings,
  transparencyTemplate,
} from "@creance/policy";
import type { Operation } from "@creance/server";
import { type Command, Option } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { printChunks, printJson, printLine, tell } from "../output.ts";
import { textTable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

const MAX_SETTINGS_BYTES = 65_536;

type Preview = Awaited<ReturnType<Operation["publish"]["preview"]>>;

interface PublishOptions extends VaultOptions {
  readonly settings: string;
  readonly by?: string;
}

/** Adds the commands. */
export function addPublish(creance: Command): void {
  const publish = creance
    .command("publish")
    .description("A public page, as static files: counts of requests, and flights that you publish one by one, delayed and coarse.");
  addSettings(publish);
  addFlights(publish);
  addWord(publish, { name: "flight", state: "published", says: "Put a flight on the page: shown after its delay, coarse." });
  addWord(publish, { name: "withdraw", state: "withdrawn", says: "Take a flight off the page. That it was there stays in the totals." });
  addPreview(publish);
  addWrite(publish);
}

function addSettings(publish: Command): void {
  publish
    .command("settings")
    .description("Print settings to start from: what the page says, its delay, how coarse it is.")
    .addHelpText("after", "\nExample:\n  creance publish settings > page.json")
    .action(() => printLine(JSON.stringify(transparencyTemplate, null, 2)));
}

function addFlights(publish: Command): void {
  withSettings(withVaultOptions(publish.command("flights")))
    .description("How each flight stands: in review, published, waiting, withdrawn.")
    .addHelpText("after", "\nExample:\n  creance publish flights --settings page.json")
    .action((options: PublishOptions) =>
      withOperation(options, "existing", async ({ publish: page }) => {
        const flights = await page.flights(readSettingsFile(options.settings));
        if (options.json === true) for (const flight of flights) printJson(flight);
        else {
          await printChunks(
            textTable(
              ["flight", "state", "purpose", ""],
              flights.map(({ id, state, purpose, isShown, waitsFor }) => [
                id,
                state,
                purpose ?? "",
                isShown ? "shown" : waitsFor === null ? "" : `waits: ${waitsFor.replaceAll("-", " ")}`,
              ]),
            ),
          );
        }
      }),
    );
}

function addWord(
  publish: Command,
  { name, state, says }: { readonly name: string; readonly state: "published" | "withdrawn"; readonly says: string },
): void {
  const command = withVaultOptions(publish.command(`${name} <flight>`))
    .description(says)
    .option("--by <name>", BY_HELP);
  if (state === "published") {
    command.addOption(new Option("--purpose <purpose>", "for what it was flown").choices(Object.keys(flightPurposes)));
  }
  command
    .addHelpText("after", `\nExample:\n  creance publish ${name} 5f1d2c3b4a596877${state === "published" ? " --purpose inspection" : ""}`)
    .action((id: string, options: VaultOptions & { readonly purpose?: FlightPurpose; readonly by?: string }) =>
      withOperation(options, "existing", async ({ publish: page }) => {
        await page.setFlight(id, { state, purpose: options.purpose ?? null, by: actingPerson(options.by) });
        if (options.json === true) printJson({ id, state });
        else printLine(`The flight is ${state}. The page changes when it is written again.`);
      }),
    );
}

function addPreview(publish: Command): void {
  withSettings(withVaultOptions(publish.command("preview")))
    .description("Print exactly what would be public, whether anything true of the shown flights was found in it, and its hash.")
    .addHelpText(
      "after",
      "\nExamples:\n  creance publish preview --settings page.json\n\nExit status: 0; 1 when something was found that must not be public.",
    )
    .action((options: PublishOptions) =>
      withOperation(options, "existing", async ({ publish: page }) => {
        const preview = await page.preview(readSettingsFile(options.settings));
        const { document, files, leaks, pageSha256 } = preview;
        if (options.json === true) printJson({ pageSha256, document, leaks, files: files.map(sizeOf) });
        else {
          printLine(JSON.stringify(document, null, 2));
          for (const file of files) printLine(`${file.name}  ${file.bytes.byteLength} bytes`);
          printLine(`To write it: creance publish write --settings ${options.settings} --page ${pageSha256} --out DIR`);
        }
        tellChecks(preview);
      }),
    );
}

function addWrite(publish: Command): void {
  withSettings(withVaultOptions(publish.command("write")))
    .description("Write the page that was looked at into a folder, for any web server. Nothing is uploaded.")
    .requiredOption("--page <sha256>", "hash of the preview that you looked at")
    .requiredOption("--out <dir>", "new or empty folder, or one with an earlier page")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance publish write --settings page.json --page 3f0c... --out public")
    .action((options: PublishOptions & { readonly page: string; readonly out: string }) =>
      withOperation(options, "existing", async ({ publish: page }) => {
        const settings = readSettingsFile(options.settings);
        const written = await page.write(settings, { folder: options.out, pageSha256: options.page, by: actingPerson(options.by) });
        if (options.json === true) printJson({ pageSha256: written.pageSha256, files: written.files.map(sizeOf) });
        else for (const { name } of written.files) printLine(`${options.out}/${name}`);
        tellChecks(written);
      }),
    );
}

function tellChecks({ leaks, unsigned }: Preview): void {
  for (const { sentence } of leaks.found) tell(sentence);
  const { values, positions } = leaks.searched;
  tell(`${values} serials, names and other values and ${positions} true positions were looked for: ${leaks.found.length} found.`);
  if (unsigned !== null) tell(unsigned);
  if (!leaks.ok) process.exitCode = exitStatus.damaged;
}

function withSettings(command: Command): Command {
  return command.requiredOption("--settings <file>", "settings of the page: see `creance publish settings`");
}

function readSettingsFile(path: string): TransparencySettings {
  try {
    if (statSync(path).size > MAX_SETTINGS_BYTES)
      throw new UserError("bad-option", "wrongUse", `${path} is too large for settings of a page.`);
    return readTransparencySettings(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOENT") throw error;
    throw new UserError("no-such-file", "notFound", `There is no file ${path}; nothing was published.`);
  }
}

function sizeOf({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): {
  readonly name: string;
  readonly sizeBytes: number;
} {
  return { name, sizeBytes: bytes.byteLength };
}
