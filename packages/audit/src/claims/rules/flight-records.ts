/** C02: flight records go to Amazon's networks in the US and nowhere else. */
import { boundedProblems } from "../bounded-support.ts";
import { type ClaimRule, notObserved, notTestable, type SeenFinding } from "../claim-rule.ts";
import { findingsText, ofKinds, tallyText } from "../evidence-text.ts";
import type { SeenConversation } from "../seen-conversation.ts";
import { isUsRegion, regionSentence } from "./place-of-servers.ts";

/** Amazon's networks, by number. */
const AMAZON: readonly number[] = [14_618, 16_509];
const recordRoles: readonly string[] = ["flight-data", "fleet-cloud", "agri"];

/** C02. */
export const recordsToAmazon: ClaimRule = {
  sort(seen) {
    if (seen.uploadBytes === 0 || !recordRoles.includes(seen.row.endpoint?.role ?? "")) return null;
    return networkWord(seen);
  },
  judge(evidence) {
    if (!isUsRegion(evidence.context)) return notTestable(regionSentence(evidence.context));
    const records = ofKinds(evidence.found, ["flightRecord", "track"]);
    const elsewhere = records.filter(({ seen }: SeenFinding) => networkWord(seen) === "elsewhere");
    if (elsewhere.length > 0) {
      const because = `Flight records or tracks went to networks that are not Amazon's: ${findingsText(elsewhere)}.`;
      return { verdict: "CONTRADICTED", because, basis: "contents", findings: elsewhere };
    }
    const others = evidence.tally("elsewhere");
    if (others.conversations > 0) {
      const because = `Hosts for flight records in networks that are not Amazon's: ${tallyText(others)}. What was sent is not known.`;
      return { verdict: "CONTRADICTED", because, basis: "sizes", conversations: others.cited };
    }
    const us = evidence.tally("amazonUs");
    const amazon = evidence.tally("amazon");
    const unknown = evidence.tally("unknown");
    const seen = us.conversations + amazon.conversations + unknown.conversations + records.length;
    if (seen === 0) return notObserved("No flight record was seen going anywhere, and no host for them got more than a handshake.");
    const problems = [
      ...boundedProblems(evidence, { windows: null, contents: true }),
      ...(unknown.conversations > 0 || records.some((record) => networkWord(record.seen) === "unknown")
        ? ["No database knows whose network a server is in."]
        : []),
      ...(amazon.conversations > 0 ? ["Which of Amazon's regions it was needs the ranges that Amazon publishes."] : []),
    ];
    if (problems.length > 0)
      return notObserved("No flight record was seen going to a network that is known not to be Amazon's.", { notCovered: problems });
    return {
      verdict: "SUPPORTED",
      because: `All that went to hosts for flight records went to Amazon's networks, placed in the US by two databases: ${tallyText(us)}. This holds for these captures only.`,
      basis: "contents",
      findings: records,
      conversations: us.cited,
      caps: [{ at: "moderate", because: "A country by database is an opinion, not a measurement." }],
    };
  },
};

function networkWord({ row, placed }: SeenConversation): "amazonUs" | "amazon" | "elsewhere" | "unknown" {
  if (row.asn === null) return "unknown";
  if (!AMAZON.includes(row.asn)) return "elsewhere";
  return placed.country === "US" ? "amazonUs" : "amazon";
}
