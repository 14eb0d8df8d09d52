/** What the warehouse offers: derived column files, one for each segment of an original and reader version. */
import type { ColumnArrays, ColumnType, MixedRows, MixedTable, TextColumn } from "@creance/core";

/** Names one derived file: the same key always means the same content, so writing is idempotent. */
export interface TableKey {
  /** SHA-256 of the original. */
  readonly sha256: string;
  readonly segment: number;
  /** Reader and version, e.g. `dji-flight-record/1`. */
  readonly reader: string;
}

/** The values of a column, by what the column is. */
export type ColumnValues<Spec> = Spec extends { readonly type: infer Type extends ColumnType } ? ColumnArrays[Type] : TextColumn;

/** Some columns of a derived file: typed arrays, and arrays of text where the table has text columns. */
export interface ReadColumns<Table extends MixedTable = MixedTable> {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnValues<Table[keyof Table]>>>;
}

/** The store of derived column files. It knows nothing of flights: any column table of `core` fits, with text columns or without. */
export interface Warehouse {
  /** True when the file for this key exists. */
  has(key: TableKey): boolean;
  /** Writes all columns of a table (temp file, fsync, rename). Nothing happens when the file is there already. */
  write<Table extends MixedTable>(key: TableKey, table: Table, rows: MixedRows<Table>): Promise<void>;
  /** Reads only the named columns. `undefined` when there is no such file or it is damaged (derive it anew). */
  read<Table extends MixedTable>(key: TableKey, table: Table, names: readonly string[]): Promise<ReadColumns<Table> | undefined>;
  /** Absolute path of a key's file, whether it exists or not: what the column engine loads. */
  path(key: TableKey): string;
  /** Deletes everything derived (before a rebuild). */
  clear(): Promise<void>;
}
