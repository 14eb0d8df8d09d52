/** Sends every case over every transport, audits the captures on the product's own path, and counts what was found, missed and made up. */
import { nodePlatform } from "../../../adapters/node/src/index.ts";
import { emptyStatement, type Finding } from "../../../packages/audit/src/index.ts";
import { captureBytes } from "../make-capture.ts";
import { auditCapture } from "./audit-capture.ts";
import { containerCases, fileCases, nearMissCases, pairedCases } from "./container-cases.ts";
import { identifierCases, nameCases } from "./identifier-cases.ts";
import { limitCases } from "./limit-cases.ts";
import { placeCases, positionCases } from "./position-cases.ts";
import type { Expected, QualityCase } from "./quality-case.ts";
import { FLIGHT_START_US, flights, identifiers } from "./quality-truth.ts";
import { caseOf, type Letter, type Transport, transports } from "./transports.ts";

/** All cases. */
export const qualityCases: readonly QualityCase[] = [
  ...identifierCases,
  ...nameCases,
  ...positionCases,
  ...placeCases,
  ...fileCases,
  ...containerCases,
  ...pairedCases,
  ...nearMissCases,
  ...limitCases,
];

/** What became of a case over a transport. */
export interface Outcome {
  readonly transport: string;
  readonly case: QualityCase;
  readonly missed: readonly Expected[];
  /** Findings that are not weak and that the case does not explain. */
  readonly madeUp: readonly Finding[];
  readonly found: readonly Finding[];
}

/** Everything about a run. */
export interface QualityRun {
  readonly outcomes: readonly Outcome[];
  readonly decoysSearched: number;
  readonly decoyHits: readonly Finding[];
  readonly controls: { readonly planted: number; readonly missed: readonly string[] };
  /** Findings of no case. */
  readonly stray: readonly Finding[];
}

/** Runs `cases` over `ways`; both default to all. */
export async function runQuality(
  cases: readonly QualityCase[] = qualityCases,
  ways: readonly Transport[] = transports,
): Promise<QualityRun> {
  const outcomes: Outcome[] = [];
  const stray: Finding[] = [];
  const decoyHits: Finding[] = [];
  let decoysSearched = 0;
  let controls: QualityRun["controls"] = { planted: 0, missed: [] };
  for (const way of ways) {
    const letters = lettersFor(cases, way);
    const { packets, keyLog } = await way.carry(letters);
    const result = auditCapture(captureBytes(packets, "a run of the lab's quality cases", keyLog), {
      platform: nodePlatform,
      flights,
      identifiers,
      consents: [],
      statement: emptyStatement,
      weak: true,
      ownClaims: [],
      policies: [],
    });
    const byCase = new Map<number, Finding[]>();
    for (const finding of result.findings) {
      const index = caseOf(finding);
      if (index === undefined || cases[index] === undefined) {
        if (!finding.weak && finding.direction === "out") stray.push(finding);
      } else byCase.set(index, [...(byCase.get(index) ?? []), finding]);
    }
    for (const { index } of letters) {
      const sent = cases[index] as QualityCase;
      outcomes.push(judged(way.name, sent, byCase.get(index) ?? []));
    }
    const { search } = result.coverage;
    decoyHits.push(...search.decoyHits.filter(({ weak }) => !weak));
    decoysSearched = search.decoys.reduce((sum, { searched }) => sum + searched, 0);
    controls = search.controls;
  }
  return { outcomes, decoysSearched, decoyHits, controls, stray };
}

/** The letters that a transport carries, spread over the flight: each is written for the second at which it is sent. */
export function lettersFor(cases: readonly QualityCase[], way: Transport): Letter[] {
  return cases.flatMap((each, index) => {
    if (each.only === undefined ? way.name === "DNS" || (each.needsHead === true && !way.hasHeads) : !way.name.startsWith(each.only))
      return [];
    const seconds = 30 + (index / cases.length) * 780;
    const sent = each.send(seconds);
    if (sent.body.length > (way.maxBytes ?? Number.POSITIVE_INFINITY)) return [];
    return [{ index, sent, timeUs: FLIGHT_START_US + Math.round(seconds * 1e6) }];
  });
}

function judged(transport: string, sent: QualityCase, findings: readonly Finding[]): Outcome {
  const out = findings.filter(({ direction }) => direction === "out");
  const missed = sent.expected.filter((expected) => !out.some((finding) => fits(finding, expected)));
  const explained = new Set([...sent.expected.map(({ kind }) => kind), ...(sent.also ?? [])]);
  return { transport, case: sent, missed, madeUp: out.filter(({ weak, kind }) => !weak && !explained.has(kind)), found: out };
}

function fits(finding: Finding, expected: Expected): boolean {
  return (
    finding.kind === expected.kind &&
    (!finding.weak || expected.weak === true) &&
    (expected.class === undefined || finding.class === expected.class) &&
    expected.layers.every((layer) => finding.encoding.includes(layer))
  );
}
