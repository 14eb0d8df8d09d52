/** The policy of an audit: the operation's policy file, or a list of rules as JSON; what it says about data as the audit's rules. */
import { findingKinds, type PolicyRule, readPolicy as readRuleList } from "@creance/audit";
import { type Policy, policyError, readPolicy } from "@creance/policy";

type FindingKind = PolicyRule["kinds"][number];

/** The rules in a text. Throws `UserError` (`policy-invalid`) with the line, or the entry and member, that is wrong. */
export function readAuditPolicy(text: string): readonly PolicyRule[] {
  if (/^\ufeff?\s*\[/.test(text)) return readRuleList(text);
  const reading = readPolicy(text, { dataKinds: findingKinds });
  if (!reading.ok) throw policyError(reading.problems);
  const rules = policyRules(reading.policy);
  return rules.length > 0 ? rules : [{ rule: "No kind of data may go anywhere", kinds: [], hosts: [], purpose: reading.policy.title }];
}

/** A rule for each service that data may go to, and the rules that are for audits alone, in the file's order. */
function policyRules({ services, allow }: Policy): readonly PolicyRule[] {
  return [
    ...services
      .filter(({ data }) => data.length > 0)
      .map(({ name, reason, data }) => ({ rule: name, kinds: data.map(kindOf), hosts: [name], purpose: reason })),
    ...allow.map((rule) => ({ ...rule, kinds: rule.kinds.map(kindOf) })),
  ];
}

/** The policy was read with these kinds and no others. */
function kindOf(kind: string): FindingKind {
  return kind as FindingKind;
}
