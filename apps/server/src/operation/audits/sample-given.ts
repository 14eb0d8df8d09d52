/** What the made-up operator of the sample hands in with each of its captures: the demonstration needs no typing. */
import type { AuditSuggestion } from "@creance/api";
import { sampleAudits } from "@creance/sample";
import type { Vault } from "@creance/vault";

/** The texts; `null` unless one capture is chosen and it is the sample's. */
export function sampleGiven(vault: Pick<Vault, "capture">, captures: readonly string[]): AuditSuggestion["sample"] {
  const row = captures.length === 1 ? vault.capture(captures[0] ?? "")?.row : undefined;
  if (row?.synthetic !== true) return null;
  const sample = sampleAudits.find(({ capture }) => row.fileName?.split(/[\\/!]/).at(-1) === capture);
  if (sample === undefined) return null;
  const text = (value: object): string => JSON.stringify(value, null, 2);
  return {
    note: sample.note,
    texts: {
      ...(Object.keys(sample.identifiers).length === 0 ? {} : { identifiers: text(sample.identifiers) }),
      ...(sample.consents.length === 0 ? {} : { consent: text(sample.consents) }),
      statement: text(sample.statement),
    },
  };
}
