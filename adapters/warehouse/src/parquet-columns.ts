/**
 * How columns of `core` lie in a Parquet file, each one run of bytes in one row group. Numbers are REQUIRED, PLAIN, SNAPPY, in one page; unknown stays
 * NaN (docs/decisions: a null bitmap costs twice the time and says nothing that NaN does not). Text is OPTIONAL with a dictionary (text-pages.ts).
 */
import type { ColumnArray, ColumnSpec, ColumnType, TextColumnSpec } from "@creance/core";
import type { SchemaElement } from "hyparquet";

/** Most rows a file may have: 19 days of flight at 10 Hz. Bounds what a damaged or hostile file can make us allocate. */
export const MAX_ROWS = 1 << 24;

/** Most bytes that a text value may have. */
export const MAX_TEXT_CELL_BYTES = 1 << 16;

/** Most bytes of a text column's distinct values. */
export const MAX_TEXT_COLUMN_BYTES = 1 << 28;

/** Most bytes of a file. */
export const MAX_FILE_BYTES = 2 ** 31;

/** Key-value metadata of a derived file. */
export const metadataKeys = {
  /** SHA-256 of the original, hex. */
  original: "creance.original",
  /** Segment of the original. */
  segment: "creance.segment",
  /** Reader and version. */
  reader: "creance.reader",
  /** JSON: column name to unit. */
  units: "creance.units",
  /** JSON: column name to the SHA-256 (hex) of the column's bytes in the file. */
  columnSha256: "creance.columnSha256",
} as const;

/** `created_by` of every file we write. */
export const CREATED_BY = "creance-warehouse version 1";

const schemaTypes = {
  float64: { type: "DOUBLE" },
  float32: { type: "FLOAT" },
  int32: { type: "INT32" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  uint8: { type: "INT32", converted_type: "UINT_8" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
} as const satisfies Readonly<Record<ColumnType | "text", Pick<SchemaElement, "type" | "converted_type">>>;

/** The schema element of a column. */
export function schemaElement(name: string, spec: ColumnSpec | TextColumnSpec): SchemaElement {
  return { name, repetition_type: spec.type === "text" ? "OPTIONAL" : "REQUIRED", ...schemaTypes[spec.type] };
}

/** True when a schema element is the one that `schemaElement` makes for this column type. */
export function isSchemaOf(element: SchemaElement, type: ColumnType | "text"): boolean {
  const expected: Pick<SchemaElement, "type" | "converted_type"> = schemaTypes[type];
  const repetition = type === "text" ? "OPTIONAL" : "REQUIRED";
  return element.repetition_type === repetition && element.type === expected.type && element.converted_type === expected.converted_type;
}

/** The values as the Parquet writer takes them: narrow integers widened, everything else as it is. */
export function toStored(type: ColumnType, values: ColumnArray): Float64Array | Float32Array | Int32Array {
  return type === "uint16" || type === "uint8" ? new Int32Array(values) : (values as Float64Array | Float32Array | Int32Array);
}

/** The values as `core` keeps them; `undefined` when they are not what the column type stores. */
export function fromStored(type: ColumnType, values: ArrayLike<unknown>): ColumnArray | undefined {
  if (type === "float64") return values instanceof Float64Array ? (values as Float64Array<ArrayBuffer>) : undefined;
  if (type === "float32") return values instanceof Float32Array ? (values as Float32Array<ArrayBuffer>) : undefined;
  if (!(values instanceof Int32Array)) return undefined;
  if (type === "int32") return values as Int32Array<ArrayBuffer>;
  return type === "uint16" ? new Uint16Array(values) : new Uint8Array(values);
}
