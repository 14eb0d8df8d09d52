/** `creance keys make|show|certificate|lock|recovery|recover`: the vault's own keys. */
import { createHash } from "node:crypto";
import { toBase64, UserError } from "@creance/core";
import type { Keyring, Operation } from "@creance/server";
import type { Command } from "commander";
import { printChunks, printJson, printLine, tell } from "../output.ts";
import { readSettings, settingValue } from "../settings.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { askLines, canAsk } from "./ask-line.ts";
import { newPassphrase } from "./passphrase.ts";
import { sheetLines } from "./recovery-sheet.ts";

/** Characters of a recovery code, spacing left out. */
const CODE_CHARACTERS = 72;
/** More than this is not a recovery code. */
const MOST_INPUT_BYTES = 4_096;
const MOST_LINES = 100;

/** Adds the commands below `creance keys`. */
export function addKeyringCommands(keys: Command): void {
  addMake(keys);
  addShow(keys);
  addCertificate(keys);
  addLock(keys);
  addRecovery(keys);
  addRecover(keys);
}

function addMake(keys: Command): void {
  withVaultOptions(keys.command("make"))
    .description("Make the vault's keyring, unless there is one: signing key of the ledger, and the vault's own key.")
    .option("--anew", "also where the keyring that this vault had is gone: the ledger is signed with another key from then on")
    .addHelpText("after", "\nExample:\n  creance keys make")
    .action((options: VaultOptions & { anew?: boolean }) =>
      withOperation(options, "any", async (operation) => {
        showKeyring(await operation.keys.open({ anew: options.anew === true }), options);
        tell("Now print the recovery sheet and put it away: creance keys recovery");
      }),
    );
}

function addShow(keys: Command): void {
  withVaultOptions(keys.command("show"))
    .description("Show the public halves: what others seal for, and what checks the ledger's signatures.")
    .addHelpText("after", "\nExample:\n  creance keys show --json")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ keys: { state, open } }) => {
        const found = await state();
        if (found.state === "none" || found.state === "gone" || found.state === "keyFileMissing") {
          const nothing = { lock: null, recipient: null, origin: null, vkey: null, secrets: null };
          if (options.json === true) printJson({ state: found.state, ...nothing, keyFile: found.keyFile, sentence: found.sentence });
          else printLine(found.sentence);
          return;
        }
        showKeyring(await open(), options, found);
      }),
    );
}

function showKeyring(keyring: Keyring, options: VaultOptions, found?: { readonly keyFile: string; readonly sentence: string }): void {
  const { lock, recipient, signer, vkey } = keyring;
  const sentence =
    found?.sentence ?? `The keyring is locked by ${lock === "keyFile" ? "a key file outside of the vault" : "a passphrase"}.`;
  const state = lock;
  if (options.json === true) {
    printJson({
      state,
      lock,
      recipient,
      origin: signer.origin,
      vkey,
      secrets: keyring.secretNames(),
      keyFile: found?.keyFile ?? null,
      sentence,
    });
    return;
  }
  printLine(`recipient  ${recipient}`);
  printLine(`ledger     ${signer.origin}`);
  printLine(`verifier   ${vkey}`);
  for (const name of keyring.secretNames()) printLine(`secret     ${name}`);
  printLine(sentence);
}

function addCertificate(keys: Command): void {
  withVaultOptions(keys.command("certificate"))
    .description("Print the certificate of the authority behind the vault's claims in pictures, for who wants to trust them.")
    .addHelpText("after", "\nExample:\n  creance keys certificate > vault.pem")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ keys: { open } }) => {
        const { authority, certificate } = (await open()).claims;
        const fingerprint = (der: Uint8Array): string => createHash("sha256").update(der).digest("hex");
        if (options.json === true) {
          printJson({ pem: pemOf(authority), sha256: fingerprint(authority), claimSha256: fingerprint(certificate) });
          return;
        }
        await printChunks([pemOf(authority)]);
        tell(`SHA-256 of it: ${fingerprint(authority)}; of the certificate inside claims: ${fingerprint(certificate)}.`);
      }),
    );
}

