/** The claims of both sides and of the operator, judged: the table, then each with what carries it. */
import type { AuditResult, ClaimVerdict } from "@creance/audit";
import { packetWords } from "./packet-words.ts";
import type { ReportBlock, ReportSpan } from "./report-page.ts";

/** Findings that are named beside a claim. */
const SHOWN_EVIDENCE = 5;

/** A verdict cites no more findings than these, however many carry it. */
const MOST_CITED = 20;

/** Heading, table and details. */
export function claimBlocks(result: AuditResult): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "claims", text: "The claims" },
    {
      kind: "table",
      caption: "What was said, and what these captures say to it",
      empty: "No claim was judged.",
      columns: [
        { title: "Claim", align: "left", width: 0.3 },
        { title: "Verdict", align: "left", width: 0.14 },
        { title: "Because", align: "left", width: 0.44 },
        { title: "Confidence", align: "left", width: 0.12 },
      ],
      rows: result.claims.map(({ id, title, verdict, because, confidence }) => [
        [{ text: `${id} `, style: "weak" }, { text: title }],
        [{ text: verdict, style: "verdict" }],
        because,
        confidence ?? "–",
      ]),
    },
    ...policyBlocks(result),
    { kind: "heading", level: 3, id: "claims-one-by-one", text: "One by one" },
    ...result.claims.flatMap((claim) => claimDetail(claim, result)),
  ];
}

function policyBlocks({ policies }: AuditResult): readonly ReportBlock[] {
  if (policies.length === 0) return [];
  return [
    {
      kind: "table",
      caption: "The policy that was given",
      empty: "",
      columns: [
        { title: "Rule", align: "left", width: 0.36 },
        { title: "Verdict", align: "left", width: 0.16 },
        { title: "Because", align: "left" },
      ],
      rows: policies.map(({ rule, verdict, because }) => [rule, [{ text: verdict, style: "verdict" }], because]),
    },
  ];
}

function claimDetail(claim: ClaimVerdict, result: AuditResult): readonly ReportBlock[] {
  const evidence = claim.findingIds
    .slice(0, SHOWN_EVIDENCE)
    .flatMap((id) => result.findings.find(({ findingId }) => findingId === id) ?? [])
    .map((finding): readonly ReportSpan[] => [{ text: finding.sentence }, { text: ` ${packetWords(finding)}`, style: "weak" }]);
  const more = claim.findingIds.length - evidence.length;
  return [
    {
      kind: "verdict",
      verdict: claim.verdict,
      title: [{ text: `${claim.id} `, style: "weak" }, { text: claim.title }],
      text: claim.because,
    },
    {
      kind: "facts",
      rows: [
        { name: "Said by", value: `${claim.by} (${claim.source})` },
        ...(claim.confidence === null ? [] : [{ name: "Confidence", value: `${claim.confidence}: ${claim.confidenceBecause.join(" ")}` }]),
        { name: "Network", value: `${claim.capture.verdict}. ${claim.capture.because}` },
        { name: "Flight records", value: `${claim.log.verdict}. ${claim.log.because}` },
        { name: "App package", value: `${claim.package.verdict}. ${claim.package.because}` },
        ...claim.parts.map(({ title, verdict, because }) => ({ name: title, value: `${verdict}. ${because}` })),
        ...(claim.notCovered.length === 0 ? [] : [{ name: "Not covered", value: claim.notCovered.join("; ") }]),
        ...(claim.audits.length === 0 ? [] : [{ name: "Published audits", value: claim.audits.join(" ") }]),
      ],
    },
    ...(evidence.length === 0
      ? []
      : [
          {
            kind: "list" as const,
            items:
              more > 0
                ? [...evidence, `${more} ${claim.findingIds.length < MOST_CITED ? "more" : "or more others"} in the list of findings.`]
                : evidence,
          },
        ]),
  ];
}
