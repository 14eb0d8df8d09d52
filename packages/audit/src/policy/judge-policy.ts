/** A policy against what was found: each rule, and what no rule lists. */
import type { PolicyRule } from "../audit.ts";
import type { SeenFinding } from "../claims/claim-rule.ts";
import { findingsText } from "../claims/evidence-text.ts";
import { hostFits } from "../consent/host-pattern.ts";
import { countText } from "../coverage/quantity-text.ts";
import { serverOfFinding } from "../finding-groups.ts";
import type { PolicyVerdict } from "../result.ts";

/** Findings and conversations that are cited. */
const MAX_CITED = 20;
/** What the last verdict is about: everything that no rule lists. */
export const UNLISTED = "Nothing else";

/** Findings that no rule lists. A finding whose host is not known is listed only by a rule for any host. */
export function unlistedFindings(policies: readonly PolicyRule[], found: readonly SeenFinding[]): readonly SeenFinding[] {
  return found.filter((each) => !policies.some((rule) => isListed(rule, each)));
}

/** A verdict for each rule, in their order, and one for everything else; none without a policy. `uncovered` says what could not be looked at. */
export function judgePolicy(
  policies: readonly PolicyRule[],
  found: readonly SeenFinding[],
  uncovered: string | null,
): readonly PolicyVerdict[] {
  if (policies.length === 0) return [];
  const verdicts = policies.map((rule): PolicyVerdict => {
    const listed = found.filter((each) => isListed(rule, each));
    if (listed.length === 0)
      return { rule: rule.rule, verdict: "NOT OBSERVED", because: "Nothing of it was found going out.", findingIds: [], flowIds: [] };
    return { rule: rule.rule, verdict: "SUPPORTED", because: `Listed, and found: ${findingsText(listed)}.`, ...cited(listed) };
  });
  const unlisted = unlistedFindings(policies, found);
  if (unlisted.length > 0) {
    return [
      ...verdicts,
      { rule: UNLISTED, verdict: "CONTRADICTED", because: `No rule lists: ${findingsText(unlisted)}.`, ...cited(unlisted) },
    ];
  }
  const because = `${countText(found.length, "finding")} that went out, each listed by a rule.${uncovered === null ? "" : ` ${uncovered}`}`;
  return [...verdicts, { rule: UNLISTED, verdict: "NOT OBSERVED", because, findingIds: [], flowIds: [] }];
}

function isListed(rule: PolicyRule, { finding }: SeenFinding): boolean {
  return rule.kinds.includes(finding.kind) && (rule.hosts.length === 0 || hostFits(serverOfFinding(finding), rule.hosts));
}

function cited(findings: readonly SeenFinding[]): Pick<PolicyVerdict, "findingIds" | "flowIds"> {
  return {
    findingIds: findings.slice(0, MAX_CITED).map(({ finding }) => finding.findingId),
    flowIds: [...new Set(findings.map(({ finding }) => finding.flow.flowId))].slice(0, MAX_CITED),
  };
}
