/** Which findings of an audit a page shows, and in which order. */
import type { FindingPage, FindingQuery } from "@creance/api";
import type { AuditResult, Finding } from "@creance/audit";

/** What a finding's server is called: its name, else its address. */
export function conversationServer({ flow }: Pick<Finding, "flow">): string {
  return flow.serverName ?? flow.respIp;
}

/** A page of findings. */
export function pickFindings(result: AuditResult, query: FindingQuery): FindingPage {
  const claim = query.among === undefined ? undefined : result.claims.find(({ id }) => id === query.among);
  const among = query.among === undefined ? undefined : new Set(claim?.findingIds ?? []);
  const matching = result.findings.filter(
    (finding) =>
      (query.kind === undefined || finding.kind === query.kind) &&
      (query.direction === undefined || finding.direction === query.direction) &&
      (query.server === undefined || conversationServer(finding) === query.server) &&
      (query.capture === undefined || finding.flow.capture === query.capture) &&
      (query.flight === undefined || finding.flight === query.flight) &&
      (query.consent === undefined || (query.consent === "with") === (finding.consent !== null)) &&
      (among === undefined || among.has(finding.findingId)),
  );
  const rows = query.weak ? matching : matching.filter(({ weak }) => !weak);
  const weak = matching.reduce((sum, finding) => sum + (finding.weak ? 1 : 0), 0);
  const sorted = query.sort === "telling" ? rows : rows.toSorted(comparisons[query.sort]);
  const ordered = query.order === "desc" ? sorted.toReversed() : sorted;
  return { total: rows.length, weak, rows: ordered.slice(query.offset, query.offset + query.limit) };
}

const comparisons = {
  sentUs: (one, other) => one.sentUs - other.sentUs,
  kind: (one, other) => compare(one.kind, other.kind) || one.sentUs - other.sentUs,
  server: (one, other) => compare(conversationServer(one), conversationServer(other)) || one.sentUs - other.sentUs,
  // What has no distance comes last.
  precisionM: (one, other) => (one.precisionM ?? Number.POSITIVE_INFINITY) - (other.precisionM ?? Number.POSITIVE_INFINITY) || 0,
} as const satisfies Record<Exclude<FindingQuery["sort"], "telling">, (one: Finding, other: Finding) => number>;

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
