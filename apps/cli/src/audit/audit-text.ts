/** An audit for people, on a terminal: the answer first, then what was sent, then the claims, then what was not seen. */
import { type AuditResult, type FindingGroup, findingGroups, phaseWords, serverOfFinding } from "@creance/audit";
import { isoFromEpochUs } from "@creance/core";
import { fittedTable } from "../fitted-table.ts";
import { textTable } from "../text-table.ts";

/** Rows of the table of findings; `--json` has no such bound. */
const SHOWN_ROWS = 200;

/** Yields the text in lines. */
export function* auditText(result: AuditResult, width: number): Generator<string> {
  for (const sentence of result.answer) yield `${sentence}\n`;
  yield "\n";
  const groups = findingGroups(result.findings);
  if (groups.length > 0) {
    yield* fittedTable(
      [
        { head: "what", leaves: 0 },
        { head: "times", leaves: 1 },
        { head: "needle", least: 16, leaves: 4 },
        { head: "to", least: 20, leaves: 0 },
        { head: "first (UTC)", leaves: 2 },
        { head: "in the flight", leaves: 5 },
        { head: "how", least: 12, leaves: 3 },
        { head: "exact", leaves: 6 },
        { head: "consent", leaves: 7 },
      ],
      groups.slice(0, SHOWN_ROWS).map((group) => cellsOf(group, result)),
      width,
    );
    if (groups.length > SHOWN_ROWS)
      yield `... ${groups.length - SHOWN_ROWS} more rows; --json prints every finding.
`;
    yield "\n";
  }
  yield* textTable(
    ["claim", "verdict", "confidence", "what it says"],
    result.claims.map(({ id, verdict, confidence, title }) => [id, verdict, confidence ?? "", title]),
  );
  for (const { rule, verdict, because } of result.policies) yield `policy "${rule}": ${verdict}. ${because}\n`;
  yield "\nWhat this audit did not see\n";
  for (const gap of result.coverage.gaps) yield `- ${gap}\n`;
  const { decoys, controls } = result.coverage.search;
  const hits = decoys.reduce((sum, decoy) => sum + decoy.hits, 0);
  const searched = decoys.reduce((sum, decoy) => sum + decoy.searched, 0);
  yield `Decoys found: ${hits} of ${searched}. Controls found again: ${controls.planted - controls.missed.length} of ${controls.planted}.\n`;
}

function cellsOf(group: FindingGroup, { consents }: AuditResult): readonly string[] {
  const [first] = group;
  const { phase, precisionM, consent } = first;
  return [
    `${first.direction === "in" ? "in: " : ""}${first.kind}${first.weak ? " (weak)" : ""}`,
    group.length === 1 ? "" : String(group.length),
    first.needle ?? "",
    serverOfFinding(first),
    isoFromEpochUs(first.sentUs)?.slice(0, 19) ?? "unknown",
    phase === null ? "" : phaseWords[phase],
    first.encoding.join(" > "),
    first.class === null ? "" : precisionM === null ? first.class : `${first.class}, ${Math.round(precisionM)} m`,
    consent === null ? "none" : (consents[consent]?.purpose ?? "yes"),
  ];
}
