/** Issues and errors of the telemetry log reader, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type MavlinkErrorCode, mavlinkErrors } from "./errors.table.ts";

/** An issue about the log or one of its message kinds. */
export function mavlinkIssue(code: MavlinkErrorCode, offset: number, of: { readonly field?: string; readonly count?: number } = {}): Issue {
  return { code, offset, field: of.field ?? null, sentence: mavlinkErrors[code].replace("{count}", String(of.count ?? 0)) };
}

/** The same as an error: nothing can be read. */
export function mavlinkError(code: MavlinkErrorCode, offset: number): FormatError {
  return new FormatError(code, { format: "mavlink-tlog", offset }, mavlinkErrors[code]);
}
