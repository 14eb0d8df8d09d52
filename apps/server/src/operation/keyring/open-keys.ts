/** The vault's keyring at work: opened once, when it is first needed; every change under the vault's writer and entered in the journal. */
import { stat } from "node:fs/promises";
import { isUserError, UserError } from "@creance/core";
import type { EntryOf } from "@creance/ledger";
import type { Vault } from "@creance/vault";
import type { SharedWriter } from "../shared-writer.ts";
import { keyringPath } from "./keyring-file.ts";
import { keyringState, openKeyring } from "./open-keyring.ts";
import { recoverKeyring } from "./recover-keyring.ts";
import type { Keyring, KeyringOptions, Keys } from "./types.ts";
import { readVaultId } from "./vault-id.ts";

/** What the keys work with. */
export interface KeysParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly keyFile?: string | undefined;
  readonly ledgerOrigin?: string | undefined;
  /** Gives the passphrase; asks a person for it only when told to. `undefined`: there is none. */
  readonly passphrase?: ((how: "ask" | "quiet") => Promise<string | undefined>) | undefined;
  /** Who works here; `null`: not known. */
  readonly by: string | null;
  readonly now?: () => number;
}

type Event = EntryOf<"keyringChanged">["event"];

/** What may be missing on this machine without anything being wrong. */
const notHere: ReadonlySet<string> = new Set(["key-file-missing", "passphrase-needed", "keyring-gone"]);

