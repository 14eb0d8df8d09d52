/** The register's document of a request: to text and back. */
import { canonicalJson, UserError } from "@creance/core";
import { z } from "zod";
import type { RequestDocument } from "./types.ts";

/** As long as a text of the ledger may be. */
const MAX_TEXT = 20_000;

const words = (longest: number) => z.string().trim().min(1).max(longest);
const schema = z.strictObject({
  version: z.literal(1),
  asker: words(500),
  reference: words(500).nullable(),
  scope: words(5_000),
  decisionReason: words(5_000).nullable(),
  attachments: z.array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), title: words(200) })).max(40),
  notes: words(5_000).nullable(),
});

/** The text of a document. Throws a `UserError` (`bad-request-document`) for one that the register would not read back. */
export function requestText(document: RequestDocument): string {
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw badDocument(parsed.error.issues[0]?.path.join(".") ?? "document");
  const text = canonicalJson({ ...parsed.data });
  if (text.length > MAX_TEXT) throw badDocument("document (longer than 20,000 characters)");
  return text;
}

/** Reads a document. `null` when it was erased or is none: what is counted does not need it. Never throws. */
export function readRequestDocument(text: string | null): RequestDocument | null {
  if (text === null || text.length > MAX_TEXT) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function badDocument(where: string): UserError {
  return new UserError(
    "bad-request-document",
    "wrongUse",
    `What was written of the request cannot be kept (${where}: missing, empty or too long); nothing was changed.`,
  );
}
