/** Confidence in the words of analysts, by stated rules: it begins at "high", and every rule that applies lowers it. Nobody types it in. */
import { countText } from "../coverage/quantity-text.ts";
import type { Confidence, Coverage } from "../result.ts";
import type { FindingKind } from "../types.ts";
import type { ConfidenceCap, Ruling, SeenFinding } from "./claim-rule.ts";
import { thingOf } from "./found-things.ts";
import { isSurelyNamed } from "./tally.ts";

/** Fewer decoys of a kind say little about chance. */
const ENOUGH_DECOYS = 20;
/** Points of a track that make it stronger than single points. */
const TRACK_POINTS = 3;

/** The rules, as the guide prints them: what lowers confidence to what. Rules of single claims come on top. */
export const confidenceRules = [
  { at: "low", rule: "Only sizes and times carry it." },
  { at: "low", rule: "Only the names of hosts carry it." },
  { at: "low", rule: "Two times were compared; other things than the mode may differ." },
  { at: "low", rule: "Decoys of the same kind were found." },
  { at: "low", rule: "Every finding is only the first or last characters of a value." },
  { at: "moderate", rule: "It rests on conversations, not on their contents." },
  { at: "moderate", rule: "It is about what was not seen." },
  { at: "moderate", rule: "One thing in one conversation." },
  { at: "moderate", rule: "No position is nearer than 100 m." },
  { at: "moderate", rule: `Fewer than ${ENOUGH_DECOYS} decoys of the same kind were searched.` },
  { at: "moderate", rule: "No server's name comes from the request or the hello itself." },
] as const satisfies readonly { readonly at: "low" | "moderate"; readonly rule: string }[];

type RuleText = (typeof confidenceRules)[number]["rule"];

/** A confidence with its reasons, a sentence each. */
export interface JudgedConfidence {
  readonly confidence: Confidence | null;
  readonly because: readonly string[];
}

/** Confidence of a ruling; `null` for NOT OBSERVED, where coverage stands instead, and NOT TESTABLE. */
export function confidenceOf(ruling: Ruling, coverage: Coverage): JudgedConfidence {
  if (ruling.basis === null || ruling.verdict === "NOT OBSERVED" || ruling.verdict === "NOT TESTABLE")
    return { confidence: null, because: [] };
  const findings = ruling.findings ?? [];
  const caps = [...basisCaps(ruling), ...(findings.length > 0 ? findingCaps(findings, coverage) : []), ...(ruling.caps ?? [])];
  const low = caps.some(({ at }) => at === "low");
  const confidence = low ? "low" : caps.length > 0 ? "moderate" : "high";
  const reasons = [...caps.filter(({ at }) => at === "low"), ...caps.filter(({ at }) => at === "moderate")].map(({ because }) => because);
  return { confidence, because: [...new Set([...(findings.length > 0 ? [evidenceText(findings, coverage)] : []), ...reasons])] };
}

function basisCaps({ basis, findings }: Ruling): readonly ConfidenceCap[] {
  if (basis === "sizes") return [cap("Only sizes and times carry it.")];
  if (basis === "names") return [cap("Only the names of hosts carry it.")];
  if (basis === "comparison") return [cap("Two times were compared; other things than the mode may differ.")];
  if (basis === "packets") return [cap("It rests on conversations, not on their contents.")];
  return (findings?.length ?? 0) === 0 ? [cap("It is about what was not seen.")] : [];
}

function findingCaps(findings: readonly SeenFinding[], coverage: Coverage): readonly ConfidenceCap[] {
  const caps: ConfidenceCap[] = [];
  const found = findings.filter(({ finding }) => finding.match === "found");
  if (found.length === 0) caps.push(cap("Only sizes and times carry it."));
  const byNeedle = new Set(findings.filter(({ finding }) => finding.needle !== null).map(({ finding }) => finding.kind));
  for (const { kind, hits, searched } of coverage.search.decoys) {
    if (!byNeedle.has(kind)) continue;
    byNeedle.delete(kind);
    if (hits > 0) caps.push(cap("Decoys of the same kind were found."));
    else if (searched < ENOUGH_DECOYS) caps.push(cap(`Fewer than ${ENOUGH_DECOYS} decoys of the same kind were searched.`));
  }
  if (byNeedle.size > 0) caps.push(cap(`Fewer than ${ENOUGH_DECOYS} decoys of the same kind were searched.`));
  if (findings.every(({ finding }) => finding.encoding.includes("cut"))) {
    caps.push(cap("Every finding is only the first or last characters of a value."));
  }
  if (!isSeveral(findings)) caps.push(cap("One thing in one conversation."));
  if (findings.every(({ finding }) => finding.class === "area" || finding.class === "region"))
    caps.push(cap("No position is nearer than 100 m."));
  if (!findings.some(({ seen, finding }) => isSurelyNamed(seen) || (finding.http?.host ?? null) !== null)) {
    caps.push(cap("No server's name comes from the request or the hello itself."));
  }
  return caps;
}

/** Two different things, two conversations, or a track of several points. */
function isSeveral(findings: readonly SeenFinding[]): boolean {
  const { things, conversations } = spread(findings);
  return things > 1 || conversations > 1 || findings.some(({ finding }) => finding.points >= TRACK_POINTS);
}

function spread(findings: readonly SeenFinding[]): { readonly things: number; readonly conversations: number } {
  const things = new Set(findings.map(({ finding }) => thingOf(finding)));
  const conversations = new Set(findings.map(({ finding }) => `${finding.flow.capture} ${finding.flow.flowId}`));
  return { things: things.size, conversations: conversations.size };
}

function evidenceText(findings: readonly SeenFinding[], coverage: Coverage): string {
  const { things, conversations } = spread(findings);
  const kinds = new Set<FindingKind>(findings.map(({ finding }) => finding.kind));
  const decoys = coverage.search.decoys.filter(({ kind }) => kinds.has(kind));
  const searched = decoys.reduce((total, decoy) => total + decoy.searched, 0);
  const hits = decoys.reduce((total, decoy) => total + decoy.hits, 0);
  const chance = searched === 0 ? "no decoys of these kinds were searched" : `${hits} of ${searched} decoys of these kinds were found`;
  return `${countText(findings.length, "finding")} of ${countText(things, "thing")} in ${countText(conversations, "conversation")}; ${chance}.`;
}

function cap(rule: RuleText): ConfidenceCap {
  const { at } = confidenceRules.find((known) => known.rule === rule) ?? { at: "low" as const };
  return { at, because: rule };
}
