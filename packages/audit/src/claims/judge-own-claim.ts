/** An operator's own claims, judged by the same rules as the others. */
import type { OwnClaim } from "../audit.ts";
import { hostFits } from "../consent/host-pattern.ts";
import { serverOfFinding } from "../finding-groups.ts";
import type { ClaimVerdict } from "../result.ts";
import { boundedProblems } from "./bounded-support.ts";
import { type ClaimEvidence, notObserved, notTestable, type Ruling, type SeenFinding } from "./claim-rule.ts";
import { findingsText, serversText, tallyText } from "./evidence-text.ts";
import { claimVerdict } from "./judge-claim.ts";
import type { SeenConversation } from "./seen-conversation.ts";

/** The word of the tally that a conversation belongs to for an own claim. Claims about kinds of data rest on findings alone. */
export function sortForOwnClaim({ says, kinds, hosts, countries }: OwnClaim, seen: SeenConversation): string | null {
  if (kinds.length > 0 || !seen.leaves || seen.bytesOut === 0) return null;
  if (says === "only" && seen.housekeeping !== null) return null;
  const host = seen.row.serverName ?? seen.row.respIp;
  if (hosts.length > 0 && !hostFits(host, hosts)) return "other";
  if (countries.length === 0) return "match";
  if (seen.placed.country === null) return seen.placed.named.length === 0 ? "unplaced" : "disputed";
  return countries.includes(seen.placed.country) ? "match" : "other";
}

/** Judges an own claim. */
export function judgeOwnClaim(claim: OwnClaim, evidence: ClaimEvidence): ClaimVerdict {
  const head = {
    ...claim,
    audits: [],
    needsSearch: claim.kinds.length > 0,
    form: claim.says === "happens" ? "happens" : "never",
    log: "Nothing.",
  } as const;
  return claimVerdict(head, () => ruleOwnClaim(claim, evidence), evidence);
}

function ruleOwnClaim(claim: OwnClaim, evidence: ClaimEvidence): Ruling {
  const matching = evidence.found.filter((each) => fits(claim, each));
  if (
    claim.kinds.length > 0 &&
    claim.says !== "only" &&
    matching.length === 0 &&
    !claim.kinds.some((kind) => isLookedFor(evidence, kind))
  ) {
    return notTestable("Nothing of these kinds was looked for.");
  }
  if (claim.says === "happens") return happens(evidence, matching);
  if (claim.says === "never") return never(claim, evidence, matching);
  return only(claim, evidence);
}

function happens(evidence: ClaimEvidence, matching: readonly SeenFinding[]): Ruling {
  const match = evidence.tally("match");
  if (matching.length > 0)
    return {
      verdict: "SUPPORTED",
      because: `Found: ${findingsText(matching)}.`,
      basis: "contents",
      findings: matching,
      conversations: match.cited,
    };
  if (match.conversations > 0)
    return { verdict: "SUPPORTED", because: `Seen: ${tallyText(match)}.`, basis: "packets", conversations: match.cited };
  return notObserved(`It was looked for and not found.${disputedText(evidence)}`);
}

function never(claim: OwnClaim, evidence: ClaimEvidence, matching: readonly SeenFinding[]): Ruling {
  const match = evidence.tally("match");
  if (matching.length > 0) {
    const because = `Found going out: ${findingsText(matching)}.`;
    return { verdict: "CONTRADICTED", because, basis: "contents", findings: matching, conversations: match.cited };
  }
  if (match.conversations > 0)
    return { verdict: "CONTRADICTED", because: `Seen: ${tallyText(match)}.`, basis: "packets", conversations: match.cited };
  return unlessProblems(claim, evidence, `It was looked for and not found.${disputedText(evidence)}`, []);
}

function only(claim: OwnClaim, evidence: ClaimEvidence): Ruling {
  const others = evidence.found.filter((each) => !fits(claim, each) && !isUnplaced(claim, each));
  const other = evidence.tally("other");
  if (others.length > 0) {
    return {
      verdict: "CONTRADICTED",
      because: `Found besides: ${findingsText(others)}.`,
      basis: "contents",
      findings: others,
      conversations: other.cited,
    };
  }
  if (other.conversations > 0)
    return { verdict: "CONTRADICTED", because: `Seen besides: ${tallyText(other)}.`, basis: "packets", conversations: other.cited };
  const unplaced = evidence.found.some((each) => isUnplaced(claim, each))
    ? ["The country of a server that something was found going to is not known."]
    : [];
  return unlessProblems(claim, evidence, `Nothing else was found going out.${disputedText(evidence)}`, unplaced);
}

function unlessProblems(claim: OwnClaim, evidence: ClaimEvidence, nothing: string, more: readonly string[]): Ruling {
  const open = evidence.tally("disputed").conversations + evidence.tally("unplaced").conversations;
  const problems = [
    ...more,
    ...(open > 0 ? ["The country of some servers is disputed or not known."] : []),
    ...boundedProblems(evidence, { windows: null, contents: claim.kinds.length > 0 }),
  ];
  if (problems.length > 0) return notObserved(nothing, { notCovered: problems });
  return {
    verdict: "SUPPORTED",
    because: `${nothing} This holds for these captures only.`,
    basis: claim.kinds.length > 0 ? "contents" : "packets",
  };
}

function fits(claim: OwnClaim, { finding, seen }: SeenFinding): boolean {
  if (claim.kinds.length > 0 && !claim.kinds.includes(finding.kind)) return false;
  if (claim.hosts.length > 0 && !hostFits(serverOfFinding(finding), claim.hosts)) return false;
  return claim.countries.length === 0 || (seen.placed.country !== null && claim.countries.includes(seen.placed.country));
}

/** True when only its country stands between a finding and the claim, and nobody knows it. */
function isUnplaced(claim: OwnClaim, each: SeenFinding): boolean {
  return each.seen.placed.country === null && fits({ ...claim, countries: [] }, each);
}

function isLookedFor(evidence: ClaimEvidence, kind: OwnClaim["kinds"][number]): boolean {
  return evidence.searched(kind) > 0 || kind === "picture" || kind === "video" || evidence.coverage.flights.length > 0;
}

function disputedText(evidence: ClaimEvidence): string {
  const disputed = evidence.tally("disputed");
  return disputed.conversations === 0 ? "" : ` The country of ${serversText(disputed)} is disputed.`;
}
