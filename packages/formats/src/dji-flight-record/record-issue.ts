/** Issues and errors of the flight record reader, built from the table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type DjiErrorCode, type DjiIssueCode, djiErrorCodes, djiIssueCodes } from "./errors.table.ts";

/** Id of the format in errors and JSON. */
export const DJI_FORMAT_ID = "dji-flight-record";

/** An issue of a code; `detail` (a short clause) is added to the sentence of the table. */
export function djiIssue(code: DjiIssueCode, offset: number, field: string | null, detail?: string): Issue {
  const sentence = djiIssueCodes[code];
  return { code, offset, field, sentence: detail === undefined ? sentence : `${sentence.slice(0, -1)} (${detail}).` };
}

/** The error of a code. */
export function djiError(code: DjiErrorCode, offset: number, field: string): FormatError {
  return new FormatError(code, { format: DJI_FORMAT_ID, offset, field }, djiErrorCodes[code].replace(/\.$/, ""));
}
