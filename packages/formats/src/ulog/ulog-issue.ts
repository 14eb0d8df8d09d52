/** Issues and errors of the ULog reader, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type UlogErrorCode, ulogErrors } from "./errors.table.ts";

/** An issue about the log or one of its fields. */
export function ulogIssue(code: UlogErrorCode, offset: number, of: { readonly field?: string; readonly count?: number } = {}): Issue {
  return { code, offset, field: of.field ?? null, sentence: sentenceOf(code, of.count) };
}

/** The same as an error: nothing can be read. */
export function ulogError(code: UlogErrorCode, offset: number, field: string): FormatError {
  return new FormatError(code, { format: "px4-ulog", offset, field }, sentenceOf(code, undefined));
}

function sentenceOf(code: UlogErrorCode, count: number | undefined): string {
  return ulogErrors[code].replace("{count}", String(count ?? 0));
}
