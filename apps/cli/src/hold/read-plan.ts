/** The plan for this machine from a policy file. */
import { readMachine } from "@creance/gateway";
import { type HoldPlan, type MachineFacts, makePlan } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import { policyError, readPolicy } from "@creance/policy";
import { readPolicyFile } from "../policy-file.ts";

/** A plan with what it was made from. */
export interface PlanHere {
  readonly plan: HoldPlan;
  readonly facts: MachineFacts;
  readonly policyText: string;
}

/** Reads policy and machine. Throws `UserError` where the file is no policy or says nothing about a gateway. */
export async function readPlan(policyPath: string, stateFolder: string): Promise<PlanHere> {
  const policyText = readPolicyFile(policyPath);
  const reading = readPolicy(policyText);
  if (!reading.ok) throw policyError(reading.problems);
  const facts = await readMachine();
  return { plan: makePlan(reading.policy, facts, nodePlatform, { stateFolder }), facts, policyText };
}
