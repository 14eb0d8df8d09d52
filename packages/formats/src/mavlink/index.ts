/** MAVLink telemetry logs. */
export type { MavlinkErrorCode } from "./errors.table.ts";
export { mavlinkErrors } from "./errors.table.ts";
export { mavlinkTlogFormat } from "./mavlink-format.ts";
export type { MavlinkMessageName } from "./messages.table.ts";
export { readTlog } from "./read-tlog.ts";
export type { MavlinkCount, Tlog, TlogReadOptions } from "./types.ts";
export type { WriteTlogOptions } from "./write-tlog.ts";
export { writeTlog } from "./write-tlog.ts";
