/**
 * Sealing: tiles are brought up to the journal, then a checkpoint over them is signed. What an earlier checkpoint signed is never signed differently:
 * a journal that does not give that root any more stops it.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isFormatError, UserError } from "@creance/core";
import {
  formatCheckpoint,
  formatVkey,
  leafHash,
  type NoteVerifier,
  noteVerifier,
  parseBundle,
  parseTilePath,
  partialFolder,
  type ReadTile,
  readHashes,
  sameHash,
  signNote,
  TILE_WIDTH,
  type TileFile,
  TreeBuilder,
  tileAt,
  tilePath,
} from "@creance/ledger";
import type { VaultDisk } from "../disk.ts";
import { journalName, journalNumbers, names } from "../layout.ts";
import type { Sqlite } from "../sqlite.ts";
import type { LedgerSigner } from "../types.ts";
import { firstLeafOf, leafRow } from "./entry-queries.ts";
import { type JournalLeaf, journalLeaves, readLeaf } from "./journal-leaves.ts";
import {
  LedgerFiles,
  ledgerFolder,
  ledgerNames,
  ledgerPlatform,
  readCheckpoint,
  readHistory,
  readLedgerFile,
  readVerifiers,
  type SignedCheckpoint,
} from "./ledger-files.ts";
import { indexAnew, indexedEntries, indexPlace } from "./ledger-index.ts";

/** What sealing works with. */
export interface SealSetting {
  readonly vaultPath: string;
  readonly disk: VaultDisk;
  readonly database: Sqlite;
  readonly nextTmpName: () => string;
  /** Enters that a checkpoint over so many entries is about to be signed; the entry itself is the last of them. */
  readonly enter: (entries: number, keySha256: string) => Promise<void>;
}

const { sha256 } = ledgerPlatform;

/** Seals everything that is in the journal. Throws a `UserError` (`ledger-forked`, `ledger-damaged`, `ledger-origin`, `bad-origin`). */
export async function sealLedger(setting: SealSetting, signer: LedgerSigner): Promise<void> {
  const { vaultPath, database } = setting;
  const vkey = formatVkey(sha256, { name: signer.origin, publicKey: signer.publicKey });
  const verifier = noteVerifier(vkey, ledgerPlatform);
  const verifiers = await readVerifiers(vaultPath);
  const history = await readHistory(vaultPath);
  const known = await latestCheckpoint(vaultPath, { history: history.notes, verifiers: [...verifiers, verifier] });
  if (known !== undefined && known.origin !== signer.origin) throw otherOrigin(known.origin, signer.origin);
  const files = new LedgerFiles(setting);
  await files.begin();
  if (known !== undefined && !(await indexFits(setting, known.size))) await indexAnew(vaultPath, database);
  const builder = await trustedTree(setting, { known, files });
  const hasKey = verifiers.at(-1)?.vkey === vkey;
  const historyBytes = await completeHistory(known, { history, files });
  if (known !== undefined && known.size === indexedEntries(database) && hasKey && (await isLatest(vaultPath, known))) return files.settle();
  await setting.enter(indexedEntries(database) + 1, Buffer.from(sha256(signer.publicKey)).toString("hex"));
  await appendLeaves(setting, { builder, files });
  await files.writeTiles(builder.partials());
  // Tiles first: what is signed is on the disk.
  await files.settle();
  const note = signNote(formatCheckpoint({ origin: signer.origin, size: builder.size, rootHash: builder.root() }), {
    signer: { name: signer.origin, publicKey: signer.publicKey, sign: (bytes) => signer.sign(bytes) },
    sha256,
  });
  if (readCheckpoint(note, [verifier]) === undefined) throw new Error("the signer's signature does not fit its public key");
  // A new key is known before anything is signed with it.
  if (!hasKey)
    await files.writeText(ledgerNames.vkeys, [...verifiers.map((one) => one.vkey).filter((one) => one !== vkey), vkey, ""].join("\n"));
  await files.settle();
  await files.writeText(ledgerNames.checkpoint, note);
  await files.settle();
  await files.appendLine(ledgerNames.history, JSON.stringify(note), historyBytes);
  await files.settle();
  await removeNarrow(known?.size ?? 0, { size: builder.size, files });
}

