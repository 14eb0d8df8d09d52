/** Settings: each has a default, a sentence, an environment variable and a key in the configuration file; the nearest to the user wins. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { UserError } from "@creance/core";
import { DEFAULT_RUNTIME_FOLDER } from "@creance/gateway";

/** A setting as declared. */
interface SettingSpec {
  readonly env: string;
  readonly doc: string;
  readonly fallback: () => string;
  /** Says what is wrong with a value, `null` when nothing is. */
  readonly check: (value: string) => string | null;
  /** The value is a list: paths with a colon between them, or a list in the configuration file. */
  readonly list?: true;
}

const text = (): null => null;
const between = (low: number, high: number) => (value: string) =>
  /^\d{1,9}$/.test(value) && Number(value) >= low && Number(value) <= high ? null : `is not a whole number from ${low} to ${high}`;

/** Every setting there is. */
export const settingsTable = {
  vault: {
    env: "CREANCE_VAULT",
    doc: "Folder of the vault: originals, journal and everything derived from them.",
    fallback: () => join(process.env["XDG_DATA_HOME"] ?? join(homeOrRefuse(), ".local", "share"), "creance"),
    check: text,
  },
  port: {
    env: "CREANCE_PORT",
    doc: "Port of the web app on this machine; 0 takes a free one.",
    fallback: () => "8787",
    check: between(0, 65_535),
  },
  workers: {
    env: "CREANCE_WORKERS",
    doc: "Reading workers; 0 takes one for each core.",
    fallback: () => "0",
    check: between(0, 64),
  },
  mmdb: {
    env: "CREANCE_MMDB",
    doc: "Your own address databases (.mmdb files): a list, with a colon between two in the environment.",
    fallback: () => "",
    check: text,
    list: true,
  },
  holdSocket: {
    env: "CREANCE_HOLD_SOCKET",
    doc: "Control socket of the field gateway on this machine; default control.sock in $CREANCE_HOLD_RUNTIME, else in /run/creance-hold.",
    fallback: () => join(process.env["CREANCE_HOLD_RUNTIME"] ?? DEFAULT_RUNTIME_FOLDER, "control.sock"),
    check: text,
  },
  holdProofs: {
    env: "CREANCE_HOLD_PROOFS",
    doc: "Folder in which the field gateway’s proofs lie; empty: the folder `proofs` of the vault.",
    fallback: () => "",
    check: text,
  },
  keyFile: {
    env: "CREANCE_KEY_FILE",
    doc: "Key file that opens the vault’s keyring; empty: the vault’s id with .key in your configuration folder of Creance.",
    fallback: () => "",
    check: text,
  },
  passphraseFile: {
    env: "CREANCE_PASSPHRASE_FILE",
    doc: "File whose first line is the passphrase of the vault’s keyring; empty: it is asked for on the terminal.",
    fallback: () => "",
    check: text,
  },
  retentionRun: {
    env: "CREANCE_RETENTION_RUN",
    doc: "on: while `creance serve` runs, what is due by the rules you set is deleted every hour; off: only `creance retention run` deletes.",
    fallback: () => "off",
    check: (value) => (value === "on" || value === "off" ? null : "is neither on nor off"),
  },
  ledgerKeys: {
    env: "CREANCE_LEDGER_KEYS",
    doc: "by-itself: the first command that writes to a vault makes its keys, and the ledger is signed; by-hand: only `creance keys make`, and what needs keys, makes them.",
    fallback: () => "by-itself",
    check: (value) => (value === "by-itself" || value === "by-hand" ? null : "is neither by-itself nor by-hand"),
  },
  ledgerOrigin: {
    env: "CREANCE_LEDGER_ORIGIN",
    doc: "Name of the ledger in its signatures, best a host name and a path of yours; empty: creance/ and the start of the vault’s id.",
    fallback: () => "",
    check: (value) => (/^[^\s+]{0,200}$/.test(value) ? null : "must be at most 200 characters without a blank or a plus"),
  },
} as const satisfies Readonly<Record<string, SettingSpec>>;

