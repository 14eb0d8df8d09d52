/** `@creance/cedar`: the Cedar policy engine behind the port of `@creance/policy`. */
export { openPolicyEngine } from "./open-policy-engine.ts";
