/** A manifest from the text of a policy file, of its canonical form, or of its signed form. */
import { UserError } from "@creance/core";
import { noteText } from "../note-text.ts";
import { policyError } from "../problem.ts";
import { readPolicy } from "../read-policy.ts";
import type { PrivacyManifest } from "./types.ts";

/**
 * The manifest. Of a signed note the text is read; whether the signature fits is the caller's to check. Throws a `UserError`: `policy-invalid` with
 * every line that is wrong, `no-manifest` when the file has no part `privacy`.
 */
export function readManifest(text: string): PrivacyManifest {
  const reading = readPolicy(noteText(text));
  if (!reading.ok) throw policyError(reading.problems);
  if (reading.policy.privacy === null) {
    throw new UserError(
      "no-manifest",
      "wrongUse",
      "The policy file says nothing about privacy (the part privacy): nothing may be shared by it. The guide shows what stands there.",
    );
  }
  return reading.policy.privacy;
}
