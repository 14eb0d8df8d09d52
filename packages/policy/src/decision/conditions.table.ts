/**
 * What must hold before something may leave: each condition once, as the Cedar expression that the engine evaluates, with the sentences that a refusal
 * shows. The rules permit when all conditions of an action hold; a refusal evaluates each alone and names those that do not.
 */

/** Facts that sentences name. */
export interface ConditionFacts {
  /** Classes that would leave. */
  readonly classes: string;
  readonly recipientKind: string;
  readonly purpose: string;
  readonly destination: string;
  /** Where the destination lies, a sentence. */
  readonly place: string;
  readonly flowId: string;
  /** Classes that the flow asks to be taken out, and that would leave. */
  readonly flowRedact: string;
  readonly flowRegions: string;
  readonly flowPurposes: string;
  readonly flowTo: string;
  readonly flowData: string;
  readonly effective: string;
  readonly grantFrom: string;
  readonly grantUntil: string;
  readonly grantData: string;
  readonly grantKind: string;
  readonly grantPurposes: string;
  readonly grantDestinations: string;
  readonly grantRegions: string;
  /** Classes that the grant asks to be taken out, and that would leave. */
  readonly grantRedact: string;
  readonly grantScope: string;
}

/** Actions that send something away. */
export const leavingActions = ["share", "disclose", "publish"] as const;
/** An action that sends something away. */
export type LeavingAction = (typeof leavingActions)[number];

/** A condition. */
export interface Condition {
  readonly actions: readonly LeavingAction[];
  /** A Cedar expression. */
  readonly holds: string;
  /** What is missing when it does not hold. */
  readonly missing: (facts: ConditionFacts) => string;
  readonly satisfiedBy: (facts: ConditionFacts) => string;
}

const everything = leavingActions;
const toPlaces = ["share", "disclose"] as const;
const share = ["share"] as const;
/** A disclosure can be handed over on a medium: then there is no destination to look at. */
const noPlace = '(action == Action::"disclose" && !context.destination.isNamed)';
/** A thing of a day ago is not a check before an upload. */
const DAY_US = 86_400e6;

