/** What the operation room offers to the server, the command line and tests. */
export { readAuditPolicy } from "./audits/audit-policy.ts";
export { type FlightTruthOptions, flightTruth } from "./audits/flight-truth.ts";
export { type CaptureToAudit, type RunAuditOptions, runAudit } from "./audits/run-audit.ts";
export type { DecodedFile, DecodedRecord, DecodeResult } from "./decode-file.ts";
export { decodedColumns, decodedExport, decodeFile } from "./decode-file.ts";
export { checkEvidence } from "./evidence/check-evidence.ts";
export type { Evidence, EvidenceVerdict, LedgerLevels } from "./evidence/types.ts";
export { type LedgerFolderVerdict, verifyLedgerFolder } from "./evidence/verify-folder.ts";
export { type DrawnExposure, type ExposureExtra, exposureOfFiles } from "./exposure/exposure-reports.ts";
export type { GrantRow } from "./grants/types.ts";
export { keyLogsInside } from "./key-logs-inside.ts";
export type { Keyring, Keys } from "./keyring/types.ts";
export { loadOperators } from "./load-operators.ts";
export { openOperation } from "./open-operation.ts";
export { readOwnDatabases } from "./own-databases.ts";
export type { Place } from "./places.ts";
export { placeAt } from "./places.ts";
export { READER } from "./reader-version.ts";
export { type ClaimWish, type RedactedOutput, redactFiles } from "./redaction/index.ts";
export type { ShareForm, ShareHandlers, SharePlan, ShareProgress, ShareSummary, ShareThing, ShareWish } from "./share/types.ts";
export { shareForms } from "./share/types.ts";
export type {
  ExportFormat,
  FlowExportFormat,
  Flows,
  ImportHandlers,
  ImportItem,
  ImportProgress,
  Operation,
  OperationOptions,
} from "./types.ts";
export { exportFormats, flowExportFormats } from "./types.ts";
