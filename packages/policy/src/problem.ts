/** Problems of a policy file: how they are made, and the error that a command shows them as. */
import { UserError } from "@creance/core";
import type { PolicyProblem } from "./types.ts";

/** Problems that are told one by one; a file with more has one cause, or is no policy. */
export const MAX_PROBLEMS = 100;
/** Problems that the error's message holds. */
const SHOWN_PROBLEMS = 12;
/** Characters of a word from the file that a sentence repeats. */
const MAX_QUOTED = 60;

/** A word from the file inside a sentence: cut, with everything escaped that a terminal or a reader could take for something else. */
export function quoted(word: string): string {
  const cut = word.length > MAX_QUOTED ? `${word.slice(0, MAX_QUOTED)}...` : word;
  return JSON.stringify(cut).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The error of a file with problems (`policy-invalid`): the first of them in order, and how many more there are. */
export function policyError(problems: readonly PolicyProblem[]): UserError {
  const shown = problems.slice(0, SHOWN_PROBLEMS).map(problemText);
  const more = problems.length > shown.length ? [`... and ${problems.length - shown.length} more.`] : [];
  const count = problems.length === 1 ? "one thing is wrong" : `${problems.length} things are wrong`;
  return new UserError("policy-invalid", "wrongUse", [`The policy is not used, ${count}:`, ...shown, ...more].join("\n"));
}

/** A problem as one line: `line 12, column 5 (services[2].limit): ...`. */
export function problemText({ line, column, path, sentence }: PolicyProblem): string {
  return `line ${line}, column ${column}${path === "" ? "" : ` (${path})`}: ${sentence}`;
}
