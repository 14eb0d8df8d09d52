/** Issues and errors of subtitles, made from the one table of codes. */
import { FormatError, type Issue } from "@creance/core";
import { type SrtErrorCode, srtErrors } from "./errors.table.ts";

/** An issue; `count` stands where the sentence counts. */
export function srtIssue(code: SrtErrorCode, offset: number, count = 1): Issue {
  return { code, offset, field: null, sentence: sentenceOf(code, count) };
}

/** The same as an error: nothing more can be read. */
export function srtError(code: SrtErrorCode, offset: number): FormatError {
  return new FormatError(code, { format: "srt", offset }, sentenceOf(code, 1));
}

function sentenceOf(code: SrtErrorCode, count: number): string {
  const sentence = srtErrors[code].replace("{n}", count.toLocaleString("en-US"));
  return count === 1 ? sentence.replace(/^1 cues (\w+)/, (_, verb: string) => `1 cue ${SINGULAR[verb] ?? verb}`) : sentence;
}

const SINGULAR: Readonly<Record<string, string>> = { are: "is", have: "has", say: "says", name: "names", inside: "inside" };