/** A certificate as text. */
function pemOf(der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function addLock(keys: Command): void {
  withVaultOptions(keys.command("lock"))
    .description("Lock the keyring by a passphrase, or by a key file outside of the vault.")
    .option("--passphrase", "ask for a passphrase, or take the file that CREANCE_PASSPHRASE_FILE names")
    .option("--key-file", "make a key file, readable by this user only")
    .addHelpText("after", "\nExamples:\n  creance keys lock --passphrase\n  creance keys lock --key-file")
    .action((options: VaultOptions & { passphrase?: boolean; keyFile?: boolean }) =>
      withOperation(options, "existing", async (operation) => {
        if ((options.passphrase === true) === (options.keyFile === true)) {
          throw new UserError("bad-option", "wrongUse", "Name one of --passphrase and --key-file. Nothing was changed.");
        }
        const keyring = await operation.keys.open();
        await keyring.relock(options.passphrase === true ? await newPassphrase(passphraseFile()) : null);
        const { keyFile } = await operation.keys.state();
        const sentence =
          options.passphrase === true
            ? "The keyring is locked by the passphrase from now on; a key file that opened it before was removed. Old copies of the vault still hold the old keyring."
            : `The keyring is locked by the key file ${keyFile} from now on. Keep a copy of it apart from copies of the vault.`;
        if (options.json === true) printJson({ lock: keyring.lock, sentence });
        else tell(sentence);
      }),
    );
}

function addRecovery(keys: Command): void {
  withVaultOptions(keys.command("recovery"))
    .description("Print the recovery sheet: it brings the keys back when key file, passphrase or keyring are lost.")
    .option("--again", "print it although it was printed before")
    .addHelpText("after", "\nExamples:\n  creance keys recovery | lpr\n  creance keys recovery --again")
    .action((options: VaultOptions & { again?: boolean }) =>
      withOperation(options, "existing", async (operation) => {
        if (options.again !== true && (await wasShown(operation))) {
          const sentence =
            "The recovery sheet was printed before: look for it first. Nothing was printed; with --again it is, and the ledger has that too.";
          throw new UserError("printed-before", "conflict", sentence);
        }
        const keyring = await operation.keys.open();
        const groups = await operation.keys.showRecoveryCode();
        const { vaultId } = await operation.keys.state();
        const sheet = { vaultId, origin: keyring.signer.origin, vkey: keyring.vkey, recipient: keyring.recipient, groups };
        if (options.json === true) printJson(sheet);
        else for (const line of sheetLines(sheet)) printLine(line);
      }),
    );
}

/** Whether the journal says that it was shown. */
async function wasShown({ vault }: Operation): Promise<boolean> {
  for (let offset = 0; ; offset += 500) {
    const { total, rows } = await vault.ledger.entries({ kinds: ["keyringChanged"], offset, limit: 500 });
    if (rows.some(({ entry }) => entry.kind === "keyringChanged" && entry.event === "recoveryShown")) return true;
    if (rows.length === 0 || offset + rows.length >= total) return false;
  }
}

function addRecover(keys: Command): void {
  withVaultOptions(keys.command("recover"))
    .description("Make the keyring anew from the recovery sheet, typed on the terminal or given on standard input.")
    .option("--passphrase", "lock it by a passphrase instead of a key file")
    .addHelpText("after", "\nExamples:\n  creance keys recover\n  creance keys recover --passphrase")
    .action((options: VaultOptions & { passphrase?: boolean }) =>
      withOperation(options, "existing", async (operation) => {
        const code = await readCode();
        const passphrase = options.passphrase === true ? await newPassphrase(passphraseFile()) : undefined;
        const { keptAs, sentence } = await operation.keys.recover(code, passphrase);
        if (options.json === true) printJson({ keptAs, sentence });
        else tell(sentence);
      }),
    );
}

/** The code: asked for line by line until it is complete, or all of standard input. */
async function readCode(): Promise<string> {
  if (canAsk()) {
    tell("Type the groups of the recovery sheet in their order, without their numbers, as many on a line as you like.");
    const lines = await askLines(
      "> ",
      (typed) => typed.join("").replace(/[\s-]/g, "").length >= CODE_CHARACTERS || typed.length >= MOST_LINES,
    );
    return lines.join(" ").slice(0, MOST_INPUT_BYTES);
  }
  let code = "";
  for await (const piece of process.stdin) {
    code += String(piece);
    if (code.length > MOST_INPUT_BYTES) break;
  }
  return code;
}

function passphraseFile(): string {
  return settingValue(readSettings(), "passphraseFile");
}
