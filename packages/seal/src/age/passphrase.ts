/** Files that a passphrase opens: the scrypt stanza (C2SP age v1, "The scrypt recipient type"), with the platform's scrypt and ChaCha20-Poly1305. */
import { fromBase64, type Platform, toBase64, UserError } from "@creance/core";
import { type Identity, type Recipient, Stanza } from "age-encryption";
import { ageFault } from "./age-fault.ts";
import { FILE_KEY_BYTES, TAG_BYTES } from "./chunk-layout.ts";

/** scrypt (RFC 7914) with N = 2^logN, r = 8, p = 1: 32 bytes. Takes 2^logN KiB of memory. */
export type Scrypt = (passphrase: Uint8Array, salt: Uint8Array, logN: number) => Promise<Uint8Array>;

/** What sealing with a passphrase needs. */
export interface PassphraseOptions {
  readonly platform: Pick<Platform, "sealAead">;
  readonly scrypt: Scrypt;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Base-2 logarithm of scrypt's N: 10 to 20, default 17 (128 MiB of memory). */
  readonly workFactor?: number;
}

/** What opening with a passphrase needs. */
export interface PassphraseIdentityOptions {
  readonly platform: Pick<Platform, "openAead">;
  readonly scrypt: Scrypt;
  /** A file that asks for more work is refused (default 20: 1 GiB of memory). */
  readonly mostWork?: number;
}

const KIND = "scrypt";
const SALT_BYTES = 16;
const LABEL = new TextEncoder().encode("age-encryption.org/v1/scrypt");
const NO_BYTES = new Uint8Array(0);
const ZERO_NONCE = new Uint8Array(12);

/** Longer passphrases are refused. */
const LONGEST_PASSPHRASE = 1_000;

/** A recipient whose file key is wrapped by a passphrase. Throws a `UserError` (`bad-passphrase`) for an empty or endless one. */
export function passphraseRecipient(passphrase: string, options: PassphraseOptions): Recipient {
  const words = passphraseBytes(passphrase);
  const logN = options.workFactor ?? 17;
  if (!Number.isInteger(logN) || logN < 10 || logN > 20) throw new RangeError("the work factor is between 10 and 20");
  return {
    async wrapFileKey(fileKey) {
      const salt = options.randomBytes(SALT_BYTES);
      const key = await options.scrypt(words, labelled(salt), logN);
      const body = options.platform.sealAead("chacha20-poly1305", key, ZERO_NONCE, NO_BYTES, fileKey);
      return [new Stanza([KIND, unpadded(salt), String(logN)], body)];
    },
  };
}

/** An identity that opens what was sealed with a passphrase. A wrong passphrase matches no stanza, as with any other identity. */
export function passphraseIdentity(passphrase: string, options: PassphraseIdentityOptions): Identity {
  const words = passphraseBytes(passphrase);
  const mostWork = options.mostWork ?? 20;
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args }) => args[0] === KIND);
      if (stanza === undefined) return null;
      const [, saltText = "", workText = ""] = stanza.args;
      const salt = fromBase64(saltText);
      const isWellFormed =
        stanzas.length === 1 &&
        stanza.args.length === 3 &&
        salt?.byteLength === SALT_BYTES &&
        /^[1-9]\d?$/.test(workText) &&
        stanza.body.byteLength === FILE_KEY_BYTES + TAG_BYTES;
      if (!isWellFormed) throw ageFault("bad-stanza", 0, "the passphrase's part is not well-formed", KIND);
      const logN = Number(workText);
      if (logN > mostWork) {
        const detail = `it asks for 2^${logN} rounds of scrypt, more than the 2^${mostWork} that are taken on`;
        throw ageFault("too-much-work", 0, detail, KIND);
      }
      const key = await options.scrypt(words, labelled(salt), logN);
      return options.platform.openAead("chacha20-poly1305", key, ZERO_NONCE, NO_BYTES, stanza.body) ?? null;
    },
  };
}

function passphraseBytes(passphrase: string): Uint8Array {
  if (passphrase === "" || passphrase.length > LONGEST_PASSPHRASE) {
    throw new UserError("bad-passphrase", "wrongUse", `A passphrase has 1 to ${LONGEST_PASSPHRASE} characters. Nothing was changed.`);
  }
  return new TextEncoder().encode(passphrase);
}

function labelled(salt: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LABEL.byteLength + salt.byteLength);
  bytes.set(LABEL);
  bytes.set(salt, LABEL.byteLength);
  return bytes;
}

function unpadded(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, "");
}
