/**
 * Columns: typed arrays with a unit and a sentence each. A table of columns is declared once as data; readers, charts,
 * exports, Parquet files, docs and tests all read that table.
 */

/** How a column's values are stored in memory. Unknown is `NaN` in float columns; integer columns cannot be unknown. */
export type ColumnType = "float64" | "float32" | "int32" | "uint16" | "uint8";

/** What a column is. */
export interface ColumnSpec {
  /** Storage type. Times and byte offsets are `float64` (exact to 2^53). */
  readonly type: ColumnType;
  /** Unit as printed beside the number: `m`, `deg`, `µs`, `m/s`, `%`, `V` ..., or `` for a plain number or code. */
  readonly unit: string;
  /** One sentence for a person. */
  readonly doc: string;
  /** Values outside are implausible. */
  readonly valid?: readonly [number, number];
  /** Names of coded values; a value not in the table stays a number. */
  readonly names?: Readonly<Record<number, string>>;
  /** Every value of a float column is a whole number (or unknown): the column engine then adds up integers, exactly. */
  readonly whole?: true;
}

/** A table of columns, by name. */
export type ColumnTable = Readonly<Record<string, ColumnSpec>>;

/** The array a column type is stored in. */
export interface ColumnArrays {
  float64: Float64Array<ArrayBuffer>;
  float32: Float32Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
}

/** Any column array. */
export type ColumnArray = ColumnArrays[ColumnType];

/** The arrays of a table, all of the same length. */
export type Columns<Table extends ColumnTable> = { readonly [Name in keyof Table]: ColumnArrays[Table[Name]["type"]] };

/** A table's arrays with the number of rows. */
export interface Rows<Table extends ColumnTable> {
  readonly rows: number;
  readonly columns: Columns<Table>;
}

/** A column of text. Unknown is `null`. Only tables that say so (`MixedTable`) may have one. */
export interface TextColumnSpec {
  readonly type: "text";
  readonly unit: "";
  /** One sentence for a person. */
  readonly doc: string;
}

/** The values of a text column. */
export type TextColumn = readonly (string | null)[];

/** A table that may have text columns beside numbers: conversations and the like. Every `ColumnTable` is one. */
export type MixedTable = Readonly<Record<string, ColumnSpec | TextColumnSpec>>;

/** The values of one column of a mixed table. */
export type MixedColumn = ColumnArray | TextColumn;

/** The values of a mixed table, all of the same length. */
export type MixedColumns<Table extends MixedTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly type: infer Type extends ColumnType } ? ColumnArrays[Type] : TextColumn;
};

/** A mixed table's values with the number of rows. */
export interface MixedRows<Table extends MixedTable> {
  readonly rows: number;
  readonly columns: MixedColumns<Table>;
}

/** Allocates one array for a column. Float columns start as NaN (unknown), integer columns as 0. */
export function newColumn<Type extends ColumnType>(type: Type, rows: number): ColumnArrays[Type] {
  const make: { readonly [T in ColumnType]: () => ColumnArrays[T] } = {
    float64: () => new Float64Array(rows).fill(Number.NaN),
    float32: () => new Float32Array(rows).fill(Number.NaN),
    int32: () => new Int32Array(rows),
    uint16: () => new Uint16Array(rows),
    uint8: () => new Uint8Array(rows),
  };
  return make[type]();
}

/** Allocates every column of a table. */
export function newColumns<Table extends ColumnTable>(table: Table, rows: number): Columns<Table> {
  return Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, newColumn(spec.type, rows)])) as unknown as Columns<Table>;
}

/** Joins batches of the same table into one. Memory: the sum of the batches. */
export function concatRows<Table extends ColumnTable>(table: Table, parts: readonly Rows<Table>[]): Rows<Table> {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = newColumns(table, rows);
  for (const name of Object.keys(table)) {
    const target = columns[name] as ColumnArray;
    let at = 0;
    for (const part of parts) {
      target.set((part.columns[name] as ColumnArray).subarray(0, part.rows), at);
      at += part.rows;
    }
  }
  return { rows, columns };
}

/** Copies rows `start` to `end` (exclusive) of a table. */
export function sliceRows<Table extends ColumnTable>(table: Table, source: Rows<Table>, start: number, end: number): Rows<Table> {
  const columns = Object.fromEntries(
    Object.keys(table).map((name) => [name, (source.columns[name] as ColumnArray).slice(start, end)]),
  ) as unknown as Columns<Table>;
  return { rows: end - start, columns };
}
