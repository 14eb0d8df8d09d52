/** Who an object is sealed for (recipients) and who opens it (identities), as age writes them (C2SP age v1). */
import { UserError } from "@creance/core";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

/** A post-quantum recipient has nearly 2,000 characters. */
const LONGEST_TEXT = 4_000;

/**
 * A recipient as text (`age1...` of X25519, `age1pq1...` of ML-KEM-768 with X25519), without the blanks around it. Throws a `UserError`
 * (`bad-recipient`); for a secret key with a sentence of its own, and the key is not repeated.
 */
export function readRecipient(text: string): string {
  const recipient = text.trim();
  if (/^AGE-SECRET-KEY-/i.test(recipient)) {
    const sentence = "This is a secret key, not a recipient. Nothing was done with it: give the line that begins with age1 instead.";
    throw new UserError("bad-recipient", "wrongUse", sentence);
  }
  const refused = (cause?: unknown): UserError => {
    const shown = recipient.length > 40 ? `${recipient.slice(0, 40)}…` : recipient;
    const sentence = `"${shown}" is not a recipient of age. It begins with age1 and is copied whole, without a change.`;
    return new UserError("bad-recipient", "wrongUse", sentence, { cause });
  };
  if (recipient.length > LONGEST_TEXT || !/^age1(?!tag(pq)?1)[a-z0-9]+$/.test(recipient)) throw refused();
  try {
    new Encrypter().addRecipient(recipient);
  } catch (error) {
    throw refused(error);
  }
  return recipient;
}

/** True for a recipient whose files need a quantum-proof key to open. */
export function isPostQuantum(recipient: string): boolean {
  return recipient.startsWith("age1pq1");
}

/** An identity as text (`AGE-SECRET-KEY-1...`, `AGE-SECRET-KEY-PQ-1...`). Throws a `UserError` (`bad-identity`) that does not repeat it. */
export function readIdentity(text: string): string {
  const identity = text.trim();
  const refused = (cause?: unknown): UserError =>
    new UserError("bad-identity", "wrongUse", "This is not a secret key of age. It begins with AGE-SECRET-KEY- and is copied whole.", {
      cause,
    });
  if (identity.length > LONGEST_TEXT || !/^AGE-SECRET-KEY-(PQ-)?1[A-Z0-9]+$/.test(identity)) throw refused();
  try {
    new Decrypter().addIdentity(identity);
  } catch (error) {
    throw refused(error);
  }
  return identity;
}

/** A new identity of X25519. */
export function newIdentity(): Promise<string> {
  return generateX25519Identity();
}

/** The recipient that belongs to an identity. Throws as `readIdentity`. */
export function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(readIdentity(identity));
}
