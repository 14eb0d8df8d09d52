/** Rules by the name that the table of claims gives them. */
import type { ClaimRule } from "./claim-rule.ts";
import { followsRequests, handedToGovernment, radio, storedMeansPrivate, usedAgainst } from "./rules/beyond-evidence.ts";
import { nothingUnchosen, picturesUnchosen } from "./rules/chosen-by-user.ts";
import { recordsToAmazon } from "./rules/flight-records.ts";
import { platformTalksToMaker, recordKeys, selfUpdate } from "./rules/maker-hosts.ts";
import { localDataMode, restrictedNetworkMode, talksWhenClosed } from "./rules/network-modes.ts";
import { noServersInTaiwan, nothingToChina, uploadsToPlaces } from "./rules/place-of-servers.ts";
import { picturesTagged, placeQueries } from "./rules/places-and-tags.ts";
import { policyListsAll } from "./rules/policy-lists-all.ts";
import { contactData, phoneIdentifiers, serialNumbers } from "./rules/sent-identifiers.ts";

/** All rules. */
export const claimRules = {
  uploadsToPlaces,
  recordsToAmazon,
  nothingUnchosen,
  localDataMode,
  restrictedNetworkMode,
  picturesUnchosen,
  phoneIdentifiers,
  picturesTagged,
  handedToGovernment,
  noServersInTaiwan,
  selfUpdate,
  talksWhenClosed,
  serialNumbers,
  storedMeansPrivate,
  policyListsAll,
  placeQueries,
  recordKeys,
  nothingToChina,
  contactData,
  followsRequests,
  usedAgainst,
  platformTalksToMaker,
  radio,
} as const satisfies Readonly<Record<string, ClaimRule>>;

/** A rule's name. */
export type ClaimRuleName = keyof typeof claimRules;
