/** `@creance/formats`: readers and writers of the files a drone operation has. */
export * from "./dji-flight-record/index.ts";
export * from "./dji-flight-record/write.ts";
export type { Format } from "./format.ts";
export { readHead } from "./format.ts";
export { namedFormats } from "./named-formats.table.ts";
export type { Sniffed } from "./sniff.ts";
export { knownFormats, sniffFormat } from "./sniff.ts";
export * from "./zip/index.ts";
