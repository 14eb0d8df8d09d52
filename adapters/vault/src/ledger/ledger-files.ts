/** Files of the ledger below `ledger/`: tiles, the latest checkpoint, every checkpoint signed, verifier keys. Each is written whole or not at all. */
import { createPublicKey, hash, verify } from "node:crypto";
import { constants, type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isFormatError, isUserError, type Platform } from "@creance/core";
import {
  type Checkpoint,
  checkNote,
  MAX_BUNDLE_BYTES,
  type NoteVerifier,
  noteVerifier,
  parseCheckpoint,
  parseNote,
  type TileFile,
} from "@creance/ledger";
import type { VaultDisk } from "../disk.ts";
import { names } from "../layout.ts";
import { errnoOf } from "../machine-refused.ts";

/** Names below `ledger/`. */
export const ledgerNames = { checkpoint: "checkpoint", history: "checkpoints", vkeys: "vkey" } as const;

/** Most bytes of checkpoints that are read: some hundred thousand. */
const MAX_HISTORY_BYTES = 128 << 20;
const MAX_NOTE_BYTES = 1_000_000;
const AT_ONCE = 4;
/** DER head of an Ed25519 public key (RFC 8410). */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** A checkpoint that was read, with its note. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/** What checking a ledger asks of the platform. */
export const ledgerPlatform: Pick<Platform, "sha256" | "ed25519Verify"> = {
  // In one call and through a text of one character a byte: about five times quicker for short inputs than a hash object, and a ledger has millions.
  sha256(bytes) {
    const digest = hash("sha256", bytes, "binary");
    const raw = new Uint8Array(32);
    for (let at = 0; at < 32; at += 1) raw[at] = digest.charCodeAt(at);
    return raw;
  },
  ed25519Verify(publicKey, bytes, signature) {
    if (publicKey.byteLength !== 32 || signature.byteLength !== 64) return false;
    try {
      return verify(null, bytes, createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: "der", type: "spki" }), signature);
    } catch {
      return false;
    }
  },
};

/** Absolute path of the ledger's folder. */
export function ledgerFolder(vaultPath: string): string {
  return join(vaultPath, names.ledger);
}

