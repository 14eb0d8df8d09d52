/** What an opened keyring gives, and what is said about one that is not open. */
import type { ClaimSigner } from "@creance/seal";
import type { LedgerSigner } from "@creance/vault";

/** The vault's keys, open in this process. */
export interface Keyring {
  /** Signs the ledger's checkpoints. */
  readonly signer: LedgerSigner;
  /** Verifier key of the signer (C2SP signed-note): `origin+hex+base64`. Public. */
  readonly vkey: string;
  /** Signs claims in pictures; its certificates are public. */
  readonly claims: ClaimSigner;
  /** The vault's own secret key of age: opens what was sealed for this vault. */
  readonly identity: string;
  /** The recipient that belongs to it. Public. */
  readonly recipient: string;
  /** What opens the keyring's file. */
  readonly lock: "keyFile" | "passphrase";
  /** A named secret, e.g. the credentials of a destination; `undefined`: there is none. */
  secret(name: string): string | undefined;
  /** Names of the secrets, sorted. */
  secretNames(): readonly string[];
  /** Sets a named secret (at most 20,000 characters), durably before it resolves; `null` takes it away. */
  setSecret(name: string, value: string | null): Promise<void>;
  /** A text as a signed note (C2SP signed-note): the text, an empty line, our signature. The text ends in a line break, else `UserError` (`bad-note`). */
  signNote(text: string): string;
  /** Locks the keyring's file by another passphrase, or by the key file again (`null`). */
  relock(passphrase: string | null): Promise<void>;
  /** The groups of the recovery code: whoever has them has signing key and secret key. */
  recoveryCode(): readonly string[];
}

/** How the keyring stands, without opening it. */
export interface KeyringState {
  /**
   * `none`: it is made when it is first needed. `gone`: there was one. `keyFileMissing`: a copied vault, or the file was lost. `passphrase`: asks
   * for one.
   */
  readonly state: "none" | "gone" | "keyFile" | "keyFileMissing" | "passphrase";
  /** For a person: how it stands and, when something is missing, what. */
  readonly sentence: string;
  readonly vaultId: string;
  /** Where the key file lies or would lie. */
  readonly keyFile: string;
}

/** Who makes a vault's keys: `by-itself`, whatever writes to the vault first; `by-hand`, a command that needs them, or a person. */
export type LedgerKeys = "by-itself" | "by-hand";

/** How to open a keyring. */
export interface KeyringOptions {
  readonly vaultPath: string;
  readonly vaultId: string;
  /** Opens a keyring that a passphrase locks. */
  readonly passphrase?: string;
  /** Path of the key file (default: `<vaultId>.key` in the user's configuration folder of Creance). */
  readonly keyFile?: string;
  /** Name of the ledger (default: `creance/` and the start of the vault's id). */
  readonly ledgerOrigin?: string;
  /** Make a keyring when there is none. Never with `readOnly`. */
  readonly create: boolean;
  readonly readOnly: boolean;
}

/** What recovering did. */
export interface Recovered {
  /** Where the keyring that could not be opened lies now; `null`: there was none. */
  readonly keptAs: string | null;
  readonly sentence: string;
}

/** The vault's keyring at work. Changes hold the vault's writer and are entered in the journal: never to be asked for within a turn of the writer. */
export interface Keys {
  /** Opens nothing and asks nobody. */
  state(): Promise<KeyringState>;
  /**
   * Opens the keyring, made when there is none; may ask a person for the passphrase. `anew`: makes one in the place of one that is gone, too.
   * Rejects as `openKeyring` does, and with `keyring-gone`.
   */
  open(how?: { readonly anew: boolean }): Promise<Keyring>;
  /** Opens it without asking anybody. `null`: the key or the keyring is not on this machine any more, or there is none and none was to be made. */
  quiet(create: boolean): Promise<Keyring | null>;
  /** Makes the keyring anew from a recovery code; see `recoverKeyring`. */
  recover(code: string, passphrase?: string): Promise<Recovered>;
  /** The groups of the recovery code, to be written down; that they were shown is entered first. */
  showRecoveryCode(): Promise<readonly string[]>;
}
