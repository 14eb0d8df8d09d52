/** What the operation room offers to the server, the command line and tests. */
export { type FlightTruthOptions, flightTruth } from "./audits/flight-truth.ts";
export { type CaptureToAudit, type RunAuditOptions, runAudit } from "./audits/run-audit.ts";
export type { DecodedFile, DecodedRecord, DecodeResult } from "./decode-file.ts";
export { decodedColumns, decodedExport, decodeFile } from "./decode-file.ts";
export { keyLogsInside } from "./key-logs-inside.ts";
export { loadOperators } from "./load-operators.ts";
export { openOperation } from "./open-operation.ts";
export { readOwnDatabases } from "./own-databases.ts";
export type { Place } from "./places.ts";
export { placeAt } from "./places.ts";
export { READER } from "./reader-version.ts";
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
