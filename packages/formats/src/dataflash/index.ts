/** ArduPilot logs (DataFlash), binary and as text. */
export { dataflashFormat, dataflashTextFormat } from "./dataflash-format.ts";
export type { DataflashErrorCode } from "./errors.table.ts";
export { dataflashErrors } from "./errors.table.ts";
export { readDataflash } from "./read-dataflash.ts";
export { readDataflashText } from "./read-dataflash-text.ts";
export type { Dataflash, DataflashFormat, DataflashReadOptions } from "./types.ts";
export type { WriteDataflashOptions } from "./write-dataflash.ts";
export { writeDataflash } from "./write-dataflash.ts";
