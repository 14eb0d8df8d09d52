/** What can be wrong with an age file. */
import { FormatError } from "@creance/core";

/** Codes of the `FormatError`s (docs/formats/age.md says what each means). */
export type AgeFault =
  | "not-age"
  | "armored"
  | "age-version"
  | "bad-header"
  | "bad-stanza"
  | "header-too-long"
  | "too-many-recipients"
  | "too-much-work"
  | "bad-mac"
  | "truncated"
  | "extended"
  | "empty-last-chunk"
  | "damaged-chunk";

/** The error of a fault. `field`: which part of the file, e.g. `header`, `chunk 3`. */
export function ageFault(code: AgeFault, offset: number, detail: string, field = "header", cause?: unknown): FormatError {
  return new FormatError(code, { format: "age", offset, field }, detail, cause === undefined ? undefined : { cause });
}
