/** The texts that come with an audit's request, read before anything starts: a wrong one is refused with its place. */
import type { AuditRequest } from "@creance/api";
import { emptyStatement, readConsent, readIdentifiers, readOwnClaims, readStatement } from "@creance/audit";
import { UserError } from "@creance/core";
import type { AuditParts } from "../read-job.ts";
import { readAuditPolicy } from "./audit-policy.ts";

/** Names of the texts, with what the command line calls the file of each. */
export const auditTexts = {
  keys: "keys.log",
  identifiers: "identifiers.json",
  consent: "consent.json",
  statement: "statement.json",
  claims: "claims.json",
  policy: "policy.json",
} as const satisfies { readonly [Name in keyof AuditRequest]?: string };
/** Name of a text. */
export type AuditTextName = keyof typeof auditTexts;

/** The texts that say anything, in order. */
export function givenTexts(request: AuditRequest): readonly { readonly name: AuditTextName; readonly text: string }[] {
  return (Object.keys(auditTexts) as AuditTextName[]).flatMap((name) => {
    const text = request[name];
    return text === undefined || text.trim() === "" ? [] : [{ name, text }];
  });
}

/** Reads them. Throws `UserError` with the entry and member that are wrong. */
export function readAuditTexts(request: AuditRequest): Pick<AuditParts, "keyLogs" | "asked"> {
  const given = new Map(givenTexts(request).map(({ name, text }) => [name, text]));
  const read = <Value>(name: AuditTextName, reader: (text: string) => Value, absent: Value): Value => {
    const text = given.get(name);
    return text === undefined ? absent : reader(text);
  };
  return {
    keyLogs: read("keys", checkedKeyLog, []),
    asked: {
      identifiers: read("identifiers", readIdentifiers, {}),
      consents: read("consent", readConsent, []),
      statement: read("statement", readStatement, emptyStatement),
      ownClaims: read("claims", readOwnClaims, []),
      policies: read("policy", readAuditPolicy, []),
    },
  };
}

/** A text that holds no line of a key log is a mistake worth a word; keys of other sessions are not. */
function checkedKeyLog(text: string): readonly string[] {
  if (!/^[A-Z0-9_]{3,64} [0-9a-fA-F]{2,128} [0-9a-fA-F]{2,256}\s*$/m.test(text)) {
    throw new UserError(
      "keys-invalid",
      "wrongUse",
      "The key log cannot be used: it has no line of a label, a client random and a secret, as SSLKEYLOGFILE has. Nothing was audited.",
    );
  }
  return [text];
}
