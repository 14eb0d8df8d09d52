/** A question in the engine's terms. What is not known becomes a value that no condition is met by. */
import type { EpochUs } from "@creance/core";
import type { Grant } from "../grant/types.ts";
import type { DataFlow } from "../manifest/types.ts";
import type { StoragePlace } from "../region/places.ts";
import type { AskedItem, EngineId, EngineRequest, EngineValue, LocalQuestion, ShareQuestion } from "./types.ts";

/** What a question is decided under. */
export interface AskedUnder {
  readonly nowUs: EpochUs;
  readonly effectiveUs: EpochUs;
  readonly flow: DataFlow | null;
  readonly grant: Grant | null;
  readonly isRevoked: boolean;
  /** Where the destination lies; `null`: there is none. */
  readonly place: StoragePlace | null;
}

/** Ids of entities are fixed: what matters are their attributes, and names of people stay out of the engine. */
const user: EngineId = { type: "User", id: "asker" };
const recipient: EngineId = { type: "Recipient", id: "recipient" };
const destination: EngineId = { type: "Destination", id: "destination" };
const item: EngineId = { type: "Item", id: "item" };

/** The request about one item. */
export function shareRequest(question: ShareQuestion, asked: AskedItem, under: AskedUnder): EngineRequest {
  const { grant } = under;
  return {
    principal: user,
    action: question.action,
    resource: item,
    context: { ...contextOf(under), purpose: question.purpose, ...peopleOf(question) },
    entities: [
      { uid: user, attrs: {} },
      { uid: recipient, attrs: { kind: question.recipientKind, keys: question.recipientKeys } },
      { uid: destination, attrs: destinationAttrs(question, under.place) },
      {
        uid: item,
        attrs: {
          classes: leavingClasses(asked),
          redacted: asked.redacted,
          leakCheck: asked.leakCheck ?? "none",
          kind: asked.kind,
          aircraft: asked.aircraft,
          isNamedByGrant: grant?.items?.includes(asked.sha256) ?? false,
          isHeld: false,
        },
      },
    ],
  };
}

/** The request about something on this machine. */
export function localRequest({ action, isHeld }: LocalQuestion): EngineRequest {
  const nothing: AskedUnder = { nowUs: 0, effectiveUs: 0, flow: null, grant: null, isRevoked: false, place: null };
  return {
    principal: user,
    action,
    resource: item,
    context: { ...contextOf(nothing), purpose: "", request: "", askedBy: "", approvedBy: "" },
    entities: [
      { uid: user, attrs: {} },
      { uid: recipient, attrs: { kind: "", keys: [] } },
      { uid: destination, attrs: destinationAttrs({ destination: null }, null) },
      {
        uid: item,
        attrs: { classes: [], redacted: [], leakCheck: "none", kind: "other", aircraft: [], isNamedByGrant: false, isHeld },
      },
    ],
  };
}

/** The classes that would leave: those of the original without those that were taken out. */
export function leavingClasses({ classes, redacted }: AskedItem): AskedItem["classes"] {
  return classes.filter((each) => !redacted.includes(each));
}

function peopleOf({ request, askedBy, approvedBy }: ShareQuestion): Record<string, EngineValue> {
  return { request: request?.decision ?? "", askedBy, approvedBy: approvedBy ?? "" };
}

function destinationAttrs(
  { destination: asked }: Pick<ShareQuestion, "destination">,
  place: StoragePlace | null,
): Record<string, EngineValue> {
  return {
    id: asked?.id ?? "",
    isNamed: asked !== null,
    places: place?.names ?? [],
    isCountryKnown: place !== null && place.country !== null,
    isCountryAgreed: place?.isAgreed ?? false,
    grade: asked?.grade ?? "unchecked",
    // Before every time there is: nothing was checked.
    checkedUs: asked?.checkedUs ?? -1e15,
  };
}

function contextOf({ nowUs, effectiveUs, flow, grant, isRevoked }: AskedUnder): Record<string, EngineValue> {
  return {
    nowUs,
    effectiveUs,
    recipient: { __entity: recipient },
    destination: { __entity: destination },
    flow: {
      isGiven: flow !== null,
      data: flow?.data ?? [],
      to: flow?.to ?? [],
      regions: flow?.regions ?? [],
      purposes: flow?.purposes ?? [],
      redact: flow?.redact ?? [],
      isReadable: flow?.readable ?? false,
    },
    grant: {
      isGiven: grant !== null,
      isRevoked,
      fromUs: grant?.fromUs ?? 0,
      untilUs: grant?.untilUs ?? 0,
      data: grant?.data ?? [],
      recipientKind: grant?.recipient.kind ?? "",
      keys: grant?.recipient.keys ?? [],
      purposes: grant?.purposes ?? [],
      destinations: grant?.destinations ?? [],
      regions: grant?.regions ?? [],
      redact: grant?.redact ?? [],
      isStanding: grant !== null && grant.standing !== null,
      kinds: grant?.standing?.kinds ?? [],
      aircraft: grant?.standing?.aircraft ?? [],
    },
  };
}
