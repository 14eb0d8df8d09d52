/** One address database in memory: sorted range starts and what holds from each start on. */

/** What a database tells of a range. */
export interface OperatorLabel {
  /** Number of the autonomous system; 0 in country databases. */
  readonly asn: number;
  /** Name of the operator, or the country (ISO 3166-1 alpha-2). */
  readonly text: string;
}

/** What a person must be told beside a database's answers. */
export interface OperatorDatabaseInfo {
  /** `operator`: who announces the range. `country`: where this database says that it is. */
  readonly kind: "operator" | "country";
  /** Short name, unique in a lookup, e.g. `dbip`. */
  readonly name: string;
  /** Date of the snapshot, `2026-06-17`. */
  readonly date: string;
  readonly licence: string;
  /** Sentence that the licence asks for, and what is known to be wrong with the data. */
  readonly notice: string;
}

/** A database. Ranges are sorted and do not overlap; each runs to the next start. Value 0: nothing known, n: `labels[n - 1]`. */
export interface OperatorDatabase extends OperatorDatabaseInfo {
  readonly labels: readonly OperatorLabel[];
  /** First IPv4 address of each range. */
  readonly v4Starts: Uint32Array;
  readonly v4Values: Uint32Array;
  /** First IPv6 address of each range: four words each, high word first. */
  readonly v6Starts: Uint32Array;
  readonly v6Values: Uint32Array;
}
