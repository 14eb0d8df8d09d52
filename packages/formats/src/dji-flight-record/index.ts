/** DJI flight records (`DJIFlightRecord_*.txt`), versions 1 to 14. */
export { collectDjiFlightRecord } from "./collect-flight-record.ts";
export { djiFlightRecordFormat } from "./dji-format.ts";
export type { DjiErrorCode, DjiIssueCode, DjiKeychainErrorCode } from "./errors.table.ts";
export { djiErrorCodes, djiIssueCodes, djiKeychainErrorCodes } from "./errors.table.ts";
export { djiFeatureNames, djiFeatureOfType, djiFeatureWireName } from "./features.table.ts";
export { parseKeychainReply } from "./keychain-reply.ts";
export type { DjiKeychainRequest } from "./keychain-request.ts";
export { keychainRequest } from "./keychain-request.ts";
export { djiAppPlatformNames, djiProductNames } from "./product-names.table.ts";
export { readDjiFlightRecord } from "./read-flight-record.ts";
export * from "./record-columns.table.ts";
export { djiRecordName, djiRecordNames } from "./record-names.table.ts";
export { scramble, xorKey } from "./scramble.ts";
export type * from "./types.ts";
