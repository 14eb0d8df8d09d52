/** What is said about claims in pictures. */

/** Help of `--claim`. */
export const CLAIM_HELP =
  "put a signed claim (C2PA) of what was done into redacted pictures; it tells that they come from one vault (default: no claim)";

/** How many of the files have a claim. */
export function claimedSentence(claimed: number, files: number): string {
  if (claimed === 0) return "No claim was put in: only redacted JPEG, PNG, TIFF and DNG pictures carry one.";
  const which = claimed === files ? `${claimed}` : `${claimed} of ${files}`;
  return `Claims (C2PA) in ${which} ${files === 1 ? "file" : "files"}, signed with this vault's key: whoever has two of them can tell that one vault made both.`;
}
