/** From a ruling to a verdict: the rules that hold for every claim. */
import { allBytes } from "../coverage/byte-coverage.ts";
import { listText } from "../coverage/quantity-text.ts";
import type { ClaimColumn, ClaimVerdict } from "../result.ts";
import type { Claim } from "./claim.ts";
import { type ClaimEvidence, notTestable, type Ruling } from "./claim-rule.ts";
import { claimRules } from "./claim-rules.table.ts";
import { confidenceOf } from "./confidence.ts";

/** Findings and conversations that are cited for a claim. */
const MAX_CITED = 20;

/** Gaps of the coverage that are repeated with a claim: the worst. */
const MAX_GAPS = 5;

/** What this version can say of any app package. */
const packageColumn: ClaimColumn = { verdict: "NOT TESTABLE HERE", because: "Packages are not read yet." };

/** A claim as it is printed. */
export type ClaimHead = Pick<Claim, "id" | "title" | "by" | "source" | "audits" | "needsSearch"> & {
  readonly form: Claim["form"];
  readonly log: string;
};

/** Judges a built-in claim. */
export function judgeClaim(claim: Claim, evidence: ClaimEvidence): ClaimVerdict {
  return claimVerdict(claim, () => claimRules[claim.rule].judge(evidence), evidence);
}

/** The verdict of any claim by its ruling. */
export function claimVerdict(claim: ClaimHead, rule: () => Ruling, evidence: ClaimEvidence): ClaimVerdict {
  const ruling = withGeneralRules(claim, rule, evidence);
  const { confidence, because } = confidenceOf(ruling, evidence.coverage);
  const findings = ruling.findings ?? [];
  const flowIds = [...findings.map(({ finding }) => finding.flow.flowId), ...(ruling.conversations ?? []).map(({ flowId }) => flowId)];
  return {
    id: claim.id,
    title: claim.title,
    by: claim.by,
    source: claim.source,
    verdict: ruling.verdict,
    confidence,
    confidenceBecause: because,
    because: ruling.because,
    capture: { verdict: ruling.verdict, because: ruling.because },
    log: ruling.log ?? { verdict: "NOT TESTABLE", because: logSentence(claim.log) },
    package: packageColumn,
    notCovered: notCovered(claim, ruling, evidence),
    audits: claim.audits,
    findingIds: findings.slice(0, MAX_CITED).map(({ finding }) => finding.findingId),
    flowIds: [...new Set(flowIds)].slice(0, MAX_CITED),
    parts: ruling.parts ?? [],
  };
}

function withGeneralRules(claim: ClaimHead, rule: () => Ruling, evidence: ClaimEvidence): Ruling {
  const { captures, search, bytesOut } = evidence.coverage;
  if (claim.form !== "outside" && captures.every(({ packets }) => packets === 0))
    return notTestable("No capture was read, or it holds no packets.");
  const ruling = rule();
  const isPartly = isPartlyNotObserved(ruling);
  if ((ruling.verdict !== "NOT OBSERVED" && !isPartly) || !claim.needsSearch) return ruling;
  if (search.controls.planted === 0) {
    const because = "No control was planted, so nothing shows that the search would have found it.";
    const parts = partsLeftOpen(ruling, "No control was planted.");
    return isPartly ? { ...ruling, ...parts } : notTestable(because, parts);
  }
  if (allBytes(bytesOut) > 0 && bytesOut.plain + bytesOut.decrypted === 0) {
    const because = "No byte that went out could be read.";
    const parts = partsLeftOpen(ruling, because);
    return isPartly ? { ...ruling, ...parts } : notTestable(because, parts);
  }
  return ruling;
}

/** True when the claim itself cannot be tested, but a part of it was looked for. */
function isPartlyNotObserved({ verdict, parts = [] }: Ruling): boolean {
  return verdict === "NOT TESTABLE" && parts.some((part) => part.verdict === "NOT OBSERVED");
}

/** Parts that were not observed are not told either. */
function partsLeftOpen({ parts }: Ruling, because: string): Partial<Ruling> {
  if (parts === undefined) return {};
  return {
    parts: parts.map((part) => (part.verdict === "NOT OBSERVED" ? { ...part, verdict: "NOT TESTABLE", because } : part)),
  };
}

function notCovered(claim: ClaimHead, ruling: Ruling, { coverage }: ClaimEvidence): readonly string[] {
  const bounded = ruling.verdict === "SUPPORTED" && claim.form === "never";
  if (ruling.verdict !== "NOT OBSERVED" && !bounded && !isPartlyNotObserved(ruling)) return [];
  const { missed } = coverage.search.controls;
  const encodings =
    claim.needsSearch && missed.length > 0
      ? [`It is not said for these encodings, whose controls were not found again: ${listText(missed, 12)}.`]
      : [];
  return [
    ...new Set([
      ...encodings,
      ...(ruling.notCovered ?? []),
      ...coverage.gaps.slice(0, MAX_GAPS),
      "The rest, and what no capture can show, stands in the coverage block.",
    ]),
  ];
}

function logSentence(log: string): string {
  return log === "Nothing." ? "A flight record says nothing about it." : `A flight record cannot say what was sent. ${log}`;
}
