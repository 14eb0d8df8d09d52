/** What the warehouse offers: derived column files, one for each flight of an original and reader version. */
import type { ColumnArray, ColumnTable, Rows } from "@creance/core";

/** Names one derived file: the same key always means the same content, so writing is idempotent. */
export interface TableKey {
  /** SHA-256 of the original. */
  readonly sha256: string;
  readonly segment: number;
  /** Reader and version, e.g. `dji-flight-record/1`. */
  readonly reader: string;
}

/** Some columns of a derived file. */
export interface ReadColumns {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnArray>>;
}

/** The store of derived column files. It knows nothing of flights: any column table of `core` fits. */
export interface Warehouse {
  /** True when the file for this key exists. */
  has(key: TableKey): boolean;
  /** Writes all columns of a table (temp file, fsync, rename). Nothing happens when the file is there already. */
  write<Table extends ColumnTable>(key: TableKey, table: Table, rows: Rows<Table>): Promise<void>;
  /** Reads only the named columns. `undefined` when there is no such file or it is damaged (derive it anew). */
  read(key: TableKey, table: ColumnTable, names: readonly string[]): Promise<ReadColumns | undefined>;
  /** Deletes everything derived (before a rebuild). */
  clear(): Promise<void>;
}