/** Every condition by its code. */
export const conditionTable = {
  "flow-missing": {
    actions: everything,
    holds: "context.flow.isGiven",
    missing: ({ recipientKind }) => `The privacy manifest has no flow to ${recipientKind}.`,
    satisfiedBy: ({ recipientKind }) => `A flow with "to: [${recipientKind}]" under privacy in the policy file, and a policy set anew.`,
  },
  "manifest-not-effective": {
    actions: everything,
    holds: "context.nowUs >= context.effectiveUs",
    missing: ({ effective }) => `The privacy manifest holds from ${effective} on, not yet.`,
    satisfiedBy: ({ effective }) => `Waiting until ${effective}, or an earlier day under effective.`,
  },
  "flow-data": {
    actions: everything,
    holds: "context.flow.data.containsAll(resource.classes)",
    missing: ({ classes, flowId, flowData }) => `It holds ${classes}; the flow ${flowId} is for ${flowData}.`,
    satisfiedBy: () => "Taking the other classes out before it leaves, or naming them in the flow's data.",
  },
  "flow-recipient": {
    actions: everything,
    holds: "context.flow.to.contains(context.recipient.kind)",
    missing: ({ recipientKind, flowId, flowTo }) => `The recipient is ${recipientKind}; the flow ${flowId} goes to ${flowTo}.`,
    satisfiedBy: ({ flowTo }) => `A recipient of the kind ${flowTo}, or the kind in the flow's to.`,
  },
  "flow-purpose": {
    actions: everything,
    holds: "context.flow.purposes.contains(context.purpose)",
    missing: ({ purpose, flowId, flowPurposes }) => `The purpose is ${purpose}; the flow ${flowId} is for ${flowPurposes}.`,
    satisfiedBy: ({ flowPurposes }) => `One of the purposes ${flowPurposes}, or this one in the flow's purposes.`,
  },
  "flow-redact": {
    actions: everything,
    holds: "!resource.classes.containsAny(context.flow.redact)",
    missing: ({ flowId, flowRedact }) => `The flow ${flowId} asks that ${flowRedact} be taken out before anything leaves: not done yet.`,
    satisfiedBy: ({ flowRedact }) => `Taking ${flowRedact} out before it leaves.`,
  },
  "leak-check": {
    actions: everything,
    holds: 'resource.leakCheck == "passed" || (resource.leakCheck == "none" && resource.redacted.isEmpty())',
    missing: () => "Something was taken out, and what would leave was not searched for what is left of it.",
    satisfiedBy: () => "A leak check that finds nothing.",
  },
  "not-encrypted": {
    actions: toPlaces,
    holds: `!context.recipient.keys.isEmpty() || context.flow.isReadable || ${noPlace}`,
    missing: () => "It would go there readable by everybody who holds the place.",
    satisfiedBy: () => "A recipient's key (age1...) to encrypt it to, or readable: true in the flow.",
  },
  "destination-missing": {
    actions: share,
    holds: "context.destination.isNamed",
    missing: () => "It names no destination.",
    satisfiedBy: () => "A destination that was named before.",
  },
  "country-unknown": {
    actions: toPlaces,
    holds: `context.destination.isCountryKnown || ${noPlace}`,
    missing: ({ destination, place }) => `The country of ${destination} is not known. ${place}`,
    satisfiedBy: () => "A destination in a region whose country is known, or the country of your own server.",
  },
  "country-disagrees": {
    actions: toPlaces,
    holds: `context.destination.isCountryAgreed || ${noPlace}`,
    missing: ({ place }) => place,
    satisfiedBy: () => "The right country for the destination.",
  },
  "flow-region": {
    actions: toPlaces,
    holds: `context.flow.regions.containsAny(context.destination.places) || ${noPlace}`,
    missing: ({ flowId, flowRegions, place }) => `The flow ${flowId} allows ${flowRegions}. ${place}`,
    satisfiedBy: ({ flowRegions }) => `A destination in ${flowRegions}, or this place in the flow's regions.`,
  },
  "region-unchecked": {
    actions: toPlaces,
    holds: `["provider-asserted", "network-consistent"].contains(context.destination.grade) || ${noPlace}`,
    missing: ({ destination }) => `The region of ${destination} was not checked, or the check contradicts it.`,
    satisfiedBy: () => "A region check that does not contradict it.",
  },
  "region-stale": {
    actions: toPlaces,
    holds: `(context.destination.checkedUs <= context.nowUs && context.nowUs - context.destination.checkedUs <= ${DAY_US}) || ${noPlace}`,
    missing: ({ destination }) => `The last region check of ${destination} is not of the last 24 hours.`,
    satisfiedBy: () => "A new region check.",
  },
  "grant-missing": {
    actions: share,
    holds: "context.grant.isGiven",
    missing: () => "Nobody granted it.",
    satisfiedBy: () => "A grant that names these originals, this recipient, this purpose and this destination.",
  },
  "grant-revoked": {
    actions: share,
    holds: "!context.grant.isRevoked",
    missing: () => "The grant was revoked.",
    satisfiedBy: () => "A new grant.",
  },
  "grant-not-yet": {
    actions: share,
    holds: "context.nowUs >= context.grant.fromUs",
    missing: ({ grantFrom }) => `The grant holds from ${grantFrom} on, not yet.`,
    satisfiedBy: ({ grantFrom }) => `Waiting until ${grantFrom}, or a grant that holds now.`,
  },
  "grant-expired": {
    actions: share,
    holds: "context.nowUs < context.grant.untilUs",
    missing: ({ grantUntil }) => `The grant ended at ${grantUntil}.`,
    satisfiedBy: () => "A new grant that holds longer.",
  },
  "grant-data": {
    actions: share,
    holds: "context.grant.data.containsAll(resource.classes)",
    missing: ({ classes, grantData }) => `It holds ${classes}; the grant is for ${grantData}.`,
    satisfiedBy: () => "Taking the other classes out, or a grant that names them.",
  },
  "grant-recipient": {
    actions: share,
    holds: "context.grant.recipientKind == context.recipient.kind",
    missing: ({ recipientKind, grantKind }) => `The recipient is ${recipientKind}; the grant is for ${grantKind}.`,
    satisfiedBy: () => "The recipient that the grant names, or a grant for this one.",
  },
  "grant-keys": {
    actions: share,
    holds: "context.grant.keys.containsAll(context.recipient.keys) && (context.grant.keys.isEmpty() || !context.recipient.keys.isEmpty())",
    missing: () => "It would be encrypted to a key that the grant does not name, or to none although the grant names one.",
    satisfiedBy: () => "The keys of the grant alone, or a grant that names this key.",
  },
  "grant-purpose": {
    actions: share,
    holds: "context.grant.purposes.contains(context.purpose)",
    missing: ({ purpose, grantPurposes }) => `The purpose is ${purpose}; the grant is for ${grantPurposes}.`,
    satisfiedBy: () => "A purpose of the grant, or a grant for this one.",
  },
  "grant-destination": {
    actions: share,
    holds: "context.grant.destinations.contains(context.destination.id)",
    missing: ({ destination, grantDestinations }) => `It would go to ${destination}; the grant is for ${grantDestinations}.`,
    satisfiedBy: () => "A destination of the grant, or a grant for this one.",
  },
  "grant-region": {
    actions: share,
    holds: "context.grant.regions.containsAny(context.destination.places)",
    missing: ({ grantRegions, place }) => `The grant allows ${grantRegions}. ${place}`,
    satisfiedBy: ({ grantRegions }) => `A destination in ${grantRegions}, or a grant for this place.`,
  },
  "grant-redact": {
    actions: share,
    holds: "!resource.classes.containsAny(context.grant.redact)",
    missing: ({ grantRedact }) => `The grant asks that ${grantRedact} be taken out before anything leaves: not done yet.`,
    satisfiedBy: ({ grantRedact }) => `Taking ${grantRedact} out before it leaves.`,
  },
  "grant-scope": {
    actions: share,
    holds:
      "resource.isNamedByGrant || (context.grant.isStanding && context.grant.kinds.contains(resource.kind) && (context.grant.aircraft.isEmpty() || context.grant.aircraft.containsAny(resource.aircraft)))",
    missing: ({ grantScope }) => `The grant is not for this original: it is for ${grantScope}.`,
    satisfiedBy: () => "A grant that names this original, or a standing grant whose kinds and aircraft it fits.",
  },
  "request-missing": {
    actions: ["disclose"],
    holds: 'context.request != ""',
    missing: () => "No request asks for it.",
    satisfiedBy: () => "A request in the register: who asks, on what basis, for what.",
  },
  "request-not-granted": {
    actions: ["disclose"],
    holds: '["granted", "partly"].contains(context.request)',
    missing: () => "The request was not granted.",
    satisfiedBy: () => "A decision on the request that grants it, or a part of it.",
  },
  "second-person": {
    actions: ["publish"],
    holds: 'context.approvedBy != ""',
    missing: () => "Nobody else has agreed to publish it.",
    satisfiedBy: () => "The word of a second person.",
  },
} as const satisfies Readonly<Record<string, Condition>>;
