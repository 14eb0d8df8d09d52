/** `@creance/audit`: what was sent, judged against the claims. */
export type * from "./audit.ts";
export { readOwnClaims } from "./claims/own-claims.ts";
export { consentFor } from "./consent/covers.ts";
export { hostFits } from "./consent/host-pattern.ts";
export { readConsent } from "./consent/read-consent.ts";
export { type AuditFileErrorCode, auditFileErrorCodes } from "./coverage/audit-file-errors.table.ts";
export { readIdentifiers } from "./coverage/read-identifiers.ts";
export { emptyStatement, readStatement } from "./coverage/read-statement.ts";
export { createAudit } from "./create-audit.ts";
export type * from "./detector.ts";
export { type EncodingLayer, encodingLayers } from "./encoding-layers.table.ts";
export { type AuditFlightAbout, auditFlight } from "./flights/audit-flight.ts";
export { isTrackCsv, readTrackCsv } from "./flights/read-track-csv.ts";
export { readPolicy } from "./policy/read-policy.ts";
export type * from "./result.ts";
export { verdicts } from "./result.ts";
export type * from "./types.ts";
export { findingKinds, identifierKinds, precisionClasses } from "./types.ts";
