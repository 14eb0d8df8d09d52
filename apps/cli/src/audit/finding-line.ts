/** The line of `creance audit --json`: members in the order of docs/guide/audit.md. */
import type { AuditResult, Finding, FindingLine } from "@creance/audit";

/** A finding as one flat row: what was sent, then the conversation's own columns, then the evidence. */
export function findingLine(finding: Finding): FindingLine {
  const {
    kind,
    needle,
    encoding,
    match,
    class: precision,
    precisionM,
    direction,
    weak,
    flow,
    http,
    packets,
    byteRange,
    consent,
    ...rest
  } = finding;
  return {
    kind,
    needle,
    encoding,
    match,
    class: precision,
    precisionM,
    direction,
    weak,
    ...flow,
    http,
    packets,
    byteRange,
    consent,
    ...rest,
  };
}

/** The object of `creance audit --summary --json`: everything but the findings, which are counted. */
export function auditSummary(result: AuditResult): Omit<AuditResult, "findings"> & {
  readonly findings: { readonly out: number; readonly in: number; readonly weak: number };
  readonly decoys: AuditResult["coverage"]["search"]["decoys"];
  readonly decoyHits: number;
} {
  const { answer, totals, claims, policies, coverage, findings, ...rest } = result;
  const strong = findings.filter(({ weak }) => !weak);
  const { decoys } = coverage.search;
  return {
    answer,
    findings: {
      out: strong.filter(({ direction }) => direction === "out").length,
      in: strong.filter(({ direction }) => direction === "in").length,
      weak: findings.length - strong.length,
    },
    totals,
    claims,
    policies,
    decoys,
    decoyHits: decoys.reduce((sum, { hits }) => sum + hits, 0),
    coverage,
    ...rest,
  };
}
