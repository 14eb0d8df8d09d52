/** What one object is sealed with: the header of an age file (C2SP age v1), the key it wraps, and the payload's nonce. */
import { UserError } from "@creance/core";
import { Encrypter } from "age-encryption";
import { PAYLOAD_NONCE_BYTES, TAG_BYTES } from "./chunk-layout.ts";
import { type PassphraseOptions, passphraseRecipient } from "./passphrase.ts";
import { isPostQuantum, readRecipient } from "./recipients.ts";

/**
 * Everything that sealing one object needs. It seals **one** plain text: two under the same sealing give each other away, so a changed source
 * needs a new one. The file key is a secret; whoever stores a sealing to resume with stores it where only this user reads.
 */
export interface Sealing {
  /** Header with its MAC, as it stands at the start of the file. */
  readonly header: Uint8Array;
  /** 16 bytes. */
  readonly fileKey: Uint8Array;
  /** 16 bytes. */
  readonly nonce: Uint8Array;
}

/** More recipients than this are refused. */
const MOST_RECIPIENTS = 100;

/**
 * A new sealing for these recipients (`age1...`, `age1pq1...`; see `readRecipient`), each once. Throws a `UserError`: `no-recipient`,
 * `too-many-recipients`, `bad-recipient`, `mixed-recipients` (post-quantum ones beside others: the file would be as weak as the others).
 */
export async function newSealing(recipients: readonly string[], randomBytes: (length: number) => Uint8Array): Promise<Sealing> {
  if (recipients.length === 0) throw new UserError("no-recipient", "wrongUse", "Nobody was named who could open this. Nothing was sealed.");
  if (recipients.length > MOST_RECIPIENTS) {
    throw new UserError(
      "too-many-recipients",
      "wrongUse",
      `More than ${MOST_RECIPIENTS} recipients at once are not taken. Nothing was sealed.`,
    );
  }
  const read = [...new Set(recipients.map(readRecipient))];
  const postQuantum = read.filter(isPostQuantum).length;
  if (postQuantum > 0 && postQuantum < read.length) {
    const sentence =
      "Post-quantum recipients stand beside others: the file would be no stronger than for the others. Nothing was sealed: share twice.";
    throw new UserError("mixed-recipients", "wrongUse", sentence);
  }
  const encrypter = new Encrypter();
  for (const recipient of read) encrypter.addRecipient(recipient);
  return sealingOf(encrypter, randomBytes);
}

/** A new sealing that a passphrase opens. Takes as long as its scrypt: about a second. */
export async function newPassphraseSealing(passphrase: string, options: PassphraseOptions): Promise<Sealing> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase, options));
  return sealingOf(encrypter, options.randomBytes);
}

/** Lets the library write header and MAC for nothing at all, and keeps the file key that it made. */
async function sealingOf(encrypter: Encrypter, randomBytes: (length: number) => Uint8Array): Promise<Sealing> {
  let fileKey: Uint8Array | undefined;
  encrypter.addRecipient({
    wrapFileKey(key: Uint8Array) {
      fileKey = key.slice();
      return [];
    },
  });
  const file = await encrypter.encrypt(new Uint8Array(0));
  if (fileKey === undefined) throw new Error("age-encryption wrapped no file key");
  const header = file.slice(0, file.byteLength - PAYLOAD_NONCE_BYTES - TAG_BYTES);
  return { header, fileKey, nonce: randomBytes(PAYLOAD_NONCE_BYTES) };
}
