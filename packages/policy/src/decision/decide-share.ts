/** May these originals leave? The engine decides by the rules; a refusal names every condition that is not met, and what would satisfy it. */
import { canonicalJson, type EpochUs, isoFromEpochUs, type JsonValue } from "@creance/core";
import { scopeWords } from "../grant/grant-state.ts";
import type { Grant } from "../grant/types.ts";
import { dayText } from "../manifest/day.ts";
import type { DataFlow, PrivacyManifest } from "../manifest/types.ts";
import { placeOf, type StoragePlace } from "../region/places.ts";
import type { ConditionFacts } from "./conditions.table.ts";
import { type AskedUnder, leavingClasses, localRequest, shareRequest } from "./engine-request.ts";
import { conditionsOf } from "./policy-sets.ts";
import { prohibitionTable } from "./prohibitions.table.ts";
import type {
  AskedItem,
  Decision,
  EngineAnswer,
  EngineRequest,
  LocalQuestion,
  MissingCondition,
  PolicyEngine,
  ShareQuestion,
} from "./types.ts";

/** What a question is decided by. */
export interface DecideBy {
  readonly manifest: PrivacyManifest;
  /** `manifestSha256` of the manifest: it names in the input what was decided by. */
  readonly manifestSha256: string;
  /** `null`: nobody granted it. */
  readonly grant: Grant | null;
  /** True: the grant was taken back. */
  readonly isRevoked: boolean;
  readonly engine: PolicyEngine;
  readonly nowUs: EpochUs;
}

/** Conditions that say nothing of their own while another one is not met. */
const coveredBy: readonly (readonly [code: string, covers: (code: string) => boolean])[] = [
  ["flow-missing", (code) => code.startsWith("flow-")],
  ["grant-missing", (code) => code.startsWith("grant-")],
  [
    "destination-missing",
    (code) =>
      [
        "country-unknown",
        "country-disagrees",
        "flow-region",
        "grant-region",
        "grant-destination",
        "region-unchecked",
        "region-stale",
      ].includes(code),
  ],
  ["country-unknown", (code) => code === "flow-region" || code === "grant-region"],
  ["country-disagrees", (code) => code === "flow-region" || code === "grant-region"],
  ["region-contradicted", (code) => code === "region-unchecked"],
  ["region-unchecked", (code) => code === "region-stale"],
  ["leak-found", (code) => code === "leak-check"],
  ["request-missing", (code) => code === "request-not-granted"],
];

/**
 * The decision. With a grant only the flow that it names can permit, otherwise any flow; the sentences are those of the flow that comes nearest. An answer
 * of the engine that names an error permits nothing (`engine-error`).
 */
export function decideShare(question: ShareQuestion, by: DecideBy): Decision {
  const place = question.destination === null ? null : placeOf(question.destination);
  const flows = flowsFor(question, by);
  let best: { readonly flow: DataFlow | null; readonly missing: readonly MissingCondition[] } | null = null;
  for (const flow of flows) {
    const missing = missingUnder(question, by, flow, place);
    if (best === null || missing.length < best.missing.length) best = { flow, missing };
    if (missing.length === 0) break;
  }
  const missing = best?.missing ?? [];
  const flowId = best?.flow?.id ?? null;
  return {
    verdict: missing.length === 0 && best !== null ? "permit" : "refuse",
    missing,
    flowId,
    input: inputText(question, by, flowId),
  };
}

/** May a person do that on this machine? */
export function decideLocal(question: LocalQuestion, engine: PolicyEngine): Pick<Decision, "verdict" | "missing"> {
  const answer = engine.decide("rules", localRequest(question));
  const missing = answer.errors.length > 0 ? [engineError(answer)] : answer.allowed ? [] : prohibited(answer);
  return { verdict: missing.length === 0 ? "permit" : "refuse", missing };
}

/** Flows that can permit it, nearest first; `null` stands for a manifest without one. */
function flowsFor({ recipientKind }: ShareQuestion, { manifest, grant }: DecideBy): readonly (DataFlow | null)[] {
  if (grant !== null) return [manifest.flows.find(({ id }) => id === grant.flowId) ?? null];
  const fitting = manifest.flows.filter(({ to }) => to.includes(recipientKind));
  return fitting.length === 0 ? [null] : fitting;
}

function missingUnder(
  question: ShareQuestion,
  by: DecideBy,
  flow: DataFlow | null,
  place: StoragePlace | null,
): readonly MissingCondition[] {
  const under: AskedUnder = {
    nowUs: by.nowUs,
    effectiveUs: by.manifest.effectiveUs,
    flow,
    grant: by.grant,
    isRevoked: by.isRevoked,
    place,
  };
  if (question.items.length === 0) return [nothingAsked];
  const found = new Map<string, MissingCondition>();
  for (const item of distinctItems(question.items, by.grant)) {
    const request = shareRequest(question, item, under);
    for (const each of missingFor(request, question, by.engine, () => factsOf(question, item, under))) {
      // The first item that a condition fails on gives the sentence: the others fail for the same reason or a like one.
      if (!found.has(each.code)) found.set(each.code, each);
    }
  }
  const codes = [...found.keys()];
  const covered = new Set(
    coveredBy.flatMap(([code, covers]) => (found.has(code) ? codes.filter((other) => other !== code && covers(other)) : [])),
  );
  return [...found.values()].filter(({ code }) => !covered.has(code));
}

