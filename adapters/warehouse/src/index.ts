/** `@creance/warehouse`: derived columns as Parquet files. */
export type { TableRequest } from "./decode-table.ts";
export { decodeTable } from "./decode-table.ts";
export { encodeTable } from "./encode-table.ts";
export { openWarehouse } from "./open-warehouse.ts";
export type * from "./types.ts";
