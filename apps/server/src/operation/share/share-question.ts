/** What the policy is asked about a share, and the grant that a person's yes to exactly this share would be. */
import type { EpochUs } from "@creance/core";
import type { Destination, RegionRecord } from "@creance/courier";
import type { DataClass, DataFlow, Grant, PrivacyManifest, Purpose, RecipientKind, ShareQuestion } from "@creance/policy";
import type { PlannedItem, SealedFor } from "./types.ts";

/** What is asked about. */
export interface Asked {
  readonly items: readonly PlannedItem[];
  readonly leakCheck: "passed" | "failed" | null;
  readonly destination: Destination;
  readonly recipientKind: RecipientKind;
  readonly recipients: readonly SealedFor[];
  readonly purpose: Purpose;
  readonly by: string;
}

/** The question. The list of contents is no item of its own: it tells of the others. */
export function shareQuestion(asked: Asked, region: Pick<RegionRecord, "grade" | "takenUs"> | null): ShareQuestion {
  const { destination } = asked;
  return {
    action: "share",
    items: asked.items
      .filter(({ isContents }) => !isContents)
      .map(({ sha256, classes, redacted, kind, aircraft }) => ({ sha256, classes, redacted, kind, aircraft, leakCheck: asked.leakCheck })),
    recipientKind: asked.recipientKind,
    recipientKeys: asked.recipients.map(({ key }) => key),
    destination: {
      id: destination.id,
      endpoint: destination.endpoint,
      region: destination.region,
      country: destination.country,
      grade: region?.grade ?? null,
      checkedUs: region?.takenUs ?? null,
    },
    purpose: asked.purpose,
    request: null,
    approvedBy: null,
    askedBy: asked.by,
  };
}

/** The grant for these items alone. It is signed only after the person's yes. */
export function grantForShare(
  asked: Asked,
  about: {
    readonly grantId: string;
    readonly reason: string;
    readonly madeUs: EpochUs;
    readonly untilUs: EpochUs;
    readonly manifest: PrivacyManifest;
    readonly manifestSha256: string;
  },
): Grant {
  const { manifest } = about;
  const leaving = leavingClasses(asked.items);
  const flow = flowFor(manifest, asked, leaving);
  const names = asked.recipients.map(({ name }) => name).filter((name) => name !== null);
  return {
    grantId: about.grantId,
    madeUs: about.madeUs,
    giver: { name: asked.by, contact: null },
    controller: { name: manifest.controller.name, contact: manifest.controller.contact },
    recipient: {
      name: names.length > 0 ? names.join(", ") : asked.destination.title,
      contact: null,
      kind: asked.recipientKind,
      keys: asked.recipients.map(({ key }) => key),
    },
    data: leaving,
    purposes: [asked.purpose],
    why: about.reason,
    destinations: [asked.destination.id],
    regions: flow === undefined || flow.regions.length === 0 ? [asked.destination.country] : flow.regions,
    redact: redactedEverywhere(asked.items),
    fromUs: about.madeUs,
    untilUs: about.untilUs,
    keepUs: flow?.keepUs ?? null,
    manifestSha256: about.manifestSha256,
    flowId: flow?.id ?? "none",
    items: [...new Set(asked.items.filter(({ isContents }) => !isContents).map(({ sha256 }) => sha256))],
    standing: null,
  };
}

/** Classes that still stand in what would leave. */
export function leavingClasses(items: readonly PlannedItem[]): readonly DataClass[] {
  return [...new Set(items.flatMap(({ classes, redacted }) => classes.filter((one) => !redacted.includes(one))))];
}

function redactedEverywhere(items: readonly PlannedItem[]): readonly DataClass[] {
  const leaving = new Set(leavingClasses(items));
  return [...new Set(items.flatMap(({ redacted }) => redacted))].filter((one) => !leaving.has(one));
}

/** The flow that allows it all; else the nearest, under which the policy then says what is missing. */
function flowFor(manifest: PrivacyManifest, asked: Asked, leaving: readonly DataClass[]): DataFlow | undefined {
  const score = (flow: DataFlow): number =>
    (flow.to.includes(asked.recipientKind) ? 4 : 0) +
    (flow.purposes.includes(asked.purpose) ? 2 : 0) +
    (leaving.every((one) => flow.data.includes(one)) ? 1 : 0);
  let best: DataFlow | undefined;
  for (const flow of manifest.flows) if (best === undefined || score(flow) > score(best)) best = flow;
  return best;
}
