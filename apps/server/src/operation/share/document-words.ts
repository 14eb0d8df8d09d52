/** Small documents behind the journal's salted hashes: canonical JSON, as long as a text may be. */
import { canonicalJson, type JsonValue, UserError } from "@creance/core";
import { MAX_TEXT_LENGTH } from "@creance/ledger";

/** The words of a document. Throws a `UserError` (`too-long`) when it does not fit: a cut document could not be read again. */
export function documentWords(document: unknown): string {
  const text = canonicalJson(JSON.parse(JSON.stringify(document)) as JsonValue);
  if (text.length <= MAX_TEXT_LENGTH) return text;
  throw new UserError(
    "too-long",
    "wrongUse",
    `What is to be entered has ${text.length} characters, more than the ${MAX_TEXT_LENGTH} an entry may have: name fewer recipients, or shorter words. Nothing was sent.`,
  );
}

/** The document behind words that this program wrote; `null` when they were erased or are none. */
export function readWords<Document>(words: string | null | undefined): Document | null {
  if (words === null || words === undefined) return null;
  try {
    const value: unknown = JSON.parse(words);
    return typeof value === "object" && value !== null ? (value as Document) : null;
  } catch {
    return null;
  }
}
