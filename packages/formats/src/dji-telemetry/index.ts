/** Telemetry that DJI cameras write into films: `djmd` tracks. */
export type { DjmdSamples } from "./djmd-columns.table.ts";
export { djmdColumns } from "./djmd-columns.table.ts";
export type { DjmdProtocol } from "./djmd-protocols.table.ts";
export { djmdProtocols } from "./djmd-protocols.table.ts";
export type { DjmdErrorCode } from "./errors.table.ts";
export { djmdErrors } from "./errors.table.ts";
export type { DjiTelemetry } from "./read-dji-telemetry.ts";
export { readDjiTelemetry, rescueDjiTelemetry } from "./read-dji-telemetry.ts";
export type { DjmdFrame, DjmdHead } from "./write-djmd.ts";
export { writeDjmdSample } from "./write-djmd.ts";
