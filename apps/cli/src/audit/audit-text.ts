/** An audit for people, on a terminal: the answer first, then what was sent, then the claims, then what was not seen. */
import type { AuditResult, Finding } from "@creance/audit";
import { isoFromEpochUs } from "@creance/core";
import { fittedTable } from "../fitted-table.ts";
import { textTable } from "../text-table.ts";

/** Rows of the table of findings; `--json` has no such bound. */
const SHOWN_FINDINGS = 200;

const phaseWords = { before: "before", onGround: "on the ground", inAir: "in the air", afterLanding: "after landing" } as const;

/** Yields the text in lines. */
export function* auditText(result: AuditResult, width: number): Generator<string> {
  for (const sentence of result.answer) yield `${sentence}\n`;
  yield "\n";
  if (result.findings.length > 0) {
    yield* fittedTable(
      [
        { head: "what", leaves: 0 },
        { head: "needle", least: 16, leaves: 3 },
        { head: "to", least: 20, leaves: 0 },
        { head: "when (UTC)", leaves: 1 },
        { head: "in the flight", leaves: 4 },
        { head: "how", least: 12, leaves: 2 },
        { head: "exact", leaves: 5 },
        { head: "consent", leaves: 6 },
      ],
      result.findings.slice(0, SHOWN_FINDINGS).map((finding) => cellsOf(finding, result)),
      width,
    );
    if (result.findings.length > SHOWN_FINDINGS) yield `... ${result.findings.length - SHOWN_FINDINGS} more; --json prints every one.\n`;
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

function cellsOf(finding: Finding, { consents }: AuditResult): readonly string[] {
  const { flow, phase, precisionM } = finding;
  const server = finding.http?.host ?? flow.serverName ?? flow.respIp;
  const { consent } = finding;
  return [
    `${finding.direction === "in" ? "in: " : ""}${finding.kind}${finding.weak ? " (weak)" : ""}`,
    finding.needle ?? "",
    server,
    isoFromEpochUs(finding.sentUs)?.slice(0, 19) ?? "unknown",
    phase === null ? "" : phaseWords[phase],
    finding.encoding.join(" > "),
    finding.class === null ? "" : precisionM === null ? finding.class : `${finding.class}, ${Math.round(precisionM)} m`,
    consent === null ? "none" : (consents[consent]?.purpose ?? "yes"),
  ];
}
