/** Issues and errors of the DataFlash readers, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type DataflashErrorCode, dataflashErrors } from "./errors.table.ts";

/** An issue about the log or one of its message kinds. */
export function dataflashIssue(
  code: DataflashErrorCode,
  offset: number,
  of: { readonly field?: string; readonly count?: number } = {},
): Issue {
  return { code, offset, field: of.field ?? null, sentence: sentenceOf(code, of.count) };
}

/** The same as an error: nothing can be read. */
export function dataflashError(code: DataflashErrorCode, format: string, offset: number): FormatError {
  return new FormatError(code, { format, offset }, sentenceOf(code, undefined));
}

function sentenceOf(code: DataflashErrorCode, count: number | undefined): string {
  return dataflashErrors[code].replace("{count}", String(count ?? 0));
}
