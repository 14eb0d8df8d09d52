/** What a policy would do on this machine, in words. */
import type { HoldPlanView } from "@creance/api";
import { type MachineFacts, makePlan } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import { readPolicy } from "@creance/policy";

/** Reads the policy and plans with it. Nothing is changed; `facts` is asked only for a policy that can be read. */
export async function planOf(policyText: string, facts: () => Promise<MachineFacts>): Promise<HoldPlanView> {
  const reading = readPolicy(policyText);
  if (!reading.ok) {
    const problems = reading.problems.map(({ line, column, path, sentence }) => ({ line, column, path, sentence }));
    return { ok: false, problems, words: [], objections: [], steps: [], rulesText: "" };
  }
  const { policy } = reading;
  if (policy.hold === null) {
    const sentence = "The policy says nothing about a gateway: it has no part `hold`.";
    return { ok: false, problems: [{ line: 1, column: 1, path: "hold", sentence }], words: [], objections: [], steps: [], rulesText: "" };
  }
  const plan = makePlan(policy, await facts(), nodePlatform);
  return {
    ok: plan.objections.every(({ weight }) => weight !== "stops"),
    problems: [],
    words: plan.words,
    objections: plan.objections.map(({ code, weight, sentence }) => ({ code, weight, sentence })),
    steps: plan.steps.map(({ sentence, command }) => ({ sentence, command })),
    rulesText: plan.rulesText,
  };
}