/**
 * Throws a `UserError` (`ledger-forked`, `ledger-damaged`) when the journal does not hold what the newest checkpoint covers. The last entry that was signed
 * is looked at; where it is not the one, or cannot be told, the whole journal. Writes nothing.
 */
export async function assertSignedStands(setting: Pick<SealSetting, "vaultPath" | "database">): Promise<void> {
  const { vaultPath, database } = setting;
  const verifiers = await readVerifiers(vaultPath);
  const { notes } = await readHistory(vaultPath);
  const known = await latestCheckpoint(vaultPath, { history: notes, verifiers: verifiers.length === 0 ? undefined : verifiers });
  if (known === undefined || known.size === 0) return;
  if (known.size <= indexedEntries(database) && (await indexFits(setting, known.size))) return;
  const told = await treeFrom(vaultPath, { size: known.size, onTiles: async () => {} });
  if (told.size !== known.size || !sameHash(told.root(), known.rootHash)) throw forked(vaultPath, known.size);
}

/** Whether the index still leads to the last entry that was signed: somebody may have put another journal in this one's place. */
async function indexFits({ vaultPath, database }: Pick<SealSetting, "vaultPath" | "database">, size: number): Promise<boolean> {
  const row = leafRow(database, size - 1);
  const bytes = row === undefined ? undefined : await readLeaf(vaultPath, row);
  if (bytes === undefined) return size === 0;
  try {
    const hashes = await readHashes((path) => readLedgerFile(vaultPath, path), tileAt(size, 0, Math.floor((size - 1) / TILE_WIDTH)));
    return sameHash(hashes[(size - 1) % TILE_WIDTH] as Uint8Array, leafHash(sha256, bytes));
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return false;
  }
}

/** Adds the latest checkpoint to the history where a crash came in between. Returns how long the whole lines of the history are. */
async function completeHistory(
  known: SignedCheckpoint | undefined,
  { history, files }: { readonly history: Awaited<ReturnType<typeof readHistory>>; readonly files: LedgerFiles },
): Promise<number> {
  const last = history.notes.length === 0 ? undefined : readCheckpoint(history.notes.at(-1) as string);
  if (known === undefined || (last !== undefined && last.size >= known.size)) return history.wholeBytes;
  return files.appendLine(ledgerNames.history, JSON.stringify(known.note), history.wholeBytes);
}

/** The largest checkpoint of the two places where it stands, by its form alone without `verifiers`. `undefined` before the first. */
async function latestCheckpoint(
  vaultPath: string,
  { history, verifiers }: { readonly history: readonly string[]; readonly verifiers: readonly NoteVerifier[] | undefined },
): Promise<SignedCheckpoint | undefined> {
  const bytes = await readLedgerFile(vaultPath, ledgerNames.checkpoint);
  const current = bytes === undefined ? undefined : readCheckpoint(Buffer.from(bytes).toString("utf8"), verifiers);
  const last = history.length === 0 ? undefined : readCheckpoint(history.at(-1) as string, verifiers);
  const isThere = bytes !== undefined || (await readLedgerFile(vaultPath, ledgerNames.history)) !== undefined;
  if (current === undefined && last === undefined) {
    if (isThere) throw damaged(vaultPath);
    return undefined;
  }
  if (current === undefined || last === undefined) return current ?? last;
  if (current.size === last.size && !sameHash(current.rootHash, last.rootHash)) throw forked(vaultPath, current.size);
  return current.size > last.size ? current : last;
}

async function isLatest(vaultPath: string, known: SignedCheckpoint): Promise<boolean> {
  const bytes = await readLedgerFile(vaultPath, ledgerNames.checkpoint);
  const current = bytes === undefined ? undefined : readCheckpoint(Buffer.from(bytes).toString("utf8"));
  return current?.size === known.size && sameHash(current.rootHash, known.rootHash);
}

