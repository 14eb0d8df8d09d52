/** The one writer of a vault. Entries reach the journal and are synced before the catalogue knows of them. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isoFromEpochUs, isUserError, toHex, UserError } from "@creance/core";
import {
  annotatedFields,
  type EntryOf,
  type JournalEntry,
  MAX_ENTRY_BYTES,
  MAX_TEXT_LINE_BYTES,
  type NewJournalEntry,
  type PersonalText,
  personalText,
  SALT_BYTES,
} from "@creance/ledger";
import { addReading, refreshFlight } from "./add-reading.ts";
import { applyEntries, findOriginal, hasOriginalOfSize } from "./catalogue.ts";
import { setUpCatalogue } from "./catalogue-file.ts";
import { clearPlaces } from "./delete-places.ts";
import { erasingTexts, holdsOn, lastDeletion, listDeletions } from "./deletion-rows.ts";
import type { VaultDisk } from "./disk.ts";
import { eraseTextLines, namedTexts } from "./erase-texts.ts";
import { JournalWriter, mendTail } from "./journal-writer.ts";
import { journalName, journalNumbers, keychainName, makeFolders, names, namesIn, originalName } from "./layout.ts";
import { cosignLedger } from "./ledger/cosign-ledger.ts";
import { type IndexBatch, indexBatches } from "./ledger/ledger-index.ts";
import { ledgerState } from "./ledger/open-ledger.ts";
import { mendLedger, type SealSetting, sealLedger } from "./ledger/seal-ledger.ts";
import { lostEntries, remember } from "./lost-entries.ts";
import { errnoOf, isCatalogueDamaged, machineRefused } from "./machine-refused.ts";
import { beginPlacing, placeAgain, writePlacement } from "./media-write.ts";
import { findOriginalFile, type StoredOriginal, storeOriginal } from "./originals.ts";
import { replayJournal } from "./replay.ts";
import type { Sqlite } from "./sqlite.ts";
import type {
  AddedReading,
  CardPlacement,
  DeletionDone,
  DeletionWish,
  KeptOriginal,
  LedgerSigner,
  LedgerState,
  OtherPlaces,
  Reading,
  VaultDeletion,
  VaultWriter,
} from "./types.ts";
import { wordsThatStay } from "./words-that-stay.ts";
import type { WriterLock } from "./writer-lock.ts";

/** Longest keychain reply. */
const MAX_REPLY_BYTES = 4_000_000;
/** Longest file name that is remembered. */
const MAX_FILE_NAME = 4096;
const SYNCS_AT_ONCE = 4;
/** More than anybody keeps at the same time. */
const RECENT = 64;

