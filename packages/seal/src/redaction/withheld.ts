/** Files that are not shared at all. */
import { UserError } from "@creance/core";

/** The refusal to share a file as a whole (`redact-withheld`): the others of a share can go on without it. */
export function withheld(sentence: string): UserError {
  return new UserError("redact-withheld", "conflict", sentence);
}

/** The refusal of a format that nothing can be taken out of (`redact-not-possible`). */
export function notPossible(sentence: string): UserError {
  return new UserError("redact-not-possible", "wrongUse", sentence);
}
