/** Reads an operator's own claims: `[{id, title, by, source, says, kinds, hosts, countries}]`. */
import type { OwnClaim } from "../audit.ts";
import { hostsMember } from "../consent/host-pattern.ts";
import {
  entriesOf,
  memberError,
  optionalTextMember,
  parseJsonFile,
  textMember,
  textsMember,
  wordMember,
  wordsMember,
} from "../coverage/json-members.ts";
import { findingKinds } from "../types.ts";

const file = { code: "own-claims-invalid", name: "list of own claims" } as const;

/** The claims of a JSON text, in its order. `kinds`, `hosts` and `countries` may be absent: any. Throws `UserError` (`own-claims-invalid`). */
export function readOwnClaims(text: string): readonly OwnClaim[] {
  const seen = new Set<string>();
  const known = ["id", "title", "by", "source", "says", "kinds", "hosts", "countries"];
  return entriesOf(parseJsonFile(text, file), file, "claim", known).map((entry) => {
    const id = textMember(entry, "id");
    if (/^C\d\d$/.test(id)) throw memberError(entry, "id", "ids C00 to C99 belong to the built-in claims");
    if (seen.has(id)) throw memberError(entry, "id", "the same id stands twice");
    seen.add(id);
    const countries = textsMember(entry, "countries", []).map((text) => text.toUpperCase());
    if (!countries.every((country) => /^[A-Z]{2}$/.test(country))) {
      throw memberError(entry, "countries", "two letters a country are expected (ISO 3166-1 alpha-2)");
    }
    const claim = {
      id,
      title: textMember(entry, "title"),
      by: optionalTextMember(entry, "by") ?? "the operator",
      source: optionalTextMember(entry, "source") ?? "own claim",
      says: wordMember(entry, "says", ["never", "only", "happens"] as const),
      kinds: wordsMember(entry, "kinds", findingKinds, []),
      hosts: hostsMember(entry, "hosts", []),
      countries,
    };
    if (claim.kinds.length + claim.hosts.length + claim.countries.length === 0) {
      throw memberError(entry, "says", "at least one of kinds, hosts and countries must say what it is about");
    }
    return claim;
  });
}