/** What a writer works with. */
export interface WriterSetting {
  readonly path: string;
  readonly vaultId: string;
  readonly disk: VaultDisk;
  readonly database: Sqlite;
  readonly lock: WriterLock;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Mends what a crash left, brings the catalogue up to the journal, and hands out the writer. */
export async function startWriter(setting: WriterSetting): Promise<VaultWriter> {
  const { path, disk, database } = setting;
  await makeFolders(path, disk);
  for (const name of await namesIn(join(path, names.tmp))) await disk.remove(join(path, names.tmp, name));
  await mendTail(path, { disk, name: names.texts, maxLineBytes: MAX_TEXT_LINE_BYTES });
  const last = (await journalNumbers(path)).at(-1);
  if (last !== undefined) await mendTail(path, { disk, name: journalName(last), maxLineBytes: MAX_ENTRY_BYTES });
  await syncLeftovers(path, { disk, last });
  const place = await replayJournal(path, database);
  const writer = new JournalVaultWriter(setting, new JournalWriter(path, disk, place));
  if (place.sequence === 0) await writer.enterCreation();
  else await writer.resume();
  return writer;
}

/**
 * A writer that was killed may have left names and lines that every process sees and no disk holds. They are synced before
 * anything is built on them.
 */
async function syncLeftovers(path: string, { disk, last }: { readonly disk: VaultDisk; readonly last: number | undefined }): Promise<void> {
  for (const name of ["", names.originals, names.journal]) await disk.sync(join(path, name));
  if (last === undefined) return;
  await disk.sync(join(path, names.journal, journalName(last)));
  if ((await namesIn(join(path, names.journal))).includes(names.texts)) await disk.sync(join(path, names.journal, names.texts));
}

interface Pending {
  readonly entry: NewJournalEntry;
  readonly sizeBytes: number;
  readonly text: PersonalText;
}

class JournalVaultWriter implements VaultWriter {
  readonly #setting: WriterSetting;
  readonly #journal: JournalWriter;
  /** Stored originals that the journal does not have yet, by hash. */
  readonly #pending = new Map<string, Pending>();
  /** Other entries that go with the next commit. */
  readonly #notes: NewJournalEntry[] = [];
  /** Folders with new names, and adopted files, that are not known to be on the disk. */
  readonly #unsynced = new Set<string>();
  /** Entries that are in the journal and not in the catalogue yet, with their texts. */
  #unapplied: { readonly entries: JournalEntry[]; readonly texts: Map<string, string> } = { entries: [], texts: new Map() };
  #queue: Promise<unknown> = Promise.resolve();
  /** Ends when every `keep` that was called before has been remembered: entries stand in the order of the calls. */
  #noting: Promise<unknown> = Promise.resolve();
  /** Ends when nothing is being put at the place of an original, by hash: a look and the rename after it are one step. */
  readonly #placing = new Map<string, Promise<void>>();
  /** Hashes that were remembered last: the same bytes may be under way a second time. */
  readonly #recent = new Set<string>();
  /** Ends when no deletion is under way: until then nothing new is stored. */
  #quiet: Promise<unknown> = Promise.resolve();
  #tmpNumber = 0;
  #released = false;
  #failed = false;

  constructor(setting: WriterSetting, journal: JournalWriter) {
    this.#setting = setting;
    this.#journal = journal;
  }

