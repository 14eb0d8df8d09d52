/** DJI flight records (`DJIFlightRecord_*.txt`), versions 1 to 14. */
export { djiFeatureNames, djiFeatureOfType, djiFeatureWireName } from "./features.table.ts";
export { djiAppPlatformNames, djiProductNames } from "./product-names.table.ts";
export * from "./record-columns.table.ts";
export { djiRecordName, djiRecordNames } from "./record-names.table.ts";
export { scramble, xorKey } from "./scramble.ts";
export type * from "./types.ts";