/** Name of a setting. */
export type SettingName = keyof typeof settingsTable;

/** A setting with its value and where that came from. */
export interface Setting {
  readonly name: SettingName;
  readonly value: string;
  /** `option`, `environment`, `file` or `default`. */
  readonly from: "option" | "environment" | "file" | "default";
  readonly env: string;
  readonly doc: string;
}

/** Path of the configuration file: `$CREANCE_CONFIG`, else `config.json` in the user's configuration folder; `undefined` for an account without one. */
export function configPath(): string | undefined {
  const named = process.env["CREANCE_CONFIG"];
  if (named !== undefined) return named;
  const home = homeFolder();
  const folder = process.env["XDG_CONFIG_HOME"] ?? (home === undefined ? undefined : join(home, ".config"));
  return folder === undefined ? undefined : join(folder, "creance", "config.json");
}

/** All settings, in the table's order. `options` are what the command line gave. Throws `UserError` on a value that cannot be used. */
export function readSettings(options: Readonly<Partial<Record<SettingName, string | undefined>>> = {}): readonly Setting[] {
  const path = configPath();
  const file = path === undefined ? {} : readConfigFile(path);
  return (Object.keys(settingsTable) as SettingName[]).map((name) => {
    const spec = settingsTable[name];
    const found = (
      [
        ["option", options[name]],
        ["environment", process.env[spec.env]],
        ["file", file[name]],
      ] as const
    ).find(([, value]) => value !== undefined && value !== "");
    const [from, value] = found ?? (["default", spec.fallback()] as const);
    const wrong = spec.check(value as string);
    if (wrong !== null) throw new UserError("bad-setting", "wrongUse", `The ${name} "${value}" (${from}) ${wrong}.`);
    return { name, value: value as string, from, env: spec.env, doc: spec.doc };
  });
}

/** The value of one setting. */
export function settingValue(settings: readonly Setting[], name: SettingName): string {
  return (settings.find((setting) => setting.name === name) as Setting).value;
}

/** The values of a setting that is a list. */
export function settingList(settings: readonly Setting[], name: SettingName): readonly string[] {
  return settingValue(settings, name)
    .split(delimiter)
    .filter((value) => value !== "");
}

/** A list as the value of a setting. */
export function listValue(values: readonly string[] | undefined): string | undefined {
  return values?.join(delimiter);
}

function readConfigFile(path: string): Readonly<Record<string, string>> {
  let words: string;
  try {
    words = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return {};
    throw new UserError("bad-config", "machineRefused", `The configuration file ${path} could not be read.`, { cause: error });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(words);
  } catch (error) {
    throw new UserError("bad-config", "wrongUse", `The configuration file ${path} is not JSON.`, { cause: error });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new UserError("bad-config", "wrongUse", `The configuration file ${path} must hold one JSON object.`);
  }
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (!Object.hasOwn(settingsTable, name)) {
      const names = Object.keys(settingsTable).join(", ");
      throw new UserError("bad-config", "wrongUse", `The configuration file ${path} has an unknown key "${name}". The keys are: ${names}.`);
    }
    const spec: SettingSpec = settingsTable[name as SettingName];
    if (spec.list === true && Array.isArray(value) && value.every(isListItem)) values[name] = value.join(delimiter);
    else if (typeof value === "string" || typeof value === "number") values[name] = String(value);
    else {
      const allowed = spec.list === true ? `a list of texts without "${delimiter}"` : "text or a number";
      throw new UserError("bad-config", "wrongUse", `In the configuration file ${path} the key "${name}" must be ${allowed}.`);
    }
  }
  return values;
}

function isListItem(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes(delimiter);
}

/** The account's folder; `undefined` for an account that has none, as in some containers. */
function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

function homeOrRefuse(): string {
  const home = homeFolder();
  if (home !== undefined) return home;
  throw new UserError(
    "no-home",
    "wrongUse",
    "This account has no home folder, so there is no usual place for the vault. Nothing was done: name a folder with --vault or CREANCE_VAULT.",
  );
}