/** Makes the keys. Nothing is opened or read yet. */
export function openKeys({ vault, writers, keyFile, ledgerOrigin, passphrase, by, now = () => Date.now() * 1000 }: KeysParts): Keys {
  let vaultId: Promise<string> | undefined;
  let opened: { readonly keyring: Keyring; readonly state: string } | undefined;
  /** The passphrase that opened it last: another process may have changed the keyring since. */
  let known: string | undefined;
  let changing: Promise<unknown> = Promise.resolve();
  let opening: Promise<Keyring | null> = Promise.resolve(null);

  const options = async (): Promise<KeyringOptions> => {
    vaultId ??= readVaultId(vault.path);
    return {
      vaultPath: vault.path,
      vaultId: await vaultId,
      create: false,
      readOnly: vault.readOnly,
      ...(keyFile === undefined ? {} : { keyFile }),
      ...(ledgerOrigin === undefined ? {} : { ledgerOrigin }),
    };
  };

  /** A change: nobody else writes to the vault meanwhile, no other change runs here, and it is entered. */
  function changed<Result>(
    step: () => Promise<{ readonly result: Result; readonly events: readonly Event[]; readonly vkey: string }>,
  ): Promise<Result> {
    const result = changing.then(async () => {
      const lease = await writers.lease();
      try {
        const { result, events, vkey } = await step();
        if (events.length > 0) {
          const timeUs = now();
          await lease.inTurn(() =>
            lease.writer.enter((words) =>
              events.map((event) => ({
                kind: "keyringChanged" as const,
                timeUs,
                event,
                vkeyHash: words(vkey),
                byHash: by === null ? null : words(by),
              })),
            ),
          );
        }
        return result;
      } finally {
        lease.release();
      }
    });
    changing = result.catch(() => {});
    return result;
  }

  /** The keyring with every change under the writer. */
  function entered(inner: Keyring): Keyring {
    return {
      signer: inner.signer,
      vkey: inner.vkey,
      claims: inner.claims,
      identity: inner.identity,
      recipient: inner.recipient,
      get lock() {
        return inner.lock;
      },
      secret: (name) => inner.secret(name),
      secretNames: () => inner.secretNames(),
      signNote: (text) => inner.signNote(text),
      recoveryCode: () => inner.recoveryCode(),
      setSecret: (name, value) =>
        changed(async () => {
          await inner.setSecret(name, value);
          return { result: undefined, events: [value === null ? "secretRemoved" : "secretSet"], vkey: inner.vkey };
        }),
      relock: (words) =>
        changed(async () => {
          await inner.relock(words);
          known = words ?? undefined;
          return { result: undefined, events: ["relocked"], vkey: inner.vkey };
        }),
    };
  }

  async function tryOpen(how: "ask" | "quiet", create: boolean, anew = false): Promise<Keyring | null> {
    const state = await fileState(keyringPath(vault.path));
    if (opened !== undefined && opened.state === state) return opened.keyring;
    const standing = await options();
    const found = await keyringState(standing);
    if (found.state === "none") {
      opened = undefined;
      if (!create || vault.readOnly) return null;
      // A passphrase is taken for a new keyring when one is given without asking.
      // Looked at again at the next opening: another process may change it as soon as the writer is free.
      return remembered(await make(standing, { words: await passphrase?.("quiet"), anew }), "new");
    }
    const isLocked = found.state === "passphrase";
    if (isLocked && known !== undefined) {
      try {
        return remembered(await openKeyring({ ...standing, passphrase: known }), state, known);
      } catch (error) {
        if (!isUserError(error) || error.code !== "wrong-passphrase") throw error;
        known = undefined;
      }
    }
    const words = isLocked ? await passphrase?.(how) : undefined;
    return remembered(await openKeyring({ ...standing, ...(words === undefined ? {} : { passphrase: words }) }), state, words);
  }

  function make(
    standing: KeyringOptions,
    { words, anew }: { readonly words: string | undefined; readonly anew: boolean },
  ): Promise<Keyring | null> {
    return changed(async () => {
      // Another process may have made it while this one waited for the writer.
      const isNew = (await keyringState(standing)).state === "none";
      if (isNew && !anew && (await hadKeyring(vault)))
        throw new UserError("keyring-gone", "conflict", `${goneSentence(vault.path)} No new one was made.`);
      const result = await openKeyring({ ...standing, create: true, ...(words === undefined ? {} : { passphrase: words }) });
      return { result, events: isNew ? ["made"] : [], vkey: result?.vkey ?? "" };
    });
  }

  /** `state`: of the file before it was read. */
  function remembered(keyring: Keyring | null, state: string, words?: string): Keyring | null {
    if (keyring === null) return null;
    known = words ?? known;
    opened = { keyring: entered(keyring), state };
    return opened.keyring;
  }

  /** One opening after the other: two callers must not ask for a passphrase twice, or make two keyrings. */
  function inTurn(step: () => Promise<Keyring | null>): Promise<Keyring | null> {
    const result = opening.catch(() => null).then(step);
    opening = result;
    result.catch(() => {});
    return result;
  }

  async function open({ anew } = { anew: false }): Promise<Keyring> {
    const keyring = await inTurn(() => tryOpen("ask", true, anew));
    if (keyring !== null) return keyring;
    const sentence = "This vault has no keyring, and none can be made because it is open for reading only. Nothing was changed.";
    throw new UserError("vault-read-only", "machineRefused", sentence);
  }

  return {
    async state() {
      const found = await keyringState(await options());
      if (found.state !== "none" || !(await hadKeyring(vault))) return found;
      return { ...found, state: "gone", sentence: goneSentence(vault.path) };
    },
    open,
    async quiet(create) {
      try {
        return await inTurn(() => tryOpen("quiet", create));
      } catch (error) {
        if (isUserError(error) && notHere.has(error.code)) return null;
        throw error;
      }
    },
    async recover(code, words) {
      const standing = await options();
      return await changed(async () => {
        const result = await recoverKeyring({ ...standing, code, ...(words === undefined ? {} : { passphrase: words }) });
        const keyring = await openKeyring({ ...standing, ...(words === undefined ? {} : { passphrase: words }) });
        remembered(keyring, "new", words);
        return { result, events: ["recovered"], vkey: keyring?.vkey ?? "" };
      });
    },
    async showRecoveryCode() {
      const keyring = await open();
      return await changed(async () => ({ result: keyring.recoveryCode(), events: ["recoveryShown"], vkey: keyring.vkey }));
    },
  };
}

/** Changes whenever the file is put in place anew; empty when there is none. */
async function fileState(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, ctimeMs, size } = await stat(path);
    return `${ino} ${mtimeMs} ${ctimeMs} ${size}`;
  } catch {
    return "";
  }
}

/** Whether the ledger was signed before, or says that a keyring was made: another one would be another signer. */
async function hadKeyring({ ledger }: Vault): Promise<boolean> {
  if ((await ledger.state()).vkey !== null) return true;
  return (await ledger.entries({ kinds: ["keyringChanged"], offset: 0, limit: 1 })).total > 0;
}

function goneSentence(vaultPath: string): string {
  return `This vault had keys, and its keyring ${keyringPath(vaultPath)} is not there: put a copy of it in its place, or use the recovery sheet: creance keys recover.`;
}
