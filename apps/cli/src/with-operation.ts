/** Opens the vault for one command and closes it afterwards, whatever happened. */
import { resolve } from "node:path";
import { UserError } from "@creance/core";
import type { Operation } from "@creance/server";
import type { Command } from "commander";
import { accountName } from "./acting-person.ts";
import { passphraseFrom } from "./keyring/passphrase.ts";
import { tell } from "./output.ts";
import { readSettings, settingList, settingValue } from "./settings.ts";

/** Options that every command about the vault has. */
export interface VaultOptions {
  readonly vault?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
}

/** Adds `--vault` and `--json`. */
export function withVaultOptions(command: Command): Command {
  return command
    .option("--vault <dir>", "folder of the vault (default: $CREANCE_VAULT, else ~/.local/share/creance)")
    .option("--json", "print the result as JSON, one line a row");
}

/**
 * What a command needs: `existing` refuses to make a vault; `existingToRead` too, and reads originals; `any` makes one when there is none, and
 * reads originals. Only who reads them looks at the operator's own address databases.
 */
export type VaultNeed = "existing" | "existingToRead" | "any";

/** Runs a step with the vault open. */
export async function withOperation<Result>(
  options: VaultOptions,
  need: VaultNeed,
  step: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  // Loaded when it is needed: a command whose options alone are like these stays small.
  const { openOperation, readOwnDatabases } = await import("@creance/server");
  const settings = readSettings({ vault: options.vault });
  const workers = Number(settingValue(settings, "workers"));
  const databases = need === "existing" ? [] : settingList(settings, "mmdb");
  // Whole and now: in the middle of an import would be too late for a sentence.
  readOwnDatabases(databases);
  const holdProofs = settingValue(settings, "holdProofs");
  const keyFile = settingValue(settings, "keyFile");
  const ledgerOrigin = settingValue(settings, "ledgerOrigin");
  const by = accountName();
  const operation = await openOperation({
    ...(by === undefined ? {} : { by }),
    vaultPath: settingValue(settings, "vault"),
    create: need === "any",
    databases,
    holdSocket: settingValue(settings, "holdSocket"),
    ...(holdProofs === "" ? {} : { holdProofs }),
    ...(keyFile === "" ? {} : { keyFile: resolve(keyFile) }),
    ...(ledgerOrigin === "" ? {} : { ledgerOrigin }),
    passphrase: passphraseFrom(settingValue(settings, "passphraseFile")),
    ledgerKeys: settingValue(settings, "ledgerKeys") === "by-hand" ? "by-hand" : "by-itself",
    onKeysMade: tell,
    onLedgerProblem: tell,
    ...(workers > 0 ? { workers } : {}),
  });
  try {
    return await step(operation);
  } finally {
    await operation.close();
  }
}

/** Reads a number given as an option. */
export function numberOption(name: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === "" || !Number.isFinite(number))
      throw new UserError("bad-option", "wrongUse", `--${name} "${value}" is not a number.`);
    return number;
  };
}

/** Reads an instant given as an option (`2026-09-12` or `2026-09-12T09:14Z`), microseconds. */
export function instantOption(name: string): (value: string) => number {
  return (value) => {
    const milliseconds = /^\d{4}-\d{2}(-\d{2}(T[\d:.]+Z?)?)?$/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(milliseconds)) {
      throw new UserError("bad-option", "wrongUse", `--${name} "${value}" is not a date such as 2026-09-12 or 2026-09-12T09:14Z.`);
    }
    return milliseconds * 1000;
  };
}