/** Reads a file of the ledger; `undefined` when there is none, it is no plain file, or it is longer than any of its kind. */
export async function readLedgerFile(vaultPath: string, name: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(join(ledgerFolder(vaultPath), name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENXIO"].includes(errnoOf(error))) return undefined;
    throw error;
  }
  try {
    const found = await handle.stat();
    const limit = name.startsWith("tile/") ? MAX_BUNDLE_BYTES : name === ledgerNames.history ? MAX_HISTORY_BYTES : MAX_NOTE_BYTES;
    return found.isFile() && found.size <= limit ? await handle.readFile() : undefined;
  } finally {
    await handle.close();
  }
}

/** Verifier keys under which checkpoints of this ledger were signed, the newest last. Lines that are none are passed over. */
export async function readVerifiers(vaultPath: string): Promise<readonly NoteVerifier[]> {
  const bytes = await readLedgerFile(vaultPath, ledgerNames.vkeys);
  const lines = bytes === undefined ? [] : Buffer.from(bytes).toString("utf8").split("\n");
  return lines.slice(0, 1000).flatMap((line) => {
    try {
      return [noteVerifier(line, ledgerPlatform)];
    } catch (error) {
      if (!isUserError(error)) throw error;
      return [];
    }
  });
}

/** A checkpoint, signed by one of the keys; without keys its form alone is read. `undefined` when it is none. */
export function readCheckpoint(note: string, verifiers?: readonly NoteVerifier[]): SignedCheckpoint | undefined {
  try {
    const parsed = parseNote(note);
    if (verifiers !== undefined && !checkNote(parsed, verifiers).some(({ verifier }) => verifier.kind === "signature")) return undefined;
    return { ...parseCheckpoint(parsed.text), note };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}

/** Every checkpoint that was signed, oldest first: one JSON text a line. Lines that are none are passed over. */
export async function readHistory(
  vaultPath: string,
): Promise<{ readonly notes: readonly string[]; readonly damaged: number; readonly wholeBytes: number }> {
  const bytes = await readLedgerFile(vaultPath, ledgerNames.history);
  if (bytes === undefined) return { notes: [], damaged: 0, wholeBytes: 0 };
  const text = Buffer.from(bytes).toString("utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const notes: string[] = [];
  let damaged = 0;
  for (const line of whole.split("\n").slice(0, -1)) {
    const note = parsedText(line);
    if (note === undefined) damaged += 1;
    else notes.push(note);
  }
  return { notes, damaged, wholeBytes: Buffer.byteLength(whole) };
}

function parsedText(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes files of the ledger so that a crash leaves each as it was or whole. `settle` makes all of them durable. */
export class LedgerFiles {
  readonly #vaultPath: string;
  readonly #disk: VaultDisk;
  readonly #nextTmpName: () => string;
  /** Folders that are known to exist. */
  readonly #made = new Set<string>();
  /** Folders with names that are not known to be on the disk. */
  readonly #unsynced = new Set<string>();

  constructor({
    vaultPath,
    disk,
    nextTmpName,
  }: { readonly vaultPath: string; readonly disk: VaultDisk; readonly nextTmpName: () => string }) {
    this.#vaultPath = vaultPath;
    this.#disk = disk;
    this.#nextTmpName = nextTmpName;
  }

  /** Makes the folder; what a killed writer left in it is made durable with the rest. */
  begin(): Promise<void> {
    return this.#makeFolders(ledgerFolder(this.#vaultPath));
  }

  async writeTiles(tiles: readonly TileFile[]): Promise<void> {
    for (let at = 0; at < tiles.length; at += AT_ONCE) {
      const some = tiles.slice(at, at + AT_ONCE);
      for (const { path } of some) await this.#makeFolders(dirname(join(ledgerFolder(this.#vaultPath), path)));
      await Promise.all(some.map(({ path, bytes }) => this.#write(path, bytes)));
    }
  }

  /** Replaces a file. */
  async writeText(name: string, text: string): Promise<void> {
    await this.#makeFolders(ledgerFolder(this.#vaultPath));
    await this.#write(name, new TextEncoder().encode(text));
  }

  /** Appends a line durably; what stands after `wholeBytes` (a half line that a crash left) is cut off before. Returns the new length. */
  async appendLine(name: string, line: string, wholeBytes: number): Promise<number> {
    await this.#makeFolders(ledgerFolder(this.#vaultPath));
    const bytes = new TextEncoder().encode(`${line}\n`);
    const file = await this.#disk.append(join(ledgerFolder(this.#vaultPath), name));
    try {
      if ((await file.size()) > wholeBytes) await file.truncate(wholeBytes);
      await file.write(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#unsynced.add(ledgerFolder(this.#vaultPath));
    return wholeBytes + bytes.byteLength;
  }

  /** Removes a file or folder that later ones made needless. */
  remove(name: string): Promise<void> {
    return this.#disk.remove(join(ledgerFolder(this.#vaultPath), name));
  }

  /** Returns when every name that was written is on the disk. */
  async settle(): Promise<void> {
    const folders = [...this.#unsynced];
    for (let at = 0; at < folders.length; at += AT_ONCE) {
      await Promise.all(folders.slice(at, at + AT_ONCE).map((folder) => this.#disk.sync(folder)));
    }
    this.#unsynced.clear();
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const target = join(ledgerFolder(this.#vaultPath), name);
    const tmp = join(this.#vaultPath, names.tmp, this.#nextTmpName());
    const file = await this.#disk.create(tmp, 0o600);
    try {
      await file.write(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await this.#disk.rename(tmp, target);
    this.#unsynced.add(dirname(target));
  }

  async #makeFolders(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    if (folder !== ledgerFolder(this.#vaultPath)) await this.#makeFolders(dirname(folder));
    await this.#disk.makeFolder(folder, 0o700);
    // One that is there may be what a killed writer left: its name and those in it may be on no disk yet.
    for (const path of [dirname(folder), folder]) this.#unsynced.add(path);
    this.#made.add(folder);
  }
}
