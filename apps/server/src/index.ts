/** `@creance/server`: the operation, and the HTTP server in front of it. */

export { creanceVersion } from "./http/version.ts";
export type {
  CaptureToAudit,
  DecodedFile,
  DecodedRecord,
  DecodeResult,
  ExportFormat,
  FlightTruthOptions,
  FlowExportFormat,
  Flows,
  ImportHandlers,
  ImportItem,
  ImportProgress,
  Operation,
  OperationOptions,
  Place,
  RunAuditOptions,
} from "./operation/index.ts";
export {
  decodedColumns,
  decodedExport,
  decodeFile,
  exportFormats,
  flightTruth,
  flowExportFormats,
  keyLogsInside,
  loadOperators,
  openOperation,
  placeAt,
  READER,
  readOwnDatabases,
  runAudit,
} from "./operation/index.ts";
export type { RunningServer, StartServerOptions } from "./start-server.ts";
export { defaultPort, startServer } from "./start-server.ts";
