/** `creance policy explain`: may a name be reached, or could such data go there; why, and what is missing. */
import { findingKinds } from "@creance/audit";
import { UserError } from "@creance/core";
import {
  type DataClass,
  dataClasses,
  explainName,
  type Purpose,
  placeFault,
  policyError,
  purposes,
  type RecipientKind,
  readPolicy,
  recipientKinds,
  type ThoughtOf,
} from "@creance/policy";
import type { Command } from "commander";
import { wordOption, wordsOption } from "../listed-words.ts";
import { printJson, printLine } from "../output.ts";
import { readPolicyFile } from "../policy-file.ts";

interface ExplainOptions {
  readonly json?: boolean;
  readonly data?: readonly DataClass[];
  readonly redact?: readonly DataClass[];
  readonly to?: RecipientKind;
  readonly purpose?: Purpose;
  readonly place?: string;
  readonly readable?: boolean;
}

/** Adds the command. */
export function addExplain(policy: Command): void {
  policy
    .command("explain <file> [name]")
    .description("Say whether a name may be reached, or whether data may go somewhere; why, and what is missing.")
    .option("--data <classes>", "data that would leave, with commas between the words", wordsOption("data", dataClasses))
    .option("--redact <classes>", "data that would be taken out first", wordsOption("redact", dataClasses))
    .option("--to <kind>", "kind of recipient", wordOption("to", recipientKinds))
    .option("--purpose <purpose>", "what for", wordOption("purpose", purposes))
    .option("--place <place>", "where it would lie: a country (US) or a provider's region (aws/us-west-2)")
    .option("--readable", "it would lie there unencrypted")
    .option("--json", "print one object")
    .addHelpText(
      "after",
      "\nExamples:\n  creance policy explain policy.yaml activation.example.com\n  creance policy explain policy.yaml --data imagery --redact position,faces --to customer \\\n    --purpose requestedService --place aws/us-west-2",
    )
    .action(async (path: string, name: string | undefined, options: ExplainOptions) => {
      const reading = readPolicy(readPolicyFile(path), { dataKinds: findingKinds });
      if (!reading.ok) throw policyError(reading.problems);
      const asksForName = name !== undefined;
      if (asksForName === (options.data !== undefined)) {
        throw new UserError("bad-option", "wrongUse", "Ask for a name, or for data with --data, --to, --purpose and --place.");
      }
      if (asksForName) {
        const decision = explainName(reading.policy, name);
        if (options.json === true) printJson(decision);
        else printDecision(decision.sentences, decision.missing, "To be reached it would need:");
        return;
      }
      const manifest = reading.policy.privacy;
      if (manifest === null)
        throw new UserError(
          "no-manifest",
          "wrongUse",
          `${path} says nothing about privacy (the part privacy), so no data may go anywhere by it.`,
        );
      const way = wayOf(options);
      const { openPolicyEngine } = await import("@creance/cedar");
      const { explainFlow } = await import("@creance/policy");
      const decision = explainFlow(way, { manifest, engine: await openPolicyEngine(), nowUs: Date.now() * 1000 });
      if (options.json === true) printJson(decision);
      else if (decision.verdict === "permit")
        printLine(
          `The flow ${decision.flowId ?? ""} lets it go there, once it is granted, encrypted to the recipient and its region is checked.`,
        );
      else
        printDecision(
          ["It may not go there:"],
          decision.missing.map(({ sentence, satisfiedBy }) => `${sentence} Needed: ${satisfiedBy}`),
          "",
        );
    });
}

function wayOf({ data = [], redact = [], to, purpose, place, readable = false }: ExplainOptions): ThoughtOf {
  if (to === undefined || purpose === undefined || (place === undefined && to !== "public"))
    throw new UserError("bad-option", "wrongUse", "With --data, --to, --purpose and --place are needed too (--place not for the public).");
  const fault = place === undefined ? null : placeFault(place);
  if (fault !== null) throw new UserError("bad-option", "wrongUse", `--place ${fault}`);
  return { data, redacted: redact, to, purpose, place: place ?? "", readable };
}

function printDecision(sentences: readonly string[], missing: readonly string[], head: string): void {
  for (const sentence of sentences) printLine(sentence);
  if (missing.length > 0 && head !== "") printLine(head);
  for (const sentence of missing) printLine(`  ${sentence}`);
}