/** The tree that the latest checkpoint signed, from its tiles; from the journal where they are damaged. Throws `ledger-forked`. */
async function trustedTree(
  setting: SealSetting,
  { known, files }: { readonly known: SignedCheckpoint | undefined; readonly files: LedgerFiles },
): Promise<TreeBuilder> {
  const { vaultPath, database } = setting;
  if (known === undefined || known.size === 0) return TreeBuilder.empty(sha256);
  if (known.size > indexedEntries(database)) throw forked(vaultPath, known.size);
  const readTile: ReadTile = (path) => readLedgerFile(vaultPath, path);
  try {
    const builder = await TreeBuilder.resume(sha256, { size: known.size, readTile });
    if (sameHash(builder.root(), known.rootHash) && (await journalFits(setting, { size: known.size, readTile }))) return builder;
  } catch (error) {
    if (!isFormatError(error)) throw error;
  }
  return rebuiltTree(setting, { known, files });
}

/**
 * Whether the journal's newest file, and every file that was touched since the last checkpoint, still holds the lines that were signed. The rest is
 * gone through by `fsck` and `verify`: what is signed next is what the tiles hold, never a changed line.
 */
async function journalFits(
  { vaultPath, database }: SealSetting,
  { size, readTile }: { readonly size: number; readonly readTile: ReadTile },
): Promise<boolean> {
  const sealedMs = await changedMs(join(ledgerFolder(vaultPath), ledgerNames.checkpoint));
  for (const file of await journalNumbers(vaultPath)) {
    const first = firstLeafOf(database, file);
    if (first === undefined || first >= size) continue;
    if ((await changedMs(join(vaultPath, names.journal, journalName(file)))) < sealedMs) continue;
    let hashes: readonly Uint8Array[] = [];
    let index = first;
    reading: for await (const batch of journalLeaves(vaultPath, { file, offset: 0 })) {
      for (const { file: of, bytes } of batch) {
        if (of !== file || index >= size) break reading;
        if (hashes.length === 0 || index % TILE_WIDTH === 0)
          hashes = await readHashes(readTile, tileAt(size, 0, Math.floor(index / TILE_WIDTH)));
        if (!sameHash(hashes[index % TILE_WIDTH] as Uint8Array, leafHash(sha256, bytes))) return false;
        index += 1;
      }
    }
    const next = firstLeafOf(database, file + 1);
    if (index < Math.min(size, next ?? size)) return false;
  }
  return bundleFits(size, readTile);
}

/** Whether the last bundle of entries, on which the next one is built, holds what the tile of hashes says. */
async function bundleFits(size: number, readTile: ReadTile): Promise<boolean> {
  const width = size % TILE_WIDTH;
  if (width === 0) return true;
  const number = Math.floor(size / TILE_WIDTH);
  const hashes = await readHashes(readTile, { level: 0, number, width });
  const bytes = await readTile(tilePath({ level: "entries", number, width }));
  if (bytes === undefined) return false;
  return parseBundle(bytes, width).every((entry, at) => sameHash(leafHash(sha256, entry), hashes[at] as Uint8Array));
}

async function changedMs(path: string): Promise<number> {
  return stat(path).then(
    (found) => Math.max(found.ctimeMs, found.mtimeMs),
    () => 0,
  );
}

/**
 * Makes the tiles of the latest checkpoint anew from the journal where they differ from it. Throws a `UserError` (`ledger-forked`) and changes nothing when
 * the journal does not give the signed root. Nothing happens where nothing was ever sealed.
 */
export async function mendLedger(setting: Omit<SealSetting, "enter">): Promise<void> {
  const { vaultPath } = setting;
  const verifiers = await readVerifiers(vaultPath);
  const { notes } = await readHistory(vaultPath);
  const known = await latestCheckpoint(vaultPath, { history: notes, verifiers });
  if (known === undefined) return;
  const files = new LedgerFiles(setting);
  await rebuiltTree(setting, { known, files });
  if (!(await isLatest(vaultPath, known))) await files.writeText(ledgerNames.checkpoint, known.note);
  await files.settle();
}

