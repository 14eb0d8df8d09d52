/** `creance policy`: is the file right, may a name be reached or data leave, a file to start from; the manifest in force, and its public page. */
import { findingKinds } from "@creance/audit";
import { type Policy, policyError, policyTemplate, problemText, readPolicy } from "@creance/policy";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine } from "../output.ts";
import { addExplain } from "../policy/explain.ts";
import { addPublish } from "../policy/publish.ts";
import { addSet, addShow } from "../policy/set.ts";
import { readPolicyFile } from "../policy-file.ts";

/** Adds the commands. */
export function addPolicy(creance: Command): void {
  const policy = creance
    .command("policy")
    .description("The policy file: what may be reached and what may be shared, why, when and how much.");
  addCheck(policy);
  addExplain(policy);
  addInit(policy);
  addSet(policy);
  addShow(policy);
  addPublish(policy);
}

function addCheck(policy: Command): void {
  policy
    .command("check <file>")
    .description("Read a policy file and name everything that is wrong with it, with its line.")
    .option("--json", "print one object: ok, problems")
    .addHelpText(
      "after",
      "\nExamples:\n  creance policy check policy.yaml\n  creance policy check policy.yaml --json\n\nExit status: 0 it can be used; 1 something is wrong with it; 2 no such file.",
    )
    .action((path: string, options: { readonly json?: boolean }) => {
      const reading = readPolicy(readPolicyFile(path), { dataKinds: findingKinds });
      const problems = reading.ok ? [] : reading.problems;
      if (options.json === true) printJson({ ok: reading.ok, problems });
      else if (reading.ok) printLine(`${path}: ${summary(reading.policy)}`);
      else for (const problem of problems) printLine(`${path}: ${problemText(problem)}`);
      if (!reading.ok) process.exitCode = exitStatus.damaged;
    });
}

function addInit(policy: Command): void {
  policy
    .command("init")
    .description("Print a policy file to start from: whole, commented, and nothing passes.")
    .option("--lan <interface>", "interface on the controller's side")
    .option("--wan <interface>", "interface on the internet's side")
    .option("--privacy", "with a privacy manifest to start from")
    .addHelpText("after", "\nExample:\n  creance policy init --lan enp3s0 --wan wlp2s0 > policy.yaml")
    .action(({ lan, wan, privacy = false }: { readonly lan?: string; readonly wan?: string; readonly privacy?: boolean }) => {
      const text = policyTemplate({
        ...(lan === undefined ? {} : { lanInterface: lan }),
        ...(wan === undefined ? {} : { wanInterface: wan }),
        privacy,
      });
      // Whatever was typed for an interface is in the text now: it is checked like any file.
      const reading = readPolicy(text);
      if (!reading.ok) throw policyError(reading.problems);
      printLine(text.trimEnd());
    });
}

function summary({ title, hold, services, allow, privacy }: Policy): string {
  const count = (what: string, number: number): string => `${number} ${what}${number === 1 ? "" : "s"}`;
  const opened = (open: string): number => services.filter((service) => service.open === open).length;
  const gateway = hold === null ? "no gateway" : `gateway ${hold.mode} (${hold.lan.interface}, ${hold.wan.interface})`;
  const shared = privacy === null ? "" : `; privacy manifest version ${privacy.revision} with ${count("flow", privacy.flows.length)}`;
  return `nothing is wrong. ${title}: ${gateway}; ${count("service", services.length)} (${opened("always")} always open, ${opened("on-request")} on request, ${opened("never")} never); ${count("rule", allow.length)} for audits${shared}.`;
}
