/** The whole plan for a machine: a pure function of policy and facts. */
import { type Platform, toHex } from "@creance/core";
import type { Policy } from "@creance/policy";
import { rulesInput } from "../rules/rules-input.ts";
import { rulesText } from "../rules/rules-text.ts";
import { dhcpConfig } from "./dhcp-config.ts";
import { planObjections } from "./objections.ts";
import { placeServices } from "./place-services.ts";
import { planSteps } from "./plan-steps.ts";
import { planWords } from "./plan-words.ts";
import { relayUidOf } from "./relay-uid.ts";
import type { HoldPlan, MachineFacts } from "./types.ts";

/** What a plan may be told beside policy and machine. */
export interface PlanOptions {
  /** Name to synthetic address, as given before in this run. */
  readonly previous?: ReadonlyMap<string, string>;
  /** Default `/var/lib/creance-hold`. */
  readonly stateFolder?: string;
}

/** Makes the plan; what stands in the way are its `objections`. Throws a `UserError` when the policy has no gateway or a value cannot stand in rules. */
export function makePlan(policy: Policy, facts: MachineFacts, platform: Pick<Platform, "sha256">, options: PlanOptions = {}): HoldPlan {
  const relayUid = relayUidOf(facts.accounts);
  const input = rulesInput(policy, relayUid);
  const text = rulesText(input);
  return {
    policy,
    services: placeServices(policy.services, options.previous),
    relayUid,
    rulesText: text,
    rulesSha256: toHex(platform.sha256(new TextEncoder().encode(text))),
    dhcpConfig: dhcpConfig(policy, options.stateFolder),
    steps: planSteps(input, text),
    objections: planObjections(policy, input, facts),
    words: planWords(policy),
  };
}
