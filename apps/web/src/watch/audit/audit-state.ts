/** What an audit came to, in one word for the glance. */
import type { AuditAnswer } from "@creance/api";

/** The word, and which of the state colours goes with it. */
export interface AuditState {
  readonly word: string;
  readonly tone: "bad" | "good" | "none" | "warn";
}

/** `Went out without consent`, `Only with consent`, `Nothing found`; never that nothing happened. */
export function auditState({ counts, coverage }: Pick<AuditAnswer, "counts" | "coverage">): AuditState {
  if (counts.withoutConsent > 0) return { word: "Went out without a recorded consent", tone: "bad" };
  if (counts.out > 0) return { word: "Only what a consent covers was found going out", tone: "good" };
  const { bytesOut } = coverage;
  const read = bytesOut.plain + bytesOut.decrypted;
  const total = read + bytesOut.sealed + bytesOut.missing + bytesOut.unread;
  if (total > 0 && read < total / 2) return { word: "Nothing found in what could be read", tone: "warn" };
  return { word: "Nothing found going out", tone: "none" };
}
