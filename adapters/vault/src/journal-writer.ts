/** Appending to the journal: texts first, then the entries that name them, each followed by a sync. */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import {
  formatEntry,
  formatText,
  type JournalEntry,
  type NewJournalEntry,
  type PersonalText,
  parseEntry,
  parseText,
} from "@creance/ledger";
import type { VaultDisk, VaultFile } from "./disk.ts";
import type { JournalPlace } from "./journal-scan.ts";
import { journalName, names, namesIn } from "./layout.ts";

/** A new journal file is begun when one has reached this size. */
const ROLL_BYTES = 16 << 20;

/** The end of the journal, open for the one writer. */
export class JournalWriter {
  readonly #folder: string;
  readonly #disk: VaultDisk;
  #place: JournalPlace;
  /** Set when a failed append could not be taken back: nothing may be written after it. */
  #broken: unknown;

  constructor(vaultPath: string, disk: VaultDisk, place: JournalPlace) {
    this.#folder = join(vaultPath, names.journal);
    this.#disk = disk;
    this.#place = place;
  }

  /** The place after the last entry. */
  get place(): JournalPlace {
    return this.#place;
  }

  /** Writes entries durably and returns them with their numbers. After a throw none of them is in the journal. */
  async append(texts: readonly PersonalText[], entries: readonly NewJournalEntry[]): Promise<readonly JournalEntry[]> {
    if (this.#broken !== undefined) throw this.#broken;
    const numbered = entries.map((entry, at): JournalEntry => ({ ...entry, sequence: this.#place.sequence + at }));
    if (numbered.length === 0) return numbered;
    const lines = numbered.map((entry) => `${formatEntry(entry)}\n`).join("");
    if (texts.length > 0) await this.#appendTo(names.texts, texts.map((text) => `${formatText(text)}\n`).join(""));
    const rolls = this.#place.file === 0 || this.#place.offset >= ROLL_BYTES;
    const file = rolls ? this.#place.file + 1 : this.#place.file;
    const offset = await this.#appendTo(journalName(file), lines);
    this.#place = { file, offset, sequence: this.#place.sequence + numbered.length };
    return numbered;
  }

  /** Appends durably; the size afterwards. */
  async #appendTo(name: string, text: string): Promise<number> {
    const file = await this.#disk.append(join(this.#folder, name));
    try {
      const before = await file.size();
      const bytes = new TextEncoder().encode(text);
      try {
        await file.write(bytes);
        await file.datasync();
      } catch (error) {
        await this.#takeBack(file, before, error);
        throw error;
      }
      if (before === 0) await this.#disk.sync(this.#folder);
      return before + bytes.byteLength;
    } finally {
      await file.close();
    }
  }

  async #takeBack(file: VaultFile, sizeBytes: number, error: unknown): Promise<void> {
    try {
      await file.truncate(sizeBytes);
      await file.datasync();
    } catch {
      this.#broken = error;
    }
  }
}

/**
 * Mends the half line that a crash left at the end of a journal file: a whole entry that lacks only its line end gets it;
 * anything else is saved as `journal/torn-<n>` and cut off.
 */
export async function mendTail(
  vaultPath: string,
  { disk, name, maxLineBytes }: { readonly disk: VaultDisk; readonly name: string; readonly maxLineBytes: number },
): Promise<void> {
  const folder = join(vaultPath, names.journal);
  const path = join(folder, name);
  const { wholeBytes, sizeBytes } = await lastLineEnd(path);
  if (sizeBytes === wholeBytes) return;
  const source = await open(path, "r");
  let keptBytes = 0;
  try {
    if (sizeBytes - wholeBytes <= maxLineBytes + 1) {
      const tail = Buffer.alloc(sizeBytes - wholeBytes);
      await source.read(tail, 0, tail.byteLength, wholeBytes);
      keptBytes = [tail, tail.subarray(0, -1)].find((bytes) => isWhole(bytes.toString("utf8"), name))?.byteLength ?? 0;
    }
    if (keptBytes === 0) await saveTail(folder, { source, start: wholeBytes, disk });
  } finally {
    await source.close();
  }
  const file = await disk.append(path);
  try {
    await file.truncate(wholeBytes + keptBytes);
    if (keptBytes > 0) await file.write(Uint8Array.of(10));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Looks for the last line end from the end backwards. */
async function lastLineEnd(path: string): Promise<{ readonly wholeBytes: number; readonly sizeBytes: number }> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { wholeBytes: 0, sizeBytes: 0 };
    throw error;
  }
  try {
    const { size: sizeBytes } = await handle.stat();
    const chunk = Buffer.alloc(65_536);
    for (let end = sizeBytes; end > 0; end -= Math.min(end, chunk.byteLength)) {
      const start = Math.max(0, end - chunk.byteLength);
      const { bytesRead } = await handle.read(chunk, 0, end - start, start);
      const at = chunk.subarray(0, bytesRead).lastIndexOf(10);
      if (at >= 0) return { wholeBytes: start + at + 1, sizeBytes };
    }
    return { wholeBytes: 0, sizeBytes };
  } finally {
    await handle.close();
  }
}

function isWhole(line: string, name: string): boolean {
  return name === names.texts ? parseText(line) !== undefined : parseEntry(line).ok;
}

async function saveTail(
  folder: string,
  { source, start, disk }: { readonly source: FileHandle; readonly start: number; readonly disk: VaultDisk },
): Promise<void> {
  const taken = new Set(await namesIn(folder));
  let number = 1;
  while (taken.has(`torn-${number}`)) number += 1;
  const copy = await disk.create(join(folder, `torn-${number}`), 0o600);
  try {
    const chunk = Buffer.alloc(65_536);
    for (let at = start; ; ) {
      const { bytesRead } = await source.read(chunk, 0, chunk.byteLength, at);
      if (bytesRead === 0) break;
      await copy.write(Buffer.from(chunk.subarray(0, bytesRead)));
      at += bytesRead;
    }
    await copy.datasync();
  } finally {
    await copy.close();
  }
  await disk.sync(folder);
}
