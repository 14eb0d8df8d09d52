/** `@creance/server`: the operation, and the HTTP server in front of it. */

export { creanceVersion } from "./http/version.ts";
export type {
  DecodedFile,
  DecodedRecord,
  DecodeResult,
  ExportFormat,
  FlowExportFormat,
  Flows,
  ImportHandlers,
  ImportItem,
  ImportProgress,
  Operation,
  OperationOptions,
  Place,
} from "./operation/index.ts";
export {
  decodedColumns,
  decodedExport,
  decodeFile,
  exportFormats,
  flowExportFormats,
  keyLogsInside,
  loadOperators,
  openOperation,
  placeAt,
  READER,
  readOwnDatabases,
} from "./operation/index.ts";
export type { RunningServer, StartServerOptions } from "./start-server.ts";
export { defaultPort, startServer } from "./start-server.ts";
