/** Reads a list of consents: `[{from, until, kinds, hosts, purpose}]`. */
import { entriesOf, memberError, parseJsonFile, spanMembers, textMember, wordsMember } from "../coverage/json-members.ts";
import { type Consent, findingKinds } from "../types.ts";
import { hostsMember } from "./host-pattern.ts";

const file = { code: "consent-invalid", name: "list of consents" } as const;

/** The consents of a JSON text, in its order. Throws `UserError` (`consent-invalid`) that names entry and member. */
export function readConsent(text: string): readonly Consent[] {
  return entriesOf(parseJsonFile(text, file), file, "entry", ["from", "until", "kinds", "hosts", "purpose"]).map((entry) => {
    const { fromUs, untilUs } = spanMembers(entry);
    const kinds = wordsMember(entry, "kinds", findingKinds);
    if (kinds.length === 0) throw memberError(entry, "kinds", "the list is empty, so the consent would cover nothing");
    const hosts = hostsMember(entry, "hosts");
    if (hosts.length === 0) throw memberError(entry, "hosts", "the list is empty, so the consent would cover nothing");
    return { fromUs, untilUs, kinds, hosts, purpose: textMember(entry, "purpose") };
  });
}
