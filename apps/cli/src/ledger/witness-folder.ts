/**
 * A witness's folder: its signing key, and for each log the last checkpoint that it cosigned. What it saw is on the disk before its signature leaves. Its
 * key lies there readable by this user only, not encrypted: it signs what it saw and opens nothing.
 */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "@creance/core";
import { type Checkpoint, isKeyName, type NoteSigner, parseCheckpoint, parseNote, witnessVkey } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import { readSmallText, writeNewFile } from "./text-input.ts";

const KEY = "witness.key";

/** Makes a witness's folder. Returns its verifier key. Throws a `UserError` (`exists`, `bad-name`, `no-such-folder`). */
export function makeWitness(folder: string, name: string): string {
  if (!isKeyName(name))
    throw new UserError("bad-name", "wrongUse", `"${name}" cannot be a witness's name: no spaces, no plus. Nothing was written.`);
  if (existsSync(folder)) throw new UserError("exists", "conflict", `${folder} is there already; nothing was written.`);
  if (!existsSync(dirname(resolve(folder))))
    throw new UserError("no-such-folder", "notFound", `There is no folder for ${folder}; nothing was written.`);
  const seed = randomBytes(32);
  const vkey = witnessVkey(nodePlatform.sha256, { name, publicKey: nodePlatform.ed25519PublicKey(seed) });
  mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o700 });
  writeNewFile(join(folder, "witness.vkey"), `${vkey}\n`);
  writeNewFile(join(folder, KEY), `${JSON.stringify({ name, seed: seed.toString("hex") })}\n`);
  return vkey;
}

/** The witness of a folder. Throws a `UserError` (`no-such-witness`, `witness-damaged`, `key-readable`). */
export function openWitness(folder: string): NoteSigner {
  const path = join(folder, KEY);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new UserError("no-such-witness", "notFound", `No witness's key lies in ${folder}. Make one with: creance ledger witness init`);
  if ((found.mode & 0o077) !== 0)
    throw new UserError("key-readable", "machineRefused", `Others can read ${path}; nothing was signed: chmod 600 it, or make another.`);
  const { name, seed } = keyOf(path);
  return { name, publicKey: nodePlatform.ed25519PublicKey(seed), sign: (bytes) => nodePlatform.ed25519Sign(seed, bytes) };
}

/** Runs a step while no other process signs with this witness. Throws a `UserError` (`witness-busy`). */
export function withWitnessLock<Result>(folder: string, step: () => Result): Result {
  const lock = join(folder, "lock");
  try {
    closeSync(openSync(lock, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UserError(
      "witness-busy",
      "conflict",
      `Another signing is at work, or one was killed: then remove ${lock}. Nothing was signed.`,
      { cause: error },
    );
  }
  try {
    return step();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The last checkpoint of a log that was cosigned; `null`: none. Throws a `UserError` (`witness-damaged`) rather than forget. */
export function lastSeen(folder: string, origin: string): Checkpoint | null {
  const path = seenPath(folder, origin);
  if (!existsSync(path)) return null;
  try {
    const seen = parseCheckpoint(parseNote(readSmallText(path)).text);
    if (seen.origin === origin) return seen;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path);
}

/** Remembers a cosigned checkpoint, durably. */
export function remember(folder: string, origin: string, cosigned: string): void {
  const path = seenPath(folder, origin);
  const part = `${path}.part`;
  writeFileSync(part, cosigned, { mode: 0o600 });
  syncPath(part);
  renameSync(part, path);
  syncPath(dirname(path));
}

function keyOf(path: string): { readonly name: string; readonly seed: Uint8Array } {
  try {
    const { name, seed } = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
    if (typeof name === "string" && isKeyName(name) && typeof seed === "string" && /^[0-9a-f]{64}$/.test(seed)) {
      return { name, seed: Uint8Array.from(Buffer.from(seed, "hex")) };
    }
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path);
}

/** The name of a log may hold anything: its hash is the file's name. */
function seenPath(folder: string, origin: string): string {
  return join(folder, "logs", `${createHash("sha256").update(origin).digest("hex")}.checkpoint`);
}

function syncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function damaged(path: string, cause?: unknown): UserError {
  return new UserError("witness-damaged", "conflict", `${path} cannot be read; nothing was signed: restore it from a backup.`, { cause });
}
