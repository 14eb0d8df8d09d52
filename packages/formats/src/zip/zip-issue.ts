/** Issues and errors of the zip reader, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type ZipErrorCode, zipErrors } from "./errors.table.ts";

/** An issue about a member, or about the archive when `label` is left out. */
export function zipIssue(code: ZipErrorCode, offset: number, label?: string): Issue {
  return { code, offset, field: label ?? null, sentence: sentenceOf(code, label) };
}

/** The same as an error: nothing more can be read of what it names. */
export function zipError(code: ZipErrorCode, offset: number, label?: string, cause?: unknown): FormatError {
  const where = { format: "zip", offset, field: label ?? "archive" };
  return new FormatError(code, where, sentenceOf(code, label), cause === undefined ? undefined : { cause });
}

function sentenceOf(code: ZipErrorCode, label: string | undefined): string {
  const shown = label === undefined ? "a member" : `"${label.length > 120 ? `${label.slice(0, 117)}...` : label}"`;
  const sentence = zipErrors[code].replace("{name}", () => shown);
  return sentence.startsWith("a member") ? `A${sentence.slice(1)}` : sentence;
}