/** Makes every tile that differs anew from the journal, and refuses when the journal does not give the signed root. */
async function rebuiltTree(
  { vaultPath }: Omit<SealSetting, "enter">,
  { known, files }: { readonly known: SignedCheckpoint; readonly files: LedgerFiles },
): Promise<TreeBuilder> {
  // First without writing: tiles that a journal with another story would give must not replace the ones that fit.
  const told = await treeFrom(vaultPath, { size: known.size, onTiles: async () => {} });
  if (told.size !== known.size || !sameHash(told.root(), known.rootHash)) throw forked(vaultPath, known.size);
  const onTiles = async (tiles: readonly TileFile[]): Promise<void> => {
    const differing: TileFile[] = [];
    for (const tile of tiles) {
      const found = await readLedgerFile(vaultPath, tile.path);
      if (found === undefined || !sameHash(found, tile.bytes)) differing.push(tile);
    }
    await files.writeTiles(differing);
  };
  const builder = await treeFrom(vaultPath, { size: known.size, onTiles });
  await onTiles(builder.partials());
  return builder;
}

/** The tree of the journal's first entries. */
async function treeFrom(
  vaultPath: string,
  { size, onTiles }: { readonly size: number; readonly onTiles: (tiles: readonly TileFile[]) => Promise<void> },
): Promise<TreeBuilder> {
  const builder = TreeBuilder.empty(sha256);
  for await (const batch of journalLeaves(vaultPath, { file: 0, offset: 0 })) {
    for (const { bytes } of batch) {
      if (builder.size === size) return builder;
      const filled = builder.append(Uint8Array.from(bytes));
      if (filled.length > 0) await onTiles(filled);
    }
  }
  return builder;
}

/** Appends everything that the tree does not have yet. */
async function appendLeaves(
  { vaultPath, database }: SealSetting,
  { builder, files }: { readonly builder: TreeBuilder; readonly files: LedgerFiles },
): Promise<void> {
  const total = indexedEntries(database);
  const row = leafRow(database, builder.size);
  const place = row === undefined ? indexPlace(database) : { file: row.file, offset: row.offset };
  for await (const batch of journalLeaves(vaultPath, place)) {
    for (const leaf of batch as readonly JournalLeaf[]) {
      if (builder.size === total) return;
      // A copy: the batch's buffer is a megabyte that one small entry would keep.
      const filled = builder.append(Uint8Array.from(leaf.bytes));
      if (filled.length > 0) await files.writeTiles(filled);
    }
  }
  if (builder.size !== total) throw new Error(`the journal ended after ${builder.size} of ${total} entries`);
}

/** Removes narrow states of tiles that are whole now. */
async function removeNarrow(oldSize: number, { size, files }: { readonly size: number; readonly files: LedgerFiles }): Promise<void> {
  for (const level of ["entries", 0, 1, 2, 3, 4, 5, 6] as const) {
    const width = TILE_WIDTH ** (level === "entries" ? 0 : level);
    const before = Math.floor(oldSize / width);
    const number = Math.floor(before / TILE_WIDTH);
    if (before % TILE_WIDTH === 0 || Math.floor(size / width) < (number + 1) * TILE_WIDTH) continue;
    const folder = partialFolder({ level, number });
    if (parseTilePath(`${folder}/1`) !== undefined) await files.remove(folder);
  }
}

function forked(vaultPath: string, size: number): UserError {
  return new UserError(
    "ledger-forked",
    "conflict",
    `The journal of the vault ${vaultPath} does not give the ${size} entries that its ledger signed: it was changed or lost a part; nothing was signed and nothing was changed; restore journal/ from a backup, and run \`creance ledger verify\` to see where they differ.`,
  );
}

function damaged(vaultPath: string): UserError {
  return new UserError(
    "ledger-damaged",
    "conflict",
    `Neither checkpoint nor checkpoints in ${ledgerFolder(vaultPath)} holds a checkpoint that the vault's key signed; nothing was signed and nothing was changed; restore the folder from a backup.`,
  );
}

function otherOrigin(known: string, asked: string): UserError {
  return new UserError(
    "ledger-origin",
    "conflict",
    `The ledger's name is ${known}, and it was to be signed as ${asked}; nothing was signed; the name of a ledger stays for its life.`,
  );
}
