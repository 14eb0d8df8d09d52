/**
 * Questions over many rows, as data: the column engine turns them into SQL, the table reader answers them from Parquet files in memory.
 * Both give the same answer, byte for byte. No question carries SQL; every column name is checked against the table.
 *
 * Text is compared by its UTF-8 bytes, case by ASCII letters alone. Unknown (`null`) sorts last in either direction, is a group of its own,
 * and counts in no sum, minimum, maximum or distinct count. A sum, minimum, maximum or list of no known value is unknown; a count of none is 0.
 * Sums of whole columns are exact and then rounded to the nearest number, once. -0 is 0. Numbers in columns are finite or unknown.
 */
import type { MixedTable } from "@creance/core";

/** A kind of rows: its name (a word), its columns, and which of them tell rows of one dataset apart (they also settle the order). */
export interface TableSpec {
  readonly name: string;
  readonly columns: MixedTable;
  readonly key: readonly string[];
  /**
   * What the column engine adds up beforehand: rows of one original that are equal in the columns `by` (text or whole numbers) become one, with
   * these sums and bounds of whole columns. Groups and counts that need no other column are answered from there, the same to the last digit.
   */
  readonly tally?: Tally;
}

/** What is added up beforehand: by which columns, and what of others. */
export interface Tally {
  readonly by: readonly string[];
  readonly sum: readonly string[];
  readonly min: readonly string[];
  readonly max: readonly string[];
}

/** The derived files of one original: segments 0 to `segments - 1`. */
export interface Dataset {
  /** SHA-256 of the original. */
  readonly sha256: string;
  /** Reader and version. */
  readonly reader: string;
  readonly segments: number;
  /** Rows of all segments: what was loaded is checked against it. */
  readonly rows: number;
}

/** Column that every table has beside its own: SHA-256 of the original that a row comes from. */
export const ORIGINAL_COLUMN = "original";

/** A value in an answer. */
export type Cell = string | number | null;

/** Must hold for a row; all conditions of a query must. */
export type Condition =
  /** The value is one of these, which are of the column's kind; `null` is unknown. No value at all: no row. */
  | { readonly is: "oneOf"; readonly column: string; readonly values: readonly Cell[] }
  /** The number is at or above `from` and below `below`. Unknown is neither, also where neither is given. */
  | { readonly is: "between"; readonly column: string; readonly from?: number; readonly below?: number }
  /** One of the text columns contains the text, ASCII letters of either case. The empty text is in every known value. */
  | { readonly is: "contains"; readonly columns: readonly string[]; readonly text: string }
  /** The text, cut at spaces, has this word, case and all. The empty word is in no text. */
  | { readonly is: "hasWord"; readonly column: string; readonly word: string };

/** Which rows. A dataset named twice counts once. */
export interface Selection {
  readonly table: TableSpec;
  readonly datasets: readonly Dataset[];
  readonly where: readonly Condition[];
}

/** A sort key. */
export interface Order {
  /** A column; in a group query a column of `by` or a measure. */
  readonly name: string;
  readonly direction: "asc" | "desc";
}

/** Rows, a page at a time. Rows that are equal in `order` follow the table's key, then the original. */
export interface PageQuery extends Selection {
  readonly columns: readonly string[];
  readonly order: readonly Order[];
  readonly offset: number;
  /** At most 10,000. */
  readonly limit: number;
}

/** A page: cells in the order of `columns`. */
export interface Page {
  /** Rows that match. */
  readonly total: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** What is added up over a group. */
export type Measure =
  | { readonly of: "count" }
  | { readonly of: "sum" | "min" | "max" | "distinct"; readonly column: string }
  /** The first distinct values of a text column in byte order, at most `limit` (1 to 20), joined by a line feed; `null` where all are unknown. */
  | { readonly of: "list"; readonly column: string; readonly limit: number };

/** What rows are grouped by. */
export type GroupKey =
  | { readonly column: string }
  /** Buckets of a number: `floor((value - from) / width)`, as a number. */
  | { readonly column: string; readonly from: number; readonly width: number };

/** Groups, a page at a time. With an empty `by` one group over everything, also when no row matches. Ties follow the keys. */
export interface GroupQuery extends Selection {
  readonly by: readonly GroupKey[];
  /** By name; a name is a word and no column of `by`. */
  readonly measures: Readonly<Record<string, Measure>>;
  readonly order: readonly Order[];
  readonly offset: number;
  /** At most 10,000. */
  readonly limit: number;
}

/** A page of groups. */
export interface Groups {
  /** Groups that there are. */
  readonly total: number;
  readonly rows: readonly { readonly keys: readonly Cell[]; readonly measures: Readonly<Record<string, Cell>> }[];
}

/**
 * Answers questions. Rejects with `UserError` when it cannot (`too-many-rows`, `column-engine`, `derived-missing`); a `RangeError` is a bug of the
 * caller.
 */
export interface ColumnStore {
  page(query: PageQuery): Promise<Page>;
  groups(query: GroupQuery): Promise<Groups>;
}

/** How the column engine is. */
export interface EngineState {
  /** `idle`: installed, started when it is needed. `absent`: not installed here. */
  readonly state: "idle" | "starting" | "ready" | "absent" | "failed";
  /** Version that the engine says it has, `null` while unknown. */
  readonly version: string | null;
  /** What keeps its process off the network: a network namespace of its own, or nothing but its own silence. */
  readonly isolation: "networkNamespace" | "none" | null;
  /** What is missing without it, what to do; `null` when there is nothing to say. */
  readonly sentence: string | null;
}

/** The column engine: answers over many datasets at once. Starts at the first call that needs it. */
export interface ColumnEngine extends ColumnStore {
  state(): EngineState;
  /** Loads a dataset unless it is there. Doing it twice, also after a crash in between, changes nothing. */
  load(table: TableSpec, dataset: Dataset): Promise<void>;
  /** Whether a dataset is loaded whole. False while the engine is not running. */
  has(table: TableSpec, dataset: Dataset): boolean;
  /** Deletes the loads of a table that hold none of these datasets. Does nothing while the engine is not running. */
  keepOnly(table: TableSpec, datasets: readonly Dataset[]): Promise<void>;
  /**
   * Deletes everything it holds (before a rebuild). Where that cannot be done now, because another process has its folder (`state` says so) or it does
   * not start, it is left alone, and whoever has the folder deletes everything before it answers the next question.
   */
  clear(): Promise<void>;
  close(): Promise<void>;
}
