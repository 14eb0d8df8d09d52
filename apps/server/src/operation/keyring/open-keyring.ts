/** Opens a vault's keyring, and makes it where it is first needed. */
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { UserError } from "@creance/core";
import { formatVkey, signNote } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import { checkSecret, claimSigner, derivedKeys, type KeyringContents, ROOT_BYTES, recipientOf, recoveryGroups } from "@creance/seal";
import { defaultKeyFile, makeKeyFile, readKeyFile } from "./key-file.ts";
import { type KeyringLock, openKeyringBytes, readKeyringFile, writeKeyringFile } from "./keyring-file.ts";
import type { Keyring, KeyringOptions, KeyringState } from "./types.ts";

/** How the keyring stands. Opens nothing. Throws a `UserError` (`keyring-damaged`, `keyring-unreadable`). */
export async function keyringState({
  vaultPath,
  vaultId,
  keyFile,
}: Pick<KeyringOptions, "vaultPath" | "vaultId" | "keyFile">): Promise<KeyringState> {
  const place = keyFile ?? defaultKeyFile(vaultId);
  const found = await readKeyringFile(vaultPath);
  if (found === undefined) {
    return {
      state: "none",
      keyFile: place,
      vaultId,
      sentence: "This vault has no keyring yet: its ledger is not signed. One is made when it is first needed.",
    };
  }
  if (found.lock === "passphrase")
    return { state: "passphrase", keyFile: place, vaultId, sentence: "The keyring is locked by a passphrase." };
  if ((await readKeyFile(place)) === undefined)
    return { state: "keyFileMissing", keyFile: place, vaultId, sentence: missingSentence(place) };
  return { state: "keyFile", keyFile: place, vaultId, sentence: `The keyring is locked by the key file ${place}.` };
}

/**
 * Opens the keyring. `null`: there is none, and none was to be made. Rejects with a `UserError`: `key-file-missing`, `passphrase-needed`, and
 * those of `readKeyFile`, `readKeyringFile` and `openKeyringBytes`. Whoever changes it holds the vault's writer.
 */
export async function openKeyring(options: KeyringOptions): Promise<Keyring | null> {
  const { vaultPath, vaultId } = options;
  const vault = { path: vaultPath, id: vaultId };
  const keyFile = options.keyFile ?? defaultKeyFile(vaultId);
  const found = await readKeyringFile(vaultPath);
  if (found === undefined) {
    if (!options.create || options.readOnly) return null;
    const lock: KeyringLock =
      options.passphrase === undefined
        ? { kind: "keyFile", identity: await makeKeyFile(keyFile, vaultId) }
        : { kind: "passphrase", passphrase: options.passphrase };
    const contents: KeyringContents = { vaultId, root: new Uint8Array(randomBytes(ROOT_BYTES)), secrets: new Map() };
    await writeKeyringFile(vaultPath, contents, lock, "new");
    return openedKeyring({ contents, lock, keyFile, options });
  }
  const lock = await lockOf(found.lock, keyFile, options.passphrase);
  return openedKeyring({ contents: await openKeyringBytes(found.bytes, lock, vault), lock, keyFile, options });
}

async function lockOf(kind: KeyringLock["kind"], keyFile: string, passphrase: string | undefined): Promise<KeyringLock> {
  if (kind === "keyFile") {
    const identity = await readKeyFile(keyFile);
    if (identity === undefined) throw new UserError("key-file-missing", "machineRefused", missingSentence(keyFile));
    return { kind, identity };
  }
  if (passphrase === undefined) {
    const sentence =
      "The vault's keyring is locked by a passphrase, and none was given; nothing was changed; run the command on a terminal, or name a file with CREANCE_PASSPHRASE_FILE.";
    throw new UserError("passphrase-needed", "wrongUse", sentence);
  }
  return { kind, passphrase };
}

function missingSentence(keyFile: string): string {
  return `The key file ${keyFile} is not here, as with a copied vault: nothing can be signed or shared from here, and what was shared with this vault cannot be opened; everything else works. Put the key file there, or use the recovery sheet: creance keys recover.`;
}

interface Opened {
  readonly contents: KeyringContents;
  readonly lock: KeyringLock;
  readonly keyFile: string;
  readonly options: KeyringOptions;
}

async function openedKeyring({ contents, lock: firstLock, keyFile, options }: Opened): Promise<Keyring> {
  const { vaultPath, vaultId } = options;
  const { ledgerSeed, identity, ...claimSeeds } = derivedKeys(contents.root, vaultId, nodePlatform);
  const origin = options.ledgerOrigin ?? `creance/${vaultId.slice(0, 16)}`;
  const publicKey = nodePlatform.ed25519PublicKey(ledgerSeed);
  const vkey = formatVkey(nodePlatform.sha256, { name: origin, publicKey });
  const sign = (bytes: Uint8Array): Uint8Array => nodePlatform.ed25519Sign(ledgerSeed, bytes);
  let lock = firstLock;
  let secrets = contents.secrets;
  let turn: Promise<unknown> = Promise.resolve();
  /** One change after another, each on what stands in the file now. */
  const change = <Result>(step: (now: KeyringContents) => Promise<Result>): Promise<Result> => {
    if (options.readOnly) {
      throw new UserError("vault-read-only", "machineRefused", "The vault is open for reading only: its keyring was not changed.");
    }
    const result = turn.then(async () => {
      const found = await readKeyringFile(vaultPath);
      if (found === undefined) throw new UserError("keyring-gone", "conflict", "The vault's keyring is gone; nothing was changed.");
      if (found.lock !== lock.kind) {
        throw new UserError(
          "keyring-relocked",
          "conflict",
          "The keyring was locked in another way meanwhile; nothing was changed; do it again.",
        );
      }
      return step(await openKeyringBytes(found.bytes, lock, { path: vaultPath, id: vaultId }));
    });
    turn = result.catch(() => {});
    return result;
  };
  return {
    signer: { origin, publicKey, sign },
    vkey,
    claims: claimSigner(claimSeeds, nodePlatform),
    identity,
    recipient: await recipientOf(identity),
    get lock() {
      return lock.kind;
    },
    secret: (name) => secrets.get(name),
    secretNames: () => [...secrets.keys()].sort(),
    async setSecret(name, value) {
      if (value !== null) checkSecret(name, value);
      await change(async (now) => {
        const next = new Map(now.secrets);
        if (value === null) next.delete(name);
        else next.set(name, value);
        await writeKeyringFile(vaultPath, { ...now, secrets: next }, lock, "replace");
        secrets = next;
      });
    },
    signNote(text) {
      if (!text.endsWith("\n")) throw new UserError("bad-note", "wrongUse", "A signed note ends in a line break. Nothing was signed.");
      return signNote(text, { signer: { name: origin, publicKey, sign }, sha256: nodePlatform.sha256 });
    },
    async relock(passphrase) {
      await change(async (now) => {
        const next: KeyringLock =
          passphrase === null ? { kind: "keyFile", identity: await makeKeyFile(keyFile, vaultId) } : { kind: "passphrase", passphrase };
        await writeKeyringFile(vaultPath, now, next, "replace");
        lock = next;
        secrets = now.secrets;
        // It opens nothing any more but old copies of the keyring.
        if (next.kind === "passphrase") await rm(keyFile, { force: true });
      });
    },
    recoveryCode: () => recoveryGroups(contents.root, vaultId, nodePlatform),
  };
}
