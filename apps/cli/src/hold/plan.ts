/** `creance hold plan`: what would happen on this machine, in words and then as rules. Changes nothing. */
import type { HoldPlan } from "@creance/hold";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine } from "../output.ts";
import { DEFAULT_POLICY, type PlaceOptions, stateFolder, withState } from "./hold-options.ts";
import { readPlan } from "./read-plan.ts";

interface PlanOptions extends PlaceOptions {
  readonly policy: string;
  readonly rules?: boolean;
  readonly json?: boolean;
}

/** Adds the command. */
export function addPlan(hold: Command): void {
  withState(hold.command("plan"))
    .description("Say in words, then as commands and rules, what the gateway would do on this machine. Changes nothing.")
    .option("--policy <file>", "the policy file", DEFAULT_POLICY)
    .option("--no-rules", "words alone")
    .option("--json", "print the whole plan as one object")
    .addHelpText(
      "after",
      "\nExamples:\n  creance hold plan --policy policy.yaml\n  sudo creance hold plan | less\n\nExit status: 0 it could be put into force; 1 something stands in the way; 2 no such file, or no policy.",
    )
    .action(async (options: PlanOptions) => {
      const { plan } = await readPlan(options.policy, stateFolder(options));
      if (options.json === true) printJson(plan);
      else for (const line of planLines(plan, options.rules !== false)) printLine(line);
      if (plan.objections.some(({ weight }) => weight === "stops")) process.exitCode = exitStatus.damaged;
    });
}

/** The plan as lines. */
export function planLines(plan: HoldPlan, withRules: boolean): readonly string[] {
  const stops = plan.objections.filter(({ weight }) => weight === "stops");
  const warns = plan.objections.filter(({ weight }) => weight === "warns");
  const lines = [...plan.words];
  if (warns.length > 0) lines.push("", "Worth knowing:", ...warns.map(({ sentence }) => `  ${sentence}`));
  if (stops.length > 0)
    lines.push("", "This stands in the way; the gateway would not start:", ...stops.map(({ sentence }) => `  ${sentence}`));
  if (withRules) {
    lines.push("", "What would be done, in this order:");
    plan.steps.forEach(({ sentence, command }, at) => {
      lines.push(`  ${at + 1}. ${sentence}`);
      if (command !== null) lines.push(`     ${command.join(" ")}`);
    });
    // A tab would be shown as a dot, and the rules could not be copied; the hash is that of the file with its tabs.
    lines.push("", `The rules (rules.nft of the session, SHA-256 ${plan.rulesSha256}):`, plan.rulesText.trimEnd().replaceAll("\t", "  "));
    if (plan.dhcpConfig !== null) lines.push("", "The configuration of dnsmasq, which hands out addresses:", plan.dhcpConfig.trimEnd());
  }
  return lines;
}
