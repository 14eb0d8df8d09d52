/** `@creance/formats`: readers and writers of the files a drone operation has. */
export * from "./dji-flight-record/index.ts";
export type { Format } from "./format.ts";
export { readHead } from "./format.ts";
export * from "./dji-flight-record/write.ts";
export * from "./zip/index.ts";
