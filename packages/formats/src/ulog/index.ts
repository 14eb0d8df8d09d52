/** PX4 flight logs (ULog). */
export type { UlogErrorCode } from "./errors.table.ts";
export { ulogErrors } from "./errors.table.ts";
export { readUlog } from "./read-ulog.ts";
export type { Ulog, UlogDropout, UlogReadOptions, UlogText, UlogTopicCount, UlogValue } from "./types.ts";
export { ulogFormat } from "./ulog-format.ts";
export { writeUlog } from "./write-ulog.ts";