  /** Goes on with what a crash ended in the middle: deletions and erasures. What cannot be done now is tried again by the next writer. */
  async resume(): Promise<void> {
    const { database, path } = this.#setting;
    await this.#inTurn(async () => {
      // What the column engine holds only the one who runs it can clear.
      const unfinished = existsSync(join(path, "engine", "data")) ? [] : listDeletions(database, "deleting");
      if (unfinished.length > 0) await this.#finish(unfinished, undefined);
      await this.#eraseBegun();
    }).catch((error: unknown) => {
      if (errnoOf(error) === "" && !isUserError(error)) throw error;
    });
  }

  /** The first entry of a new journal. */
  enterCreation(): Promise<unknown> {
    return this.#inTurn(() => this.#enter([], [{ kind: "vaultCreated", timeUs: this.#setting.now(), vaultId: this.#setting.vaultId }]));
  }

  async keep(...[source, { fileName }]: Parameters<VaultWriter["keep"]>): Promise<KeptOriginal> {
    this.#assertHeld();
    const { path, disk, database } = this.#setting;
    const storing = this.#quiet.then(() =>
      storeOriginal(
        {
          vaultPath: path,
          disk,
          nextTmpName: () => this.#nextTmpName(),
          inTurnOf: (sha256, work) => this.#inTurnOf(sha256, work),
          onFolderMade: () => this.#unsynced.add(join(path, names.originals)),
          mayHold: (sizeBytes) =>
            hasOriginalOfSize(database, sizeBytes) || [...this.#pending.values()].some((one) => one.sizeBytes === sizeBytes),
        },
        source,
      ),
    );
    const noted = this.#noting.then(async () => this.#note(await storing, fileName));
    // Without an awaiting caller a failure is the caller's, not the next one's.
    this.#noting = noted.catch(() => {});
    storing.catch(() => {});
    return noted;
  }

  #inTurnOf<Result>(sha256: string, work: () => Promise<Result>): Promise<Result> {
    const done = (this.#placing.get(sha256) ?? Promise.resolve()).then(work);
    const over = (): void => {
      if (this.#placing.get(sha256) === ended) this.#placing.delete(sha256);
    };
    const ended = done.then(over, over);
    this.#placing.set(sha256, ended);
    return done;
  }

  commit(): Promise<void> {
    return this.#inTurn(async () => {
      const pending = [...this.#pending];
      const notes = [...this.#notes];
      const unsynced = [...this.#unsynced];
      const { sequence } = this.#journal.place;
      this.#unsynced.clear();
      try {
        await this.#sync(unsynced);
        const texts = pending.map(([, { text }]) => text);
        await this.#enter(texts, [...pending.map(([, { entry }]) => entry), ...notes]);
      } catch (error) {
        for (const path of unsynced) this.#unsynced.add(path);
        // After a failed sync the system may forget what it could not write, so trying again would prove nothing.
        if (errnoOf(error) === "EIO") this.#failed = true;
        throw machineRefused(error, {
          doing: `make the newest files in the vault ${this.#setting.path} durable`,
          effect: "they are not reported as kept, and everything reported as kept before is whole",
        });
      } finally {
        // What the journal did not take goes with the next commit.
        if (this.#journal.place.sequence > sequence) {
          for (const [sha256] of pending) this.#pending.delete(sha256);
          this.#notes.splice(0, notes.length);
        }
      }
    });
  }

  addReading(reading: Reading): AddedReading {
    return this.addReadings([reading])[0] as AddedReading;
  }

  addReadings(readings: readonly Reading[]): readonly AddedReading[] {
    return this.#inCatalogue("the files are kept but not in the list yet", (database) =>
      database.transaction(() => readings.map((reading) => addReading(database, reading))),
    );
  }

  annotateFlight(...[id, words]: Parameters<VaultWriter["annotateFlight"]>): Promise<void> {
    return this.#inTurn(async () => {
      const { database, now, path } = this.#setting;
      const founder = database.get("SELECT sha256, segment FROM flight_original WHERE flight_id = ? ORDER BY seq, segment LIMIT 1", id);
      if (founder === undefined)
        throw new UserError("no-such-flight", "notFound", "There is no such flight in the vault; nothing was changed.");
      const texts: PersonalText[] = [];
      const entries: NewJournalEntry[] = [];
      for (const field of annotatedFields) {
        const given = words[field];
        if (given === undefined) continue;
        const text = given === null || given.trim() === "" ? undefined : this.#text(given.trim());
        if (text !== undefined) texts.push(text);
        entries.push({
          kind: "annotate",
          timeUs: now(),
          flightId: id,
          sha256: String(founder["sha256"]),
          segment: Number(founder["segment"]),
          field,
          textHash: text?.hash ?? null,
        });
      }
      try {
        await this.#enter(texts, entries);
        refreshFlight(database, id);
      } catch (error) {
        throw machineRefused(error, { doing: `write the words to the vault ${path}`, effect: "they were not kept" });
      }
    });
  }

  settleMedia(...[items, { flightId, undo }]: Parameters<VaultWriter["settleMedia"]>): Promise<number> {
    return this.#inTurn(async () => {
      const { database, now, path } = this.#setting;
      const known = items.filter((sha256) => database.get("SELECT 1 AS found FROM media WHERE sha256 = ?", sha256) !== undefined);
      const wanted = [...new Set(known)];
      const founder =
        flightId === null || undo
          ? undefined
          : database.get("SELECT sha256, segment FROM flight_original WHERE flight_id = ? ORDER BY seq, segment LIMIT 1", flightId);
      if (flightId !== null && !undo && founder === undefined)
        throw new UserError("no-such-flight", "notFound", "There is no such flight in the vault; nothing was changed.");
      const flight =
        founder === undefined
          ? { flightId: null, flightSha256: null, segment: null }
          : { flightId, flightSha256: String(founder["sha256"]), segment: Number(founder["segment"]) };
      const word = undo ? "undone" : founder === undefined ? "none" : "flight";
      try {
        await this.#enter(
          [],
          wanted.map((sha256) => ({ kind: "settleMedia", timeUs: now(), sha256, word, ...flight })),
        );
      } catch (error) {
        throw machineRefused(error, { doing: `write to the vault ${path} which flight took these items`, effect: "it was not kept" });
      }
      return wanted.length;
    });
  }

  beginPlacing(card: string): number {
    return this.#inCatalogue("the pictures are kept but not with their flights yet", (database) => beginPlacing(database, card));
  }

  placeCard(placement: CardPlacement): void {
    this.#inCatalogue("the pictures are kept but not with their flights yet", (database) => writePlacement(database, placement));
  }

  placeAgain(rule: string): void {
    this.#assertHeld();
    placeAgain(this.#setting.database, rule);
  }

  addKeychain(sha256: string, reply: string): Promise<void> {
    return this.#inTurn(async () => {
      const { path, database, now } = this.#setting;
      const name = keychainName(sha256);
      if (findOriginal(database, sha256) === undefined) {
        throw new UserError("not-kept", "notFound", `The vault holds no original ${sha256}; its keychain was not kept.`);
      }
      const bytes = new TextEncoder().encode(reply);
      if (bytes.byteLength > MAX_REPLY_BYTES) {
        throw new UserError("reply-too-long", "wrongUse", `A keychain reply is at most ${MAX_REPLY_BYTES} bytes long; nothing was kept.`);
      }
      const replySha256 = createHash("sha256").update(bytes).digest("hex");
      const known = database.get("SELECT reply_sha256 FROM keychain WHERE sha256 = ?", sha256);
      const present = await readFile(join(path, name)).catch(() => undefined);
      if (known?.["reply_sha256"] === replySha256 && present?.equals(bytes) === true) return;
      try {
        await this.#writeKeychain(name, bytes);
        await this.#enter([], [{ kind: "keychainAdded", timeUs: now(), sha256, replySha256, sizeBytes: bytes.byteLength }]);
      } catch (error) {
        throw machineRefused(error, { doing: `keep the keychain in the vault ${path}`, effect: "it was not kept" });
      }
    });
  }

  rebuildCatalogue(): Promise<void> {
    return this.#inTurn(async () => {
      const { path, database, disk, vaultId, now } = this.#setting;
      const remembered = remember(database);
      try {
        await replayJournal(path, database, { rebuildFor: vaultId }).catch((error: unknown) => {
          if (!isCatalogueDamaged(error)) throw error;
          database.makeAnew();
          setUpCatalogue(database);
          return replayJournal(path, database, { rebuildFor: vaultId });
        });
        this.#unapplied = { entries: [], texts: new Map() };
        const toText = (text: string): PersonalText => this.#text(text);
        const { texts, entries } = await lostEntries({ vaultPath: path, database, disk, now, toText }, remembered);
        await this.#enter(texts, entries);
        // The ledger's tiles are derived, too. A journal that gives another root is for `fsck` and `verify` to tell: nothing is written over it.
        const nextTmpName = (): string => this.#nextTmpName();
        await mendLedger({ vaultPath: path, disk, database, nextTmpName }).catch((error: unknown) => {
          if (!isUserError(error)) throw error;
        });
      } catch (error) {
        throw machineRefused(error, {
          doing: `rebuild the catalogue of the vault ${path}`,
          effect: "everything reported as kept is whole",
        });
      }
    });
  }

  enter(...[build]: Parameters<VaultWriter["enter"]>): Promise<readonly JournalEntry[]> {
    return this.#inTurn(async () => {
      const texts: PersonalText[] = [];
      const entries = build((words) => {
        const text = this.#text(words);
        texts.push(text);
        return text.hash;
      });
      try {
        return await this.#enter(texts, entries);
      } catch (error) {
        throw machineRefused(error, { doing: `write to the journal of the vault ${this.#setting.path}`, effect: "it was not entered" });
      }
    });
  }

  deleteOriginals(...[wishes, elsewhere]: Parameters<VaultWriter["deleteOriginals"]>): Promise<readonly DeletionDone[]> {
    return this.#alone(async () => {
      const { path } = this.#setting;
      const wanted = [...new Map(wishes.map((wish) => [wish.sha256, wish])).values()];
      for (const { sha256 } of wanted) this.#assertDeletable(sha256);
      if (wanted.length === 0) return [];
      try {
        return await this.#finish(await this.#begin(wanted), elsewhere);
      } catch (error) {
        throw machineRefused(error, {
          doing: `delete from the vault ${path}`,
          effect: "what the journal says is being deleted is deleted by the next writer, and everything else is whole",
        });
      }
    });
  }

  finishDeletions(elsewhere?: OtherPlaces): Promise<readonly DeletionDone[]> {
    return this.#alone(async () => {
      const { database, path } = this.#setting;
      const open = listDeletions(database).filter(({ state }) => state !== "deleted");
      const cameBack: DeletionWish[] = [];
      for (const sha256 of new Set(listDeletions(database, "deleted").map((one) => one.sha256))) {
        if (findOriginal(database, sha256) !== undefined || this.#pending.has(sha256)) continue;
        const { state } = await findOriginalFile(join(path, originalName(sha256)));
        if (state !== "none") cameBack.push({ sha256, rule: "came-back", by: null });
      }
      const begun = cameBack.length === 0 ? [] : await this.#begin(cameBack);
      const all = [...new Map([...open, ...begun].map((one) => [one.deletionId, one])).values()];
      return all.length === 0 ? [] : this.#finish(all, elsewhere);
    });
  }

  eraseTexts(...[hashes, by]: Parameters<VaultWriter["eraseTexts"]>): Promise<number> {
    return this.#inTurn(async () => {
      const { now, path } = this.#setting;
      const texts: PersonalText[] = by === null ? [] : [this.#text(by)];
      const byHash = texts[0]?.hash ?? null;
      try {
        await this.#enter(
          texts,
          [...new Set(hashes)].map((textHash) => ({ kind: "textErased", timeUs: now(), textHash, byHash })),
        );
        return await this.#eraseBegun();
      } catch (error) {
        throw machineRefused(error, {
          doing: `erase texts of the vault ${path}`,
          effect: "what the journal says is being erased is erased by the next writer",
        });
      }
    });
  }

  sealLedger(signer: LedgerSigner): Promise<LedgerState> {
    return this.#ledgerWork(async (setting) => {
      await sealLedger(
        {
          ...setting,
          enter: async (entries, keySha256) => {
            await this.#enter([], [{ kind: "checkpointed", timeUs: this.#setting.now(), entries, keySha256 }]);
          },
        },
        signer,
      );
    });
  }

  cosignLedger(note: string): Promise<LedgerState> {
    return this.#ledgerWork((setting) => cosignLedger(setting, note));
  }

  #ledgerWork(work: (setting: Omit<SealSetting, "enter">) => Promise<void>): Promise<LedgerState> {
    return this.#inTurn(async () => {
      const { path, disk, database } = this.#setting;
      try {
        await work({ vaultPath: path, disk, database, nextTmpName: () => this.#nextTmpName() });
      } catch (error) {
        throw machineRefused(error, { doing: `seal the ledger of the vault ${path}`, effect: "the ledger is as it was" });
      }
      return ledgerState(path, database);
    });
  }

  #nextTmpName(): string {
    this.#tmpNumber += 1;
    return `${process.pid}-${this.#tmpNumber}`;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#setting.lock.release();
  }

  /** Remembers what the next commit has to enter. */
  #note({ sha256, sizeBytes, outcome, foundBytes }: StoredOriginal, fileName: string): KeptOriginal {
    const { path, database, now } = this.#setting;
    const known = this.#pending.has(sha256) || findOriginal(database, sha256) !== undefined;
    const place = join(path, originalName(sha256));
    if (outcome !== "whole" || !known) this.#unsynced.add(dirname(place));
    if (outcome === "whole" && !known) this.#unsynced.add(place);
    // The same bytes twice at the same time: whoever was faster wrote them, whoever asked first keeps them.
    if (this.#recent.has(sha256) && outcome === "written") return { sha256, sizeBytes, status: "alreadyKept" };
    if (known && outcome !== "whole") this.#notes.push({ kind: "replaced", timeUs: now(), sha256, sizeBytes, foundBytes });
    if (!known) {
      this.#recent.add(sha256);
      if (this.#recent.size > RECENT) this.#recent.delete(this.#recent.values().next().value as string);
      const text = this.#text(fileName.slice(0, MAX_FILE_NAME));
      this.#pending.set(sha256, { entry: { kind: "kept", timeUs: now(), sha256, sizeBytes, fileNameHash: text.hash }, sizeBytes, text });
      const deleted = lastDeletion(database, sha256);
      const said = deleted === undefined ? {} : { sentence: deletedBefore(deleted) };
      return { sha256, sizeBytes, status: "kept", ...said };
    }
    if (outcome === "whole") return { sha256, sizeBytes, status: "alreadyKept" };
    const what = outcome === "replaced" ? `was damaged (${foundBytes} of ${sizeBytes} bytes)` : "was missing";
    return { sha256, sizeBytes, status: "alreadyKept", sentence: `The kept copy ${what} and was replaced by this file.` };
  }

  /** Throws unless the original is kept and no legal hold stands on it. */
  #assertDeletable(sha256: string): void {
    const { database } = this.#setting;
    if (findOriginal(database, sha256) === undefined) {
      throw new UserError("not-kept", "notFound", `The vault holds no original ${sha256.slice(0, 64)}; nothing was deleted.`);
    }
    const holds = holdsOn(database, sha256);
    if (holds.length > 0) {
      throw new UserError(
        "held",
        "conflict",
        `The original ${sha256.slice(0, 16)} is under ${holds.length === 1 ? "a legal hold" : `${holds.length} legal holds`} (${holds.join(", ")}); nothing was deleted; a hold is released by two persons.`,
      );
    }
  }

  /** The entries that begin deletions, durable before anything is touched, with words that stay with other originals. */
  async #begin(wishes: readonly DeletionWish[]): Promise<readonly VaultDeletion[]> {
    const { database, now, randomBytes } = this.#setting;
    const texts: PersonalText[] = [];
    const toHash = (words: string): string => {
      const text = this.#text(words);
      texts.push(text);
      return text.hash;
    };
    const going = new Set(wishes.map(({ sha256 }) => sha256));
    const staying = wordsThatStay(database, { going, now, toHash });
    const entries = wishes.map(
      ({ sha256, rule, by }): Omit<EntryOf<"deleting">, "sequence"> => ({
        kind: "deleting",
        timeUs: now(),
        deletionId: toHex(randomBytes(16)),
        sha256,
        rule,
        byHash: by === null ? null : toHash(by),
      }),
    );
    await this.#enter(texts, [...staying, ...entries]);
    for (const sha256 of going) this.#recent.delete(sha256);
    const begun = new Set(entries.map(({ deletionId }) => deletionId));
    return listDeletions(database, "deleting").filter(({ deletionId }) => begun.has(deletionId));
  }

  /** Clears every place, looks again, and enters how it ended. What was kept again meanwhile is let be. */
  async #finish(deletions: readonly VaultDeletion[], elsewhere: OtherPlaces | undefined): Promise<readonly DeletionDone[]> {
    const { database, path, disk, now } = this.#setting;
    const isKept = (sha256: string): boolean => this.#pending.has(sha256) || findOriginal(database, sha256) !== undefined;
    const until = new Map(deletions.map(({ sha256, sequence }) => [sha256, sequence]));
    const keptAgain = new Set([...until.keys()].filter(isKept));
    const setting = { path, disk, database, entries: this.#journal.place.sequence };
    const { places, left } = await clearPlaces(setting, { until, keptAgain, elsewhere });
    const done = deletions.map(({ deletionId, sha256 }): DeletionDone => {
      const own = left.filter((one) => one.sha256 === sha256);
      return { deletionId, sha256, outcome: own.length === 0 ? "deleted" : "failed", places: places - own.length, left: own };
    });
    await this.#enter(
      [],
      done.map(({ deletionId, sha256, outcome, places: empty, left: own }) =>
        outcome === "deleted"
          ? { kind: "deleted", timeUs: now(), deletionId, sha256, places: empty }
          : { kind: "deletionFailed", timeUs: now(), deletionId, sha256, code: `${(own[0] as { readonly place: string }).place}-left` },
      ),
    );
    return done;
  }

  /** Erases the texts whose erasure is in the journal. */
  async #eraseBegun(): Promise<number> {
    const { database, path, disk } = this.#setting;
    const erased = new Set(erasingTexts(database));
    if (erased.size === 0) return 0;
    const texts = await namedTexts(path, { until: new Map(), erased, entries: this.#journal.place.sequence });
    const lines = await eraseTextLines(path, disk, texts);
    for (const hash of erased) database.run("DELETE FROM erasing WHERE hash = ?", hash);
    return lines;
  }

  /** In turn, and with nothing being stored: what is under way ends first, what comes later waits. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#noting;
    const result = this.#inTurn(async () => {
      await before;
      return work();
    });
    this.#quiet = result.catch(() => {});
    return result;
  }

  #text(text: string): PersonalText {
    return personalText((bytes) => createHash("sha256").update(bytes).digest(), this.#setting.randomBytes(SALT_BYTES), text);
  }

  /** Journal first, then catalogue. Entries that the catalogue could not take are tried again by the next call. */
  async #enter(texts: readonly PersonalText[], entries: readonly NewJournalEntry[]): Promise<readonly JournalEntry[]> {
    const written = await this.#journal.append(texts, entries);
    this.#unapplied.entries.push(...written);
    for (const { hash, text } of texts) this.#unapplied.texts.set(hash, text);
    if (this.#unapplied.entries.length === 0) return written;
    const { database, path } = this.#setting;
    const lines: IndexBatch[] = [];
    for await (const batch of indexBatches(path, database)) lines.push(batch);
    database.transaction(() => {
      for (const batch of lines) batch.apply();
      applyEntries(database, { entries: this.#unapplied.entries, place: this.#journal.place, texts: this.#unapplied.texts });
    });
    this.#unapplied = { entries: [], texts: new Map() };
    return written;
  }

  async #sync(paths: readonly string[]): Promise<void> {
    for (let at = 0; at < paths.length; at += SYNCS_AT_ONCE) {
      await Promise.all(paths.slice(at, at + SYNCS_AT_ONCE).map((path) => this.#setting.disk.sync(path)));
    }
  }

  async #writeKeychain(name: string, bytes: Uint8Array): Promise<void> {
    const { path, disk } = this.#setting;
    this.#tmpNumber += 1;
    const tmp = join(path, names.tmp, `${process.pid}-${this.#tmpNumber}`);
    const file = await disk.create(tmp, 0o600);
    try {
      await file.write(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await disk.rename(tmp, join(path, name));
    await disk.sync(join(path, names.keys));
  }

  /** Runs one piece of work after another: the journal has one end. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(() => {
      this.#assertHeld();
      return work();
    });
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Writes to the catalogue alone. `effect`: what is left when the disk refuses. */
  #inCatalogue<Result>(effect: string, work: (database: Sqlite) => Result): Result {
    this.#assertHeld();
    const { database, path } = this.#setting;
    try {
      return work(database);
    } catch (error) {
      throw machineRefused(error, { doing: `write to the catalogue of the vault ${path}`, effect });
    }
  }

  #assertHeld(): void {
    if (this.#released) throw new Error("the writer of the vault was released");
    if (this.#failed) {
      throw new UserError(
        "disk-failed",
        "machineRefused",
        `The disk of the vault ${this.#setting.path} failed before, so nothing more is written; everything reported as kept was on the disk then; check the disk, start again and run \`creance fsck\`.`,
      );
    }
  }
}

function deletedBefore({ state, begunUs, rule }: VaultDeletion): string {
  const when = (isoFromEpochUs(begunUs) ?? "before").slice(0, 10);
  const what = state === "deleted" ? "were deleted" : "were being deleted";
  return `These very bytes ${what} here (${when}, ${rule}); they are kept again as new, without a keeping time or hold of their own.`;
}
