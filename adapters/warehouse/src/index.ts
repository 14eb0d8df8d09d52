/** `@creance/warehouse`: derived columns as Parquet files. */
export type { TableRequest } from "./decode-table.ts";
export { decodeTable } from "./decode-table.ts";
export { encodeTable } from "./encode-table.ts";
export type { ColumnEngineOptions } from "./engine/open-column-engine.ts";
export { openColumnEngine } from "./engine/open-column-engine.ts";
export { openWarehouse } from "./open-warehouse.ts";
export { MAX_TEXT_CELL_BYTES } from "./parquet-columns.ts";
export type * from "./query.ts";
export { ORIGINAL_COLUMN } from "./query.ts";
export type { TableReaderOptions } from "./table-reader/table-reader.ts";
export { tableReader } from "./table-reader/table-reader.ts";
export type * from "./types.ts";
