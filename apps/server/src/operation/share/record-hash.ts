/** The hash of a document as the journal binds it. */
import { createHash } from "node:crypto";
import { canonicalJson, type JsonValue, toHex } from "@creance/core";

/** SHA-256 of the canonical JSON (RFC 8785). */
export function recordHash(record: unknown): string {
  return toHex(
    createHash("sha256")
      .update(canonicalJson(JSON.parse(JSON.stringify(record)) as JsonValue))
      .digest(),
  );
}
