/** Findings for a reader: what was sent again and again, to the same server in the same way, is one row. */
import type { Finding } from "./types.ts";

/** Findings that differ only in when and where they stand. In order of time; at least one. */
export type FindingGroup = readonly [Finding, ...Finding[]];

/** Who a finding went to, or came from: the host of the request, else the conversation's server, else its address. */
export function serverOfFinding({ http, flow }: Pick<Finding, "http" | "flow">): string {
  return http?.host ?? flow.serverName ?? flow.respIp;
}

/** Groups, in the order of their first members. */
export function findingGroups(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { kind, needle, encoding, carriedIn, match, class: precision, direction, weakBecause, flight, phase, consent } = finding;
    const key = JSON.stringify([
      kind,
      needle,
      encoding,
      carriedIn,
      match,
      precision,
      direction,
      weakBecause,
      flight,
      phase,
      consent,
      serverOfFinding(finding),
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  for (const group of groups.values()) group.sort((a, b) => a.sentUs - b.sentUs);
  return [...groups.values()];
}
