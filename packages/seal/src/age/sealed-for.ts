/** What kind of key opens an age file, as its header says. */
import type { ByteSource } from "@creance/core";
import { readHeader } from "./read-header.ts";

/** `passphrase`, or `recipients` (keys). Nothing is checked but the header's form. Throws as `readHeader` does. */
export async function sealedFor(source: ByteSource): Promise<"passphrase" | "recipients"> {
  const { stanzas } = await readHeader(source);
  return stanzas.some(({ args }) => args[0] === "scrypt") ? "passphrase" : "recipients";
}
