/** Opens the vault for one command and closes it afterwards, whatever happened. */
import { UserError } from "@creance/core";
import { type Operation, openOperation } from "@creance/server";
import type { Command } from "commander";
import { readSettings, settingValue } from "./settings.ts";

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

/** Runs a step with the vault open. `need`: `existing` refuses to make a vault; `any` makes one when there is none. */
export async function withOperation<Result>(
  options: VaultOptions,
  need: "existing" | "any",
  step: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  const settings = readSettings({ vault: options.vault });
  const workers = Number(settingValue(settings, "workers"));
  const operation = await openOperation({
    vaultPath: settingValue(settings, "vault"),
    create: need === "any",
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
