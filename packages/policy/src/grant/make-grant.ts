/** Makes a grant, and signs it. */
import { canonicalJson, UserError } from "@creance/core";
import { grantProblems } from "./grant-problems.ts";
import { grantRecord } from "./grant-record.ts";
import type { Grant } from "./types.ts";

/** Characters of a grant's record: with its signature it must fit behind one salted hash. */
const MAX_RECORD_LENGTH = 19_000;

/** The grant, checked. Throws a `UserError` (`grant-invalid`, `grant-too-long`) that says everything that is wrong. */
export function newGrant(facts: Grant): Grant {
  const problems = grantProblems(facts);
  if (problems.length > 0) throw new UserError("grant-invalid", "wrongUse", `The grant was not made. ${problems.join(" ")}`);
  const text = grantText(facts);
  if (text.length > MAX_RECORD_LENGTH) {
    throw new UserError(
      "grant-too-long",
      "wrongUse",
      `The grant was not made: its record has ${text.length} characters, and at most ${MAX_RECORD_LENGTH} fit. Name fewer originals, or write shorter.`,
    );
  }
  return facts;
}

/** The canonical text of a grant's record, one line without its end. */
export function grantText(grant: Grant): string {
  return canonicalJson(grantRecord(grant));
}

/** The grant as a signed note. `signNote` puts signatures below a text that ends in a line end. */
export function signGrant(grant: Grant, signNote: (text: string) => string): string {
  return signNote(`${grantText(newGrant(grant))}\n`);
}
