/**
 * Personal text (file names, flight names, notes) stands beside the journal under `SHA-256(salt || UTF-8)`. Dropping the
 * text and its salt erases it; the entry that names the hash stays.
 */
import { canonicalJson, concatBytes, type Platform, toHex, UserError } from "@creance/core";

/** Length of a salt. */
export const SALT_BYTES = 16;
/** Longest personal text in UTF-16 units. */
export const MAX_TEXT_LENGTH = 20_000;
/** Longest line of the text file in bytes: every unit escaped, and the fields around it. */
export const MAX_TEXT_LINE_BYTES = MAX_TEXT_LENGTH * 6 + 512;

/** A personal text with its salt and hash. */
export interface PersonalText {
  /** Lower-case hexadecimal `SHA-256(salt || UTF-8 of text)`. */
  readonly hash: string;
  /** Lower-case hexadecimal. */
  readonly salt: string;
  readonly text: string;
}

/** Salts and hashes a text. Half UTF-16 pairs become U+FFFD; what is longer than 20,000 units is cut. */
export function personalText(sha256: Platform["sha256"], salt: Uint8Array, text: string): PersonalText {
  if (salt.byteLength !== SALT_BYTES) {
    throw new UserError("salt-length", "wrongUse", `A salt has ${SALT_BYTES} bytes, not ${salt.byteLength}; nothing was written.`);
  }
  const utf8 = new TextEncoder().encode(text.slice(0, MAX_TEXT_LENGTH));
  return {
    hash: toHex(sha256(concatBytes([salt, utf8]))),
    salt: toHex(salt),
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8),
  };
}

/** True when the hash is the hash of salt and text. */
export function textFits(sha256: Platform["sha256"], { hash, salt, text }: PersonalText): boolean {
  const saltBytes = Uint8Array.from({ length: SALT_BYTES }, (_, at) => Number.parseInt(salt.slice(2 * at, 2 * at + 2), 16));
  return toHex(sha256(concatBytes([saltBytes, new TextEncoder().encode(text)]))) === hash;
}

/** The line of a text, without the line end. */
export function formatText({ hash, salt, text }: PersonalText): string {
  return canonicalJson({ hash, salt, text });
}

/** Reads one untrusted line; `undefined` when it is none. The hash is not checked: see `textFits`. Never throws. */
export function parseText(line: string): PersonalText | undefined {
  if (line.length > MAX_TEXT_LINE_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { hash, salt, text } = value as Readonly<Record<string, unknown>>;
  if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
  if (typeof salt !== "string" || !/^[0-9a-f]{32}$/.test(salt)) return undefined;
  if (typeof text !== "string" || text.length > MAX_TEXT_LENGTH) return undefined;
  return { hash, salt, text };
}
