/** Reads a policy as a list of what may go where: `[{rule, kinds, hosts, purpose}]`. What no rule allows is not allowed. */
import type { PolicyRule } from "../audit.ts";
import { hostsMember } from "../consent/host-pattern.ts";
import { entriesOf, jsonFileError, parseJsonFile, textMember, wordsMember } from "../coverage/json-members.ts";
import { findingKinds } from "../types.ts";

const file = { code: "policy-invalid", name: "policy" } as const;

/** The rules of a JSON text, in its order. An absent or empty `hosts` is any host. Throws `UserError` (`policy-invalid`). */
export function readPolicy(text: string): readonly PolicyRule[] {
  const entries = entriesOf(parseJsonFile(text, file), file, "rule", ["rule", "kinds", "hosts", "purpose"]);
  if (entries.length === 0) throw jsonFileError(file, "", "it has no rules; an empty policy would forbid everything");
  return entries.map((entry) => ({
    rule: textMember(entry, "rule"),
    kinds: wordsMember(entry, "kinds", findingKinds),
    hosts: hostsMember(entry, "hosts", []),
    purpose: textMember(entry, "purpose"),
  }));
}
