/** Issues and errors of TIFF structures, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type TiffErrorCode, tiffErrors } from "./errors.table.ts";

/** An issue about an entry or a directory. */
export function tiffIssue(code: TiffErrorCode, offset: number, field: string): Issue {
  return { code, offset, field, sentence: tiffErrors[code].replace("{name}", () => field) };
}

/** The same as an error: nothing more can be read. */
export function tiffError(code: TiffErrorCode, format: string, offset: number): FormatError {
  return new FormatError(code, { format, offset }, tiffErrors[code]);
}
