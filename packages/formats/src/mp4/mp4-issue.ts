/** Issues and errors of films, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type Mp4ErrorCode, mp4Errors } from "./errors.table.ts";

/** An issue; `field` is the box or the track it is about. */
export function mp4Issue(code: Mp4ErrorCode, offset: number, field: string | null): Issue {
  return { code, offset, field, sentence: mp4Errors[code] };
}

/** The same as an error: nothing more can be read. */
export function mp4Error(code: Mp4ErrorCode, offset: number): FormatError {
  return new FormatError(code, { format: "mp4", offset, field: "moov" }, mp4Errors[code]);
}
