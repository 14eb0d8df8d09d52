/** C15: nothing leaves that the policy does not list. */
import { unlistedFindings } from "../../policy/judge-policy.ts";
import { boundedProblems } from "../bounded-support.ts";
import { type ClaimRule, notObserved, notTestable } from "../claim-rule.ts";
import { findingsText } from "../evidence-text.ts";

/** C15. */
export const policyListsAll: ClaimRule = {
  judge(evidence) {
    if (evidence.policies.length === 0) return notTestable("Give the policy as a list of what may go where, and it is compared.");
    const unlisted = unlistedFindings(evidence.policies, evidence.found);
    if (unlisted.length > 0) {
      return {
        verdict: "CONTRADICTED",
        because: `No rule of the policy lists: ${findingsText(unlisted)}.`,
        basis: "contents",
        findings: unlisted,
      };
    }
    const what =
      evidence.found.length === 0
        ? "Nothing that was looked for was found going out"
        : "All that was found going out is listed by the policy";
    const problems = boundedProblems(evidence, { windows: null, contents: true });
    if (problems.length > 0) return notObserved(`${what}.`, { notCovered: problems });
    return {
      verdict: "SUPPORTED",
      because: `${what}, and every byte that went out was read. This holds for these captures and for the kinds of data that were looked for.`,
      basis: "contents",
      findings: evidence.found,
    };
  },
};
