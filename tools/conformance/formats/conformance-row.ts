/** One comparison of what our reader says about a file with what another program says about it. */

/** A file, another program, and where the two differ. */
export interface ConformanceRow {
  /** Format id, e.g. `jpeg`. */
  readonly format: string;
  /** Name of the sample, without its folder; made files are named `made: ...`. */
  readonly file: string;
  /** The other program with its version, e.g. `ExifTool 12.57`. */
  readonly oracle: string;
  /** Values that both were asked for. */
  readonly compared: number;
  /** Of these: equal. */
  readonly equal: number;
  /** The others, one for each value or kind of value. No personal value stands here: texts of samples are shortened to what differs. */
  readonly different: readonly {
    readonly field: string;
    readonly ours: string;
    readonly theirs: string;
    /** Why ours stands; `null`: not explained, which fails the run. */
    readonly reason: string | null;
  }[];
}
