/**
 * A grant as a consent record in the structure of ISO/IEC TS 27560:2023: metadata, processing, parties, events, with the terms of the Data Privacy
 * Vocabulary. The standard's names are written with underscores, as its field names are; what it has no place for stands under `creance`.
 */
import type { JsonValue } from "@creance/core";
import { isoFromEpochUs } from "@creance/core";
import { keepWords } from "../manifest/manifest-text.ts";
import { dataClassTable } from "../vocabulary/data-classes.table.ts";
import { purposeTable } from "../vocabulary/purposes.table.ts";
import { recipientKindTable } from "../vocabulary/recipient-kinds.table.ts";
import type { Grant, GrantParty } from "./types.ts";

/** Version of this form; a reader of another version refuses. */
export const GRANT_SCHEMA = "creance-grant/1";

const DPV = "https://w3id.org/dpv#";

/** The record of a grant. */
export function grantRecord(grant: Grant): JsonValue {
  const made = isoFromEpochUs(grant.madeUs);
  return {
    schema_version: GRANT_SCHEMA,
    record_id: grant.grantId,
    pii_principal_id: "giver",
    pii_processing: {
      privacy_notice: `sha256:${grant.manifestSha256}`,
      language: "en",
      purposes: grant.purposes.map((purpose) => ({
        purpose,
        purpose_type: purposeTable[purpose].iri,
        lawful_basis: `${DPV}Consent`,
      })),
      purpose_description: grant.why,
      pii_information: grant.data.map((each) => ({ pii_type: each, pii_category: dataClassTable[each].iri })),
      pii_controllers: ["controller"],
      collection_method: "recorded by the controller's own aircraft and apps",
      processing_method: `${DPV}Share`,
      storage_locations: grant.destinations,
      retention_period: keepWords(grant.keepUs),
      processing_locations: grant.regions,
      geographic_restrictions: grant.regions,
      recipient_third_parties: ["recipient"],
      withdrawal_method: "the giver tells the controller, who revokes the record; it ends from then on",
    },
    party_identification: [
      party("giver", grant.giver, `${DPV}DataSubject`),
      party("controller", grant.controller, `${DPV}DataController`),
      party("recipient", grant.recipient, recipientKindTable[grant.recipient.kind].iri),
    ],
    events: [
      {
        event_time: made,
        event_type: `${DPV}ConsentGiven`,
        event_state: "given",
        entity_id: "giver",
        valid_from: isoFromEpochUs(grant.fromUs),
        valid_until: isoFromEpochUs(grant.untilUs),
      },
    ],
    creance: {
      madeUs: grant.madeUs,
      fromUs: grant.fromUs,
      untilUs: grant.untilUs,
      keepUs: grant.keepUs,
      flowId: grant.flowId,
      recipientKind: grant.recipient.kind,
      recipientKeys: grant.recipient.keys,
      redact: grant.redact,
      items: grant.items,
      standing: grant.standing === null ? null : { ...grant.standing },
    },
  };
}

function party(id: string, { name, contact }: GrantParty, role: string): JsonValue {
  return { party_id: id, party_name: name, party_contact: contact, party_role: role };
}
