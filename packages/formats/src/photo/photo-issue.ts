/** Issues and errors of pictures, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type PhotoErrorCode, photoErrors } from "./errors.table.ts";

/** An issue at an offset. */
export function photoIssue(code: PhotoErrorCode, offset: number, field: string | null = null): Issue {
  return { code, offset, field, sentence: photoErrors[code] };
}

/** The same as an error: nothing can be read. */
export function photoError(code: PhotoErrorCode, format: string, offset: number): FormatError {
  return new FormatError(code, { format, offset }, photoErrors[code]);
}
