/** `@creance/audit`: what was sent, judged against the claims. */
export type * from "./audit.ts";
export { createAudit } from "./create-audit.ts";
export type * from "./detector.ts";
export { type EncodingLayer, encodingLayers } from "./encoding-layers.table.ts";
export { type AuditFlightAbout, auditFlight } from "./flights/audit-flight.ts";
export { isTrackCsv, readTrackCsv } from "./flights/read-track-csv.ts";
export type * from "./result.ts";
export { verdicts } from "./result.ts";
export type * from "./types.ts";
export { findingKinds, identifierKinds, precisionClasses } from "./types.ts";
