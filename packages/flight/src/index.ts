/** `@creance/flight`: the normal form of a flight. */
export { trackColumns } from "./track-columns.table.ts";
export type * from "./types.ts";
