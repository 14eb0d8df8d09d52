/** Where things lie in a vault, and its `vault.json`. */
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";
import { isSha256Hex } from "@creance/ledger";
import type { VaultDisk } from "./disk.ts";

/** The vault format this program writes. */
export const VAULT_FORMAT = 1;

/** What `vault.json` says. */
export interface VaultMark {
  readonly format: number;
  /** 32 hexadecimal characters. */
  readonly id: string;
}

/** Names inside a vault's folder. */
export const names = {
  mark: "vault.json",
  originals: "originals",
  journal: "journal",
  ledger: "ledger",
  texts: "texts.jsonl",
  keys: "keys",
  derived: "derived",
  tmp: "tmp",
  catalogue: "catalogue.sqlite",
  lock: "lock.sqlite",
} as const;

/** Folders of a vault with their modes: what they hold is the owner's alone. */
export const folders = [names.originals, names.journal, names.keys, names.derived, names.tmp] as const;

/** Path of an original, relative to the vault. Throws a `UserError` (`bad-sha256`) for anything but a hash. */
export function originalName(sha256: string): string {
  return join(names.originals, checkedHash(sha256).slice(0, 2), sha256);
}

/** Path of a keychain reply, relative to the vault. Throws as `originalName` does. */
export function keychainName(sha256: string): string {
  return join(names.keys, `${checkedHash(sha256)}.json`);
}

/** Name of a journal file: `000001.jsonl`. */
export function journalName(number: number): string {
  return `${String(number).padStart(6, "0")}.jsonl`;
}

/** Numbers of the journal files, ascending. */
export async function journalNumbers(vaultPath: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await namesIn(join(vaultPath, names.journal))) {
    const match = /^(\d{6})\.jsonl$/.exec(name);
    if (match !== null) found.push(Number(match[1]));
  }
  return found.sort((a, b) => a - b);
}

/** Names in a folder, sorted; empty when there is no such folder. */
export async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Reads `vault.json`; `undefined` when there is none. Throws `vault-newer` or `vault-damaged`. */
export async function readMark(path: string): Promise<VaultMark | undefined> {
  let text: string;
  try {
    const file = join(path, names.mark);
    const { size } = await lstat(file);
    if (size > 65_536) throw damagedMark(path);
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "EISDIR") throw damagedMark(path);
    throw error;
  }
  let mark: Partial<VaultMark>;
  try {
    mark = (JSON.parse(text) ?? {}) as Partial<VaultMark>;
  } catch {
    throw damagedMark(path);
  }
  if (typeof mark.format === "number" && mark.format > VAULT_FORMAT) {
    throw new UserError(
      "vault-newer",
      "conflict",
      `The vault ${path} has format ${mark.format}, and this program knows formats up to ${VAULT_FORMAT}; nothing was changed; update Creance to open it.`,
    );
  }
  if (mark.format !== VAULT_FORMAT || typeof mark.id !== "string" || !/^[0-9a-f]{32}$/.test(mark.id)) throw damagedMark(path);
  return { format: mark.format, id: mark.id };
}

/** Makes the folder and `vault.json`, in an order that a crash cannot spoil. */
export async function createVault(path: string, mark: VaultMark, disk: VaultDisk): Promise<void> {
  const part = join(path, `${names.mark}.part`);
  await disk.remove(part);
  const file = await disk.create(part, 0o600);
  try {
    await file.write(new TextEncoder().encode(`${JSON.stringify(mark)}\n`));
    await file.datasync();
  } finally {
    await file.close();
  }
  await disk.rename(part, join(path, names.mark));
  await disk.sync(path);
}

/** Makes the folders that are missing (an archive tool may drop empty ones). */
export async function makeFolders(path: string, disk: VaultDisk): Promise<void> {
  let made = false;
  for (const name of folders) {
    made = (await disk.makeFolder(join(path, name), 0o700)) === "made" || made;
  }
  if (made) await disk.sync(path);
}

function checkedHash(sha256: string): string {
  if (!isSha256Hex(sha256)) {
    throw new UserError(
      "bad-sha256",
      "wrongUse",
      "That is no SHA-256 of an original (64 lower-case hexadecimal characters); nothing was done.",
    );
  }
  return sha256;
}

/** The error of a vault whose `vault.json` is gone. */
export function lostMark(path: string): UserError {
  return markError(path, "is missing");
}

function damagedMark(path: string): UserError {
  return markError(path, "cannot be read");
}

function markError(path: string, what: string): UserError {
  return new UserError(
    "vault-damaged",
    "conflict",
    `The file ${join(path, names.mark)} ${what}; nothing was changed and the originals are where they were; write {"format":${VAULT_FORMAT},"id":"<the vaultId in the first line of journal/000001.jsonl>"} into it to open the vault again.`,
  );
}
