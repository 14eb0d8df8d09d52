/** Reads a grant's record, signed or not, from a text that anybody may have written. */
import { UserError } from "@creance/core";
import { z } from "zod";
import { noteText } from "../note-text.ts";
import { grantProblems } from "./grant-problems.ts";
import { GRANT_SCHEMA } from "./grant-record.ts";
import { grantText } from "./make-grant.ts";
import type { Grant } from "./types.ts";

/** Characters of a signed grant. */
const MAX_TEXT_LENGTH = 20_000;

const textList = z.array(z.string()).max(200);
const partyShape = z.object({ party_name: z.string(), party_contact: z.string().nullable() });
/** Only what a grant is made of; that the rest of the record says the same is seen by writing it again. */
const recordShape = z.object({
  schema_version: z.literal(GRANT_SCHEMA),
  record_id: z.string(),
  pii_processing: z.object({
    privacy_notice: z.string().startsWith("sha256:"),
    purposes: z.array(z.object({ purpose: z.string() })).max(50),
    purpose_description: z.string(),
    pii_information: z.array(z.object({ pii_type: z.string() })).max(50),
    storage_locations: textList,
    processing_locations: textList,
  }),
  party_identification: z.tuple([partyShape, partyShape, partyShape]),
  creance: z.object({
    madeUs: z.number(),
    fromUs: z.number(),
    untilUs: z.number(),
    keepUs: z.number().nullable(),
    flowId: z.string(),
    recipientKind: z.string(),
    recipientKeys: textList,
    redact: textList,
    items: textList.nullable(),
    standing: z.object({ aircraft: textList, kinds: textList, every: z.string(), atMinute: z.number().nullable() }).nullable(),
  }),
});

/**
 * The grant in a text: a record, or a signed note of one. Signatures are the caller's to check (`verify`: throws when none fits). Throws a `UserError`
 * (`bad-grant`): not JSON, not this form, not in canonical form, or it breaks a rule of grants.
 */
export function readGrant(text: string, verify?: (note: string) => void): Grant {
  if (text.length > MAX_TEXT_LENGTH) throw badGrant(`it is longer than ${MAX_TEXT_LENGTH} characters`);
  verify?.(text);
  const recordText = noteText(text).replace(/\n$/, "");
  const parsed = recordShape.safeParse(jsonOf(recordText));
  if (!parsed.success) throw badGrant("it has not the form of one");
  const grant = toGrant(parsed.data);
  const [problem] = grantProblems(grant);
  if (problem !== undefined) throw badGrant(`it breaks a rule. ${problem}`);
  // One record, one text: whatever else stood in it, or stood differently in two places, shows here.
  if (grantText(grant) !== recordText) throw badGrant("it is not written in canonical form, or contradicts itself");
  return grant;
}

function toGrant(record: z.output<typeof recordShape>): Grant {
  const { pii_processing: processing, creance: own } = record;
  const [giver, controller, recipient] = record.party_identification;
  // The words are checked by `grantProblems`, which every reader runs before it hands the grant on.
  return {
    grantId: record.record_id,
    madeUs: own.madeUs,
    giver: { name: giver.party_name, contact: giver.party_contact },
    controller: { name: controller.party_name, contact: controller.party_contact },
    recipient: {
      name: recipient.party_name,
      contact: recipient.party_contact,
      kind: own.recipientKind as Grant["recipient"]["kind"],
      keys: own.recipientKeys,
    },
    data: processing.pii_information.map((each) => each.pii_type) as unknown as Grant["data"],
    purposes: processing.purposes.map((each) => each.purpose) as unknown as Grant["purposes"],
    why: processing.purpose_description,
    destinations: processing.storage_locations,
    regions: processing.processing_locations,
    redact: own.redact as unknown as Grant["redact"],
    fromUs: own.fromUs,
    untilUs: own.untilUs,
    keepUs: own.keepUs,
    manifestSha256: processing.privacy_notice.slice("sha256:".length),
    flowId: own.flowId,
    items: own.items,
    standing: own.standing as Grant["standing"],
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badGrant("it is not JSON", error);
  }
}

function badGrant(what: string, cause?: unknown): UserError {
  return new UserError("bad-grant", "wrongUse", `This is no grant that can be used: ${what}.`, { cause });
}
