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

/** Totals of findings that are not weak; kinds without any are left out. */
export function kindTotals(findings: readonly SeenFinding[]): readonly KindTotal[] {
  return tellingKinds.flatMap((kind) => {
    const some = findings.filter(({ finding }) => finding.kind === kind && !finding.weak);
    if (some.length === 0) return [];
    const out = some.filter(({ finding }) => finding.direction === "out");
    return [
      {
        kind,
        out: out.length,
        in: some.length - out.length,
        withConsent: out.filter(({ finding }) => finding.consent !== null).length,
        servers: [...new Set(out.map(({ seen }) => seen.server))].slice(0, MAX_SERVERS),
      },
    ];
  });
}
