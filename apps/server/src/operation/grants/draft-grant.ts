/** The grant that a wish would make under the manifest in force. */
import { type EpochUs, UserError } from "@creance/core";
import { type DataFlow, type Grant, newGrant, type PrivacyManifest } from "@creance/policy";
import type { GrantWish } from "./types.ts";

/** What a grant is drafted with. */
export interface DraftWith {
  readonly manifest: PrivacyManifest;
  readonly manifestSha256: string;
  readonly grantId: string;
  readonly nowUs: EpochUs;
}

/** The grant, checked. Throws a `UserError` (`no-such-flow`, `which-flow`, `grant-invalid`, `grant-too-long`). */
export function draftGrant(wish: GrantWish, { manifest, manifestSha256, grantId, nowUs }: DraftWith): Grant {
  const flow = flowFor(wish, manifest);
  return newGrant({
    grantId,
    madeUs: nowUs,
    giver: wish.giver,
    controller: { name: manifest.controller.name, contact: manifest.controller.contact },
    recipient: wish.recipient,
    data: wish.data,
    purposes: wish.purposes,
    why: wish.why,
    destinations: wish.destinations,
    regions: wish.regions.length === 0 ? flow.regions : wish.regions,
    redact: [...new Set([...wish.redact, ...flow.redact])].filter((each) => !wish.data.includes(each)),
    fromUs: wish.fromUs ?? nowUs,
    untilUs: wish.untilUs,
    keepUs: wish.keepUs ?? flow.keepUs,
    manifestSha256,
    flowId: flow.id,
    items: wish.items,
    standing: wish.standing,
  });
}

function flowFor(wish: GrantWish, { flows }: PrivacyManifest): DataFlow {
  if (wish.flowId !== null) {
    const named = flows.find(({ id }) => id === wish.flowId);
    if (named !== undefined) return named;
    throw new UserError(
      "no-such-flow",
      "notFound",
      `The privacy manifest has no flow ${wish.flowId}. It has: ${flows.map(({ id }) => id).join(", ") || "none"}. Nothing was granted.`,
    );
  }
  const fitting = flows.filter(
    ({ to, data, purposes }) =>
      to.includes(wish.recipient.kind) &&
      wish.data.every((each) => data.includes(each)) &&
      wish.purposes.every((each) => purposes.includes(each)),
  );
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return only;
  throw new UserError(
    only === undefined ? "no-such-flow" : "which-flow",
    "wrongUse",
    only === undefined
      ? `No flow of the privacy manifest lets ${wish.data.join(", ")} go to ${wish.recipient.kind} for ${wish.purposes.join(", ")}. Nothing was granted.`
      : `More than one flow fits (${fitting.map(({ id }) => id).join(", ")}): name one with --flow. Nothing was granted.`,
  );
}
