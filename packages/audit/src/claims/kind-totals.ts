/** Findings counted by kind, most telling first. */
import type { KindTotal } from "../result.ts";
import type { FindingKind } from "../types.ts";
import { claimKinds } from "./claim-kinds.table.ts";
import type { SeenFinding } from "./claim-rule.ts";

/** Servers that are named for a kind. */
const MAX_SERVERS = 50;

/** Kinds from the most to the least telling. */
export const tellingKinds: readonly FindingKind[] = [
  "track",
  "position",
  "homePoint",
  "flightRecord",
  "picture",
  "video",
  ...claimKinds.serials,
  ...claimKinds.phone,
  ...claimKinds.contact,
  "placeQuery",
  "upload",
];

/** Totals of findings that are not weak; what went out only to the local network is not counted. Kinds without any are left out. */
export function kindTotals(findings: readonly SeenFinding[]): readonly KindTotal[] {
  return tellingKinds.flatMap((kind) => {
    const some = findings.filter(({ finding }) => finding.kind === kind && !finding.weak);
    const out = some.filter(({ finding, seen }) => finding.direction === "out" && seen.leaves);
    const came = some.filter(({ finding }) => finding.direction === "in");
    if (out.length + came.length === 0) return [];
    return [
      {
        kind,
        out: out.length,
        in: came.length,
        withConsent: out.filter(({ finding }) => finding.consent !== null).length,
        servers: [...new Set(out.map(({ seen }) => seen.server))].slice(0, MAX_SERVERS),
      },
    ];
  });
}
