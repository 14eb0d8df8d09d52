/** Readings of files that could not be read, and errors of formats as issues. */
import { type FormatError, type Issue, isFormatError } from "@creance/core";
import type { Format } from "@creance/formats";
import type { Reading } from "@creance/vault";
import { emptyReading } from "../empty-reading.ts";

/** The reading of a file whose format is clear and whose content is not. Throws what is not about the bytes. */
export function unreadableReading(sha256: string, format: Pick<Format, "id">, error: unknown): Reading {
  if (!isFormatError(error)) throw error;
  return {
    ...emptyReading(sha256),
    format: format.id,
    damaged: true,
    sentence: `Kept, but nothing could be read from it. ${error.message}`,
    issues: [issueFrom(error)],
  };
}

/** A format error as an issue: the same facts, in the form that lists of issues have. */
export function issueFrom(error: FormatError): Issue {
  return { code: error.code, offset: error.where.offset, field: error.where.field ?? null, sentence: error.message };
}

/** The reading of a file that was read and is not whole. */
export function damagedSentence(issues: readonly Issue[]): string {
  const first = issues[0]?.sentence;
  return first === undefined ? "Damaged: read as far as it goes." : `Damaged, read as far as it goes. ${first}`;
}
