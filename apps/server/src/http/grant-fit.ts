/** What stands against sharing under a grant, whatever is shared: asked of the policy engine, as if the region checks and the leak check held. */
import { openPolicyEngine } from "@creance/cedar";
import type { EpochUs } from "@creance/core";
import {
  type DataClass,
  decideShare,
  type Grant,
  type MissingCondition,
  type PolicyEngine,
  type PrivacyManifest,
  type Purpose,
  type ShareQuestion,
} from "@creance/policy";
import type { SharePlace, ShareRecipient } from "../operation/share/types.ts";

/** Questions that are asked about one grant at most. */
const MOST_QUESTIONS = 400;

/** What a grant is held against. */
export interface FitBy {
  readonly manifest: PrivacyManifest;
  readonly manifestSha256: string;
  readonly places: readonly SharePlace[];
  readonly recipients: readonly ShareRecipient[];
  readonly nowUs: EpochUs;
}

/** One way that a grant opens. */
interface Way {
  readonly data: readonly DataClass[];
  readonly purpose: Purpose;
  readonly destination: string;
}

/** What stands against it; empty: nothing that is known before files are chosen. `grant` may be a draft. */
export async function missingUnder(grant: Grant, by: FitBy): Promise<readonly MissingCondition[]> {
  const engine = await openPolicyEngine();
  const found = new Map<string, MissingCondition>();
  const ways = grant.destinations.flatMap((destination) =>
    grant.purposes.map((purpose): Way => ({ data: grant.data, purpose, destination })),
  );
  for (const way of ways.slice(0, MOST_QUESTIONS)) {
    for (const each of missingFor(grant, way, by, engine)) found.set(`${each.code} ${each.sentence}`, each);
  }
  return [...found.values(), ...revokedKeys(grant, by)];
}

/** The ways of a grant that a manifest lets be used, each class of data by itself. Keys of ways: two sets can be compared. */
export async function openWays(grant: Grant, by: FitBy): Promise<ReadonlySet<string>> {
  const engine = await openPolicyEngine();
  const ways = grant.destinations.flatMap((destination) =>
    grant.purposes.flatMap((purpose) => grant.data.map((each): Way => ({ data: [each], purpose, destination }))),
  );
  return new Set(
    ways
      .slice(0, MOST_QUESTIONS)
      .filter((way) => missingFor(grant, way, by, engine).length === 0)
      .map(({ data, purpose, destination }) => [...data, purpose, destination].join(" ")),
  );
}

/** Without a grant: what the flow that comes nearest lacks. */
export async function missingWithout(
  wish: Pick<Grant, "data" | "redact" | "recipient" | "purposes" | "destinations">,
  by: FitBy,
): Promise<readonly MissingCondition[]> {
  const engine = await openPolicyEngine();
  const [purpose] = wish.purposes;
  const place = by.places.find(({ destination }) => destination.id === wish.destinations[0]);
  if (purpose === undefined) return [];
  const question = questionOf({ ...wish, items: null, standing: null }, { data: wish.data, purpose }, place, by.nowUs);
  return decideShare(question, { ...by, grant: null, isRevoked: false, engine }).missing.filter(({ code }) => code !== "grant-missing");
}

function missingFor(grant: Grant, way: Way, by: FitBy, engine: PolicyEngine): readonly MissingCondition[] {
  const place = by.places.find(({ destination }) => destination.id === way.destination);
  if (place === undefined) {
    return [
      {
        code: "destination-missing",
        sentence: `The place ${way.destination} is no longer named.`,
        satisfiedBy: "A grant for a place that is named.",
      },
    ];
  }
  // What a grant says of its own times is shown beside it.
  const nowUs = Math.min(Math.max(by.nowUs, grant.fromUs), grant.untilUs - 1);
  const decided = decideShare(questionOf(grant, way, place, nowUs), { ...by, grant, isRevoked: false, engine, nowUs });
  const { id, title } = place.destination;
  return decided.missing.map((each) => ({
    ...each,
    sentence: `${grant.destinations.length > 1 ? `${title}: ` : ""}${each.sentence.replaceAll(id, title)}`,
  }));
}

function questionOf(
  grant: Pick<Grant, "recipient" | "items" | "standing">,
  { data, purpose }: Pick<Way, "data" | "purpose">,
  place: SharePlace | undefined,
  nowUs: EpochUs,
): ShareQuestion {
  return {
    action: "share",
    items: [
      {
        sha256: grant.items?.[0] ?? "0".repeat(64),
        classes: data,
        redacted: [],
        leakCheck: "passed",
        kind: grant.standing?.kinds[0] ?? "other",
        aircraft: grant.standing?.aircraft ?? [],
      },
    ],
    recipientKind: grant.recipient.kind,
    recipientKeys: grant.recipient.keys,
    destination:
      place === undefined
        ? null
        : {
            id: place.destination.id,
            endpoint: place.destination.endpoint,
            region: place.destination.region,
            country: place.destination.country,
            // It is checked anew before each upload; what is known to contradict it counts now.
            grade: place.region?.grade === "contradicted" ? "contradicted" : "provider-asserted",
            checkedUs: nowUs,
          },
    purpose,
    request: null,
    approvedBy: null,
    askedBy: "",
  };
}

function revokedKeys(grant: Grant, { recipients }: FitBy): readonly MissingCondition[] {
  return recipients
    .filter(({ key, revokedUs }) => revokedUs !== null && grant.recipient.keys.includes(key))
    .map(({ name }) => ({
      code: "recipient-revoked",
      sentence: `Nothing is encrypted to ${name}'s key any more: it was revoked.`,
      satisfiedBy: "A grant for a key that is in use.",
    }));
}