function missingFor(
  request: EngineRequest,
  question: ShareQuestion,
  engine: PolicyEngine,
  facts: () => ConditionFacts,
): readonly MissingCondition[] {
  const ruled = engine.decide("rules", request);
  if (ruled.errors.length > 0) return [engineError(ruled)];
  if (ruled.allowed) return [];
  const alone = engine.decide("conditions", request);
  if (alone.errors.length > 0) return [engineError(alone)];
  const met = new Set(alone.policyIds);
  const known = facts();
  const unmet = conditionsOf(question.action)
    .filter(([code]) => !met.has(code))
    .map(([code, { missing, satisfiedBy }]) => ({ code, sentence: missing(known), satisfiedBy: satisfiedBy(known) }));
  const missing = [...prohibited(ruled), ...unmet];
  // A refusal without a reason would be a fault of the tables: it stays a refusal.
  return missing.length > 0
    ? missing
    : [{ ...nothingAsked, code: "engine-error", sentence: "The policy engine refused and named no reason." }];
}

function prohibited({ policyIds }: EngineAnswer): readonly MissingCondition[] {
  return Object.entries(prohibitionTable)
    .filter(([code]) => policyIds.includes(code))
    .map(([code, { missing, satisfiedBy }]) => ({ code, sentence: missing, satisfiedBy }));
}

const nothingAsked: MissingCondition = {
  code: "nothing-asked",
  sentence: "No original was named.",
  satisfiedBy: "At least one original.",
};

function engineError({ errors }: EngineAnswer): MissingCondition {
  return {
    code: "engine-error",
    sentence: `The policy engine could not evaluate ${errors.length === 1 ? "a policy" : `${errors.length} policies`}, so nothing is permitted.`,
    satisfiedBy: "A repaired program: this is a fault of ours.",
  };
}

/** One item for each that the engine could tell apart. */
function distinctItems(items: readonly AskedItem[], grant: Grant | null): readonly AskedItem[] {
  const named = grant?.items === null || grant === null ? null : new Set(grant.items);
  const seen = new Map<string, AskedItem>();
  for (const item of items) {
    const { sha256, ...rest } = item;
    const key = JSON.stringify([
      named?.has(sha256) ?? false,
      leavingClasses(item).toSorted(),
      rest.redacted.toSorted(),
      rest.leakCheck,
      rest.kind,
      rest.aircraft,
    ]);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

function factsOf(question: ShareQuestion, item: AskedItem, { effectiveUs, flow, grant, place }: AskedUnder): ConditionFacts {
  const leaving: readonly string[] = leavingClasses(item);
  const leavingOf = (classes: readonly string[] = []): readonly string[] => classes.filter((one) => leaving.includes(one));
  return {
    classes: listWords(leaving),
    recipientKind: question.recipientKind,
    purpose: question.purpose,
    destination: question.destination?.id ?? "no destination",
    place: place?.sentence ?? "No destination is named.",
    flowId: flow?.id ?? "",
    flowRedact: listWords(leavingOf(flow?.redact)),
    flowRegions: listWords(flow?.regions ?? []),
    flowPurposes: listWords(flow?.purposes ?? []),
    flowTo: listWords(flow?.to ?? []),
    flowData: listWords(flow?.data ?? []),
    effective: dayText(effectiveUs),
    grantFrom: instantText(grant?.fromUs),
    grantUntil: instantText(grant?.untilUs),
    grantData: listWords(grant?.data ?? []),
    grantKind: grant?.recipient.kind ?? "nobody",
    grantPurposes: listWords(grant?.purposes ?? []),
    grantDestinations: listWords(grant?.destinations ?? []),
    grantRegions: listWords(grant?.regions ?? []),
    grantRedact: listWords(leavingOf(grant?.redact)),
    grantScope: grant === null ? "nothing" : grant.items === null ? scopeWords(grant.standing) : "the originals that it names",
  };
}

/**
 * What was asked, by whom it was decided and when: without the names of people, which stand behind hashes of their own, and without the names and serial
 * numbers of aircraft: this text stays when an original is deleted. Whether a standing grant covers the aircraft stands in their place.
 */
function inputText(
  question: ShareQuestion,
  { manifest, manifestSha256, grant, isRevoked, nowUs }: DecideBy,
  flowId: string | null,
): string {
  const { items, destination, request } = question;
  const asked: JsonValue = {
    action: question.action,
    items: items.map(({ sha256, classes, redacted, leakCheck, kind, aircraft }) => ({
      sha256,
      classes,
      redacted,
      leakCheck,
      kind,
      isGrantedAircraft: isGrantedAircraft(aircraft, grant),
    })),
    recipientKind: question.recipientKind,
    recipientKeys: question.recipientKeys,
    destination: destination === null ? null : { ...destination },
    purpose: question.purpose,
    request: request === null ? null : { ...request },
    hasSecondPerson: question.approvedBy !== null,
  };
  return canonicalJson({
    format: "creance-decision/1",
    nowUs,
    question: asked,
    manifest: { sha256: manifestSha256, revision: manifest.revision },
    grant: grant === null ? null : { grantId: grant.grantId, isRevoked, fromUs: grant.fromUs, untilUs: grant.untilUs },
    flowId,
  });
}

/** `null`: no standing grant was asked. */
function isGrantedAircraft(aircraft: readonly string[], grant: Grant | null): boolean | null {
  const granted = grant?.standing?.aircraft;
  if (granted === undefined) return null;
  return granted.length === 0 || aircraft.some((name) => granted.includes(name));
}

function listWords(list: readonly string[]): string {
  return list.length === 0 ? "nothing" : list.join(", ");
}

function instantText(us: EpochUs | undefined): string {
  return us === undefined ? "" : (isoFromEpochUs(us) ?? "");
}
