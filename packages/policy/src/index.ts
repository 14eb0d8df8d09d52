/** `@creance/policy`: the policy file and its decisions. */
export { cedarSchema } from "./decision/cedar-schema.ts";
export type { DecideBy } from "./decision/decide-share.ts";
export { decideLocal, decideShare } from "./decision/decide-share.ts";
export type { ThoughtOf } from "./decision/explain-flow.ts";
export { explainFlow } from "./decision/explain-flow.ts";
export type { PolicyTexts } from "./decision/policy-sets.ts";
export { policySets } from "./decision/policy-sets.ts";
export type * from "./decision/types.ts";
export type { NameDecision, NameVerdict } from "./explain-name.ts";
export { explainName } from "./explain-name.ts";
export { MAX_GRANT_ITEMS } from "./grant/grant-problems.ts";
export { grantSentence, grantState, scopeWords } from "./grant/grant-state.ts";
export { grantText, newGrant, signGrant } from "./grant/make-grant.ts";
export { nextRunUs } from "./grant/next-run.ts";
export { readGrant } from "./grant/read-grant.ts";
export type * from "./grant/types.ts";
export { grantedKinds, scheduleSpans } from "./grant/types.ts";
export { keepWords, manifestSha256, manifestText } from "./manifest/manifest-text.ts";
export type { PrivacyPageFacts } from "./manifest/page/privacy-page.ts";
export { privacyPage } from "./manifest/page/privacy-page.ts";
export { readManifest } from "./manifest/read-manifest.ts";
export type * from "./manifest/types.ts";
export { policyTemplate } from "./policy-template.ts";
export { policyError, problemText } from "./problem.ts";
export type { PolicyReading, ReadPolicyOptions } from "./read-policy.ts";
export { readPolicy } from "./read-policy.ts";
export type { StoragePlace } from "./region/places.ts";
export { isCountry, placeFault, placeOf } from "./region/places.ts";
export { providerRegionsTable } from "./region/provider-regions.table.ts";
export type * from "./requests/index.ts";
export { countRequests, foldRequests, readRequestDocument, requestKinds, requestText } from "./requests/index.ts";
export type * from "./retention/index.ts";
export {
  clockBegin,
  clockDoubt,
  findExceptionGround,
  findRetentionRule,
  foldRetention,
  itemRecord,
  itemRetention,
  PRESET_ADVICE,
  retentionKinds,
  retentionPresets,
} from "./retention/index.ts";
export type * from "./transparency/index.ts";
export { flightPurposes, flightsOnPage, readTransparencySettings, transparencyTemplate } from "./transparency/index.ts";
export type * from "./types.ts";
export { limitSpans, openings } from "./types.ts";
export type { DataClass } from "./vocabulary/data-classes.table.ts";
export { dataClasses, dataClassTable } from "./vocabulary/data-classes.table.ts";
export type { Purpose } from "./vocabulary/purposes.table.ts";
export { purposes, purposeTable } from "./vocabulary/purposes.table.ts";
export type { RecipientKind } from "./vocabulary/recipient-kinds.table.ts";
export { recipientKinds, recipientKindTable } from "./vocabulary/recipient-kinds.table.ts";
export { durationWords, parseDurationUs } from "./words/duration.ts";
