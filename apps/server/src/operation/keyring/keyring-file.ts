/** `VAULT/keys/keyring.age`: the keyring as a file of age, opened by the key file's identity or by a passphrase. */
import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isFormatError, isUserError, memorySource, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import {
  type KeyringContents,
  MOST_KEYRING_BYTES,
  newPassphraseSealing,
  newSealing,
  openSealed,
  passphraseIdentity,
  readKeyring,
  recipientOf,
  sealedFor,
  sealedSource,
  writeKeyring,
} from "@creance/seal";
import { writeDurably } from "./durable-file.ts";
import { platformScrypt } from "./platform-scrypt.ts";

/** What opens the file. */
export type KeyringLock =
  | { readonly kind: "keyFile"; readonly identity: string }
  | { readonly kind: "passphrase"; readonly passphrase: string };

/** 2^17 rounds: 128 MiB of memory, about half a second. */
const WORK_FACTOR = 17;
/** A keyring that asks for more was not written by us. */
const MOST_WORK = 18;
/** Bytes of header and tags beside the contents. */
const MOST_SEALED_BYTES = MOST_KEYRING_BYTES + 65_536;

/** Path of a vault's keyring. */
export function keyringPath(vaultPath: string): string {
  return join(vaultPath, "keys", "keyring.age");
}

/** The file's bytes and what opens them; `undefined` when there is none. Throws a `UserError` (`keyring-damaged`, `keyring-unreadable`). */
export async function readKeyringFile(
  vaultPath: string,
): Promise<{ readonly bytes: Uint8Array; readonly lock: KeyringLock["kind"] } | undefined> {
  const path = keyringPath(vaultPath);
  let bytes: Uint8Array;
  try {
    if ((await stat(path)).size > MOST_SEALED_BYTES) throw damaged(path);
    bytes = await readFile(path);
  } catch (error) {
    if (isUserError(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UserError("keyring-unreadable", "machineRefused", `The keyring ${path} could not be read; nothing was changed.`, {
      cause: error,
    });
  }
  try {
    return { bytes, lock: (await sealedFor(memorySource(bytes))) === "passphrase" ? "passphrase" : "keyFile" };
  } catch (error) {
    if (isFormatError(error)) throw damaged(path, error);
    throw error;
  }
}

/** Opens the file's bytes. Throws a `UserError`: `wrong-passphrase`, `key-file-does-not-fit`, `keyring-damaged`, `keyring-of-another-vault`. */
export async function openKeyringBytes(
  bytes: Uint8Array,
  lock: KeyringLock,
  vault: { readonly path: string; readonly id: string },
): Promise<KeyringContents> {
  const path = keyringPath(vault.path);
  const identity =
    lock.kind === "keyFile"
      ? lock.identity
      : passphraseIdentity(lock.passphrase, { platform: nodePlatform, scrypt: platformScrypt, mostWork: MOST_WORK });
  try {
    const plain = await openSealed(memorySource(bytes), [identity], nodePlatform);
    if (plain.size > MOST_KEYRING_BYTES) throw damaged(path);
    return readKeyring(await plain.read(0, plain.size), vault.id);
  } catch (error) {
    if (isUserError(error) && error.code === "no-matching-identity") throw doesNotFit(lock, path, error);
    if (!isFormatError(error)) throw error;
    if (error.code === "other-vault") {
      const sentence = `The keyring ${path} belongs to another vault; nothing was changed; put this vault's own in its place.`;
      throw new UserError("keyring-of-another-vault", "machineRefused", sentence, { cause: error });
    }
    if (error.code === "keyring-newer") {
      throw new UserError("keyring-newer", "conflict", `The keyring ${path} was written by a newer Creance; nothing was changed.`, {
        cause: error,
      });
    }
    throw damaged(path, error);
  }
}

/** Writes the keyring: in the place of the old one, or as a new file (rejects with EEXIST when there is one). Durable before it resolves. */
export async function writeKeyringFile(
  vaultPath: string,
  contents: KeyringContents,
  lock: KeyringLock,
  how: "new" | "replace",
): Promise<void> {
  const plain = writeKeyring(contents);
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const sealing =
    lock.kind === "keyFile"
      ? await newSealing([await recipientOf(lock.identity)], random)
      : await newPassphraseSealing(lock.passphrase, {
          platform: nodePlatform,
          scrypt: platformScrypt,
          randomBytes: random,
          workFactor: WORK_FACTOR,
        });
  const sealed = sealedSource(memorySource(plain), sealing, nodePlatform);
  await writeDurably(keyringPath(vaultPath), await sealed.read(0, sealed.size), how);
}

function doesNotFit(lock: KeyringLock, path: string, cause: unknown): UserError {
  if (lock.kind === "passphrase") {
    return new UserError("wrong-passphrase", "wrongUse", "This passphrase does not open the vault's keyring. Nothing was changed.", {
      cause,
    });
  }
  const sentence = `The key file does not fit the keyring ${path}; nothing was changed; put the right key file in its place, or use the recovery sheet: creance keys recover.`;
  return new UserError("key-file-does-not-fit", "machineRefused", sentence, { cause });
}

function damaged(path: string, cause?: unknown): UserError {
  const sentence = `The keyring ${path} is damaged; nothing was changed; put a copy of it in its place, or use the recovery sheet: creance keys recover.`;
  return new UserError("keyring-damaged", "machineRefused", sentence, { cause });
}
