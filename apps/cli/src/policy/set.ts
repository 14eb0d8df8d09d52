/** `creance policy set` and `creance policy show`: the privacy manifest that is in force in a vault. */
import { isoFromEpochUs } from "@creance/core";
import { keepWords, manifestText, purposeTable, recipientKindTable } from "@creance/policy";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { printJson, printLine } from "../output.ts";
import { readPolicyFile } from "../policy-file.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds `set`. */
export function addSet(policy: Command): void {
  withVaultOptions(policy.command("set <file>"))
    .description("Put the privacy manifest of a policy file in force in the vault: signed, and entered in the ledger.")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance policy set policy.yaml")
    .action(async (path: string, options: VaultOptions & { readonly by?: string }) => {
      const by = actingPerson(options.by);
      const text = readPolicyFile(path);
      const { manifest, sha256, setUs } = await withOperation(options, "any", ({ grants }) => grants.setPolicy(text, by));
      if (options.json === true) printJson({ sha256, revision: manifest.revision, setUs, flows: manifest.flows.length });
      else
        printLine(
          `In force: ${manifest.title}, version ${manifest.revision} (${sha256.slice(0, 16)}). ${manifest.flows.length} flows; whatever stands in none goes nowhere.`,
        );
    });
}

/** Adds `show`. */
export function addShow(policy: Command): void {
  withVaultOptions(policy.command("show"))
    .description("Show the privacy manifest that is in force in the vault.")
    .addHelpText("after", "\nExamples:\n  creance policy show\n  creance policy show --json")
    .action(async (options: VaultOptions) => {
      const inForce = await withOperation(options, "existing", ({ grants }) => grants.policy());
      if (options.json === true) {
        printJson(
          inForce === null
            ? { sha256: null, setUs: null, manifest: null }
            : { sha256: inForce.sha256, setUs: inForce.setUs, manifest: JSON.parse(manifestText(inForce.manifest)) },
        );
        return;
      }
      if (inForce === null) {
        printLine("No privacy manifest is in force: nothing may be shared.");
        return;
      }
      const { manifest, sha256, setUs } = inForce;
      printLine(`${manifest.title}, version ${manifest.revision}, set ${isoFromEpochUs(setUs) ?? ""} (${sha256})`);
      for (const flow of manifest.flows) {
        const to = flow.to.map((kind) => recipientKindTable[kind].title).join(", or ");
        printLine(`${flow.id}: ${flow.data.join(", ")} to ${to}, in ${flow.regions.join(", ")}`);
        printLine(
          `  for: ${flow.purposes.map((purpose) => purposeTable[purpose].title).join("; ")}; kept there: ${keepWords(flow.keepUs)}`,
        );
        if (flow.redact.length > 0) printLine(`  taken out before: ${flow.redact.join(", ")}`);
        if (flow.readable) printLine("  readable there, not encrypted");
      }
      if (manifest.flows.length === 0) printLine("It has no flow: nothing may be shared.");
    });
}
