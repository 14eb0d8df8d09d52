/** The policy file read again while the gateway runs: only services may be others. */
import { isUserError, UserError } from "@creance/core";
import { type HoldPolicy, type Policy, policyError, readPolicy } from "@creance/policy";

/** The new policy. Throws `UserError`: `policy-unreadable`, `policy-invalid`, `reload-hold`; the gateway then goes on with the one it has. */
export async function rereadPolicy(
  readText: () => Promise<string>,
  hold: HoldPolicy,
): Promise<{ readonly policy: Policy; readonly text: string }> {
  let text: string;
  try {
    text = await readText();
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(
      "policy-unreadable",
      "machineRefused",
      `The policy file could not be read again (${error instanceof Error ? error.message : String(error)}). The gateway goes on with the policy it has.`,
      { cause: error },
    );
  }
  const reading = readPolicy(text);
  if (!reading.ok) throw policyError(reading.problems);
  if (JSON.stringify(reading.policy.hold) !== JSON.stringify(hold)) {
    throw new UserError(
      "reload-hold",
      "conflict",
      "The part `hold:` of the policy has changed, and only services can be changed while the gateway runs. It goes on with the policy it has: end it and start it again.",
    );
  }
  return { policy: reading.policy, text };
}
