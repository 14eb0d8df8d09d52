/** `creance hold down`: ends the gateway. It never opens anything: the local link goes down first and stays down. */
import { existsSync } from "node:fs";
import { isUserError, UserError } from "@creance/core";
import { removePlan } from "@creance/gateway";
import { isInterfaceName } from "@creance/hold";
import { policyError, readPolicy } from "@creance/policy";
import type { Command } from "commander";
import { printJson, printLine } from "../output.ts";
import { readPolicyFile } from "../policy-file.ts";
import { DEFAULT_POLICY, holdControl, type PlaceOptions, whoAsks, withRuntime } from "./hold-options.ts";

interface DownOptions extends PlaceOptions {
  readonly policy: string;
  readonly keepRules?: boolean;
  readonly lan?: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function addDown(hold: Command): void {
  withRuntime(hold.command("down"))
    .description("End the gateway. The local link stays down, so nothing of it passes; this machine itself is free again.")
    .option("--policy <file>", "the policy file, for the local interface", DEFAULT_POLICY)
    .option("--lan <interface>", "the local interface, where there is no policy file any more")
    .option("--keep-rules", "only end the gateway: the rules stay in force, for this machine too")
    .option("--json", "print one object")
    .addHelpText(
      "after",
      "\nExamples:\n  sudo creance hold down\n  sudo creance hold down --policy policy.yaml\n  creance hold down --keep-rules        for members of the group creance-hold\n\nRun as a service, the gateway would be started again: use `systemctl stop creance-hold`.",
    )
    .action(async (options: DownOptions) => {
      // Before anything is ended: half an end helps nobody.
      const lanInterface = options.keepRules === true ? null : (options.lan ?? lanOf(options.policy));
      const wasRunning = await endGateway(options);
      const told = [wasRunning ? "The gateway has ended." : "No gateway was running."];
      if (lanInterface !== null) told.push(...(await removePlan({ lanInterface })));
      if (options.json === true) printJson({ wasRunning, rules: options.keepRules === true ? "kept" : "removed", told });
      else for (const sentence of told) printLine(sentence);
    });
}

async function endGateway(options: DownOptions): Promise<boolean> {
  try {
    await holdControl(options).end(whoAsks());
    return true;
  } catch (error) {
    if (isUserError(error) && error.code === "hold-not-running") return false;
    throw error;
  }
}

function lanOf(path: string): string {
  if (!existsSync(path)) {
    const advice = "name it with --policy, or the local interface with --lan";
    throw new UserError("no-such-policy", "notFound", `There is no policy file ${path}. Nothing was ended: ${advice}.`);
  }
  const reading = readPolicy(readPolicyFile(path));
  if (!reading.ok) throw policyError(reading.problems);
  const name = reading.policy.hold?.lan.interface;
  if (name === undefined || !isInterfaceName(name)) {
    throw new UserError("policy-without-hold", "wrongUse", `${path} names no local interface: give it with --lan. Nothing was ended.`);
  }
  return name;
}
