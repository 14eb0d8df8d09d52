/** One file of the sample operation. */

/** A file as it would lie on a phone's backup or a card. */
export interface SampleFile {
  /** Relative path, `/` between parts. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** One sentence: what this file shows. */
  readonly note: string;
}
