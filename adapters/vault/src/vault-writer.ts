/** The one writer of a vault. Entries reach the journal and are synced before the catalogue knows of them. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "@creance/core";
import {
  annotatedFields,
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
import type { VaultDisk } from "./disk.ts";
import { JournalWriter, mendTail } from "./journal-writer.ts";
import { journalName, journalNumbers, keychainName, makeFolders, names, namesIn, originalName } from "./layout.ts";
import { lostEntries, remember } from "./lost-entries.ts";
import { errnoOf, isCatalogueDamaged, machineRefused } from "./machine-refused.ts";
import { type StoredOriginal, storeOriginal } from "./originals.ts";
import { replayJournal } from "./replay.ts";
import type { Sqlite } from "./sqlite.ts";
import type { AddedReading, KeptOriginal, Reading, VaultWriter } from "./types.ts";
import type { WriterLock } from "./writer-lock.ts";

/** Longest keychain reply. */
const MAX_REPLY_BYTES = 4_000_000;
/** Longest file name that is remembered. */
const MAX_FILE_NAME = 4096;
const SYNCS_AT_ONCE = 4;

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
  #tmpNumber = 0;
  #released = false;
  #failed = false;

  constructor(setting: WriterSetting, journal: JournalWriter) {
    this.#setting = setting;
    this.#journal = journal;
  }

  /** The first entry of a new journal. */
  enterCreation(): Promise<void> {
    return this.#inTurn(() => this.#enter([], [{ kind: "vaultCreated", timeUs: this.#setting.now(), vaultId: this.#setting.vaultId }]));
  }

  async keep(...[source, { fileName }]: Parameters<VaultWriter["keep"]>): Promise<KeptOriginal> {
    this.#assertHeld();
    const { path, disk, database } = this.#setting;
    const stored = await storeOriginal(
      {
        vaultPath: path,
        disk,
        nextTmpName: () => {
          this.#tmpNumber += 1;
          return `${process.pid}-${this.#tmpNumber}`;
        },
        onFolderMade: () => this.#unsynced.add(join(path, names.originals)),
        mayHold: (sizeBytes) =>
          hasOriginalOfSize(database, sizeBytes) || [...this.#pending.values()].some((one) => one.sizeBytes === sizeBytes),
      },
      source,
    );
    return this.#note(stored, fileName);
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
    this.#assertHeld();
    const { database, path } = this.#setting;
    try {
      return database.transaction(() => readings.map((reading) => addReading(database, reading)));
    } catch (error) {
      throw machineRefused(error, {
        doing: `write to the catalogue of the vault ${path}`,
        effect: "the files are kept but not in the list yet",
      });
    }
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
      } catch (error) {
        throw machineRefused(error, {
          doing: `rebuild the catalogue of the vault ${path}`,
          effect: "everything reported as kept is whole",
        });
      }
    });
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
    if (known && outcome !== "whole") this.#notes.push({ kind: "replaced", timeUs: now(), sha256, sizeBytes, foundBytes });
    if (!known) {
      const text = this.#text(fileName.slice(0, MAX_FILE_NAME));
      this.#pending.set(sha256, { entry: { kind: "kept", timeUs: now(), sha256, sizeBytes, fileNameHash: text.hash }, sizeBytes, text });
      return { sha256, sizeBytes, status: "kept" };
    }
    if (outcome === "whole") return { sha256, sizeBytes, status: "alreadyKept" };
    const what = outcome === "replaced" ? `was damaged (${foundBytes} of ${sizeBytes} bytes)` : "was missing";
    return { sha256, sizeBytes, status: "alreadyKept", sentence: `The kept copy ${what} and was replaced by this file.` };
  }

  #text(text: string): PersonalText {
    return personalText((bytes) => createHash("sha256").update(bytes).digest(), this.#setting.randomBytes(SALT_BYTES), text);
  }

  /** Journal first, then catalogue. Entries that the catalogue could not take are tried again by the next call. */
  async #enter(texts: readonly PersonalText[], entries: readonly NewJournalEntry[]): Promise<void> {
    const written = await this.#journal.append(texts, entries);
    this.#unapplied.entries.push(...written);
    for (const { hash, text } of texts) this.#unapplied.texts.set(hash, text);
    if (this.#unapplied.entries.length === 0) return;
    applyEntries(this.#setting.database, { entries: this.#unapplied.entries, place: this.#journal.place, texts: this.#unapplied.texts });
    this.#unapplied = { entries: [], texts: new Map() };
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
