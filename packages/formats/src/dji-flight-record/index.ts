/** DJI flight records (`DJIFlightRecord_*.txt`), versions 1 to 14. */
export * from "./record-columns.table.ts";
export type * from "./types.ts";
