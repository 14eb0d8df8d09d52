/** Erasing personal texts: the file is written anew without them, whole or not at all. */
import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type JournalEntry, MAX_TEXT_LINE_BYTES, parseText } from "@creance/ledger";
import type { VaultDisk } from "./disk.ts";
import { readLines } from "./journal-lines.ts";
import { journalStart, scanJournal } from "./journal-scan.ts";
import { names, namesIn } from "./layout.ts";

const COPY_BYTES = 1 << 20;
/** Half lines that a crash left are saved in files of this size at most. */
const MAX_TORN_BYTES = 64 << 20;

/** Hashes of the texts that say something about an original: its file names, also as it was shared, words on its flights, recipes of its redactions. */
export function textHashesOf(entry: JournalEntry): readonly string[] {
  if (entry.kind === "kept") return [entry.fileNameHash];
  if (entry.kind === "shareItem") return [entry.objectHash];
  if (entry.kind === "annotate") return entry.textHash === null ? [] : [entry.textHash];
  return entry.kind === "redacted" ? [entry.recipeHash] : [];
}

/** What the journal says of texts. */
export interface NamedTexts {
  /** Hashes of texts about originals that were deleted, up to the entry that began it. */
  readonly gone: ReadonlySet<string>;
  /** Every other hash of a text that an entry names; `null` when not every entry could be read, so that nobody can say which texts none names. */
  readonly named: ReadonlySet<string> | null;
}

/**
 * Goes through the journal. `until`: number of the entry that began the deletion, by original; texts that came later stay. `entries`: how many
 * entries there should be.
 */
export async function namedTexts(
  vaultPath: string,
  {
    until,
    erased,
    entries,
  }: { readonly until: ReadonlyMap<string, number>; readonly erased: ReadonlySet<string>; readonly entries: number },
): Promise<NamedTexts> {
  const gone = new Set(erased);
  const named = new Set<string>();
  let whole = true;
  const { place } = await scanJournal(vaultPath, {
    from: journalStart,
    onProblem: () => {
      whole = false;
    },
    onEntry(entry) {
      const limit = "sha256" in entry && entry.sha256 !== null ? until.get(entry.sha256) : undefined;
      if (limit !== undefined && entry.sequence < limit) for (const hash of textHashesOf(entry)) gone.add(hash);
      for (const [name, value] of Object.entries(entry)) if (name.endsWith("Hash") && typeof value === "string") named.add(value);
    },
  });
  for (const hash of gone) named.delete(hash);
  return { gone, named: whole && place.sequence === entries ? named : null };
}

/**
 * Writes the file of texts anew without those that are gone and without lines that no entry names (a crash came between text and entry).
 * Half lines of the file that a crash left beside it go, too. Returns how many lines went. Memory: the places of those lines.
 */
export async function eraseTextLines(vaultPath: string, disk: VaultDisk, { gone, named }: NamedTexts): Promise<number> {
  await removeTornTexts(vaultPath, disk);
  const path = join(vaultPath, names.journal, names.texts);
  const drops: { readonly start: number; readonly end: number }[] = [];
  await readLines(path, {
    start: 0,
    maxLineBytes: MAX_TEXT_LINE_BYTES,
    onLine({ text, offset, endOffset }) {
      const hash = text === undefined ? undefined : parseText(text)?.hash;
      // A line that cannot be read stays for fsck to name, unless it is one of those that go.
      const goes =
        hash === undefined
          ? text !== undefined && [...gone].some((one) => text.includes(one))
          : gone.has(hash) || named?.has(hash) === false;
      if (goes) drops.push({ start: offset, end: endOffset });
    },
  });
  if (drops.length > 0) await copyWithout(vaultPath, disk, drops);
  return drops.length;
}

/** Whether the file of texts, or a half line beside it, still holds one of these hashes. */
export async function textsLeft(vaultPath: string, gone: ReadonlySet<string>): Promise<boolean> {
  let found = false;
  await readLines(join(vaultPath, names.journal, names.texts), {
    start: 0,
    maxLineBytes: MAX_TEXT_LINE_BYTES,
    onLine({ text }) {
      const hash = text === undefined ? undefined : parseText(text)?.hash;
      found ||= hash !== undefined && gone.has(hash);
    },
  });
  return found;
}

async function copyWithout(
  vaultPath: string,
  disk: VaultDisk,
  drops: readonly { readonly start: number; readonly end: number }[],
): Promise<void> {
  const path = join(vaultPath, names.journal, names.texts);
  const part = join(vaultPath, names.tmp, `${names.texts}.${process.pid}`);
  const { size } = await stat(path);
  await disk.remove(part);
  const source: FileHandle = await open(path, "r");
  try {
    const target = await disk.create(part, 0o600);
    try {
      const chunk = Buffer.allocUnsafeSlow(COPY_BYTES);
      let from = 0;
      for (const { start, end } of [...drops, { start: size, end: size }]) {
        while (from < start) {
          const { bytesRead } = await source.read(chunk, 0, Math.min(chunk.byteLength, start - from), from);
          if (bytesRead === 0) throw new Error("the file of texts became shorter while it was copied");
          await target.write(Buffer.from(chunk.subarray(0, bytesRead)));
          from += bytesRead;
        }
        from = end;
      }
      await target.datasync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  await disk.rename(part, path);
  await disk.sync(join(vaultPath, names.journal));
}

/** A half line of a text was never reported as kept, and nobody can say whose it is: it goes with the first erasure. */
async function removeTornTexts(vaultPath: string, disk: VaultDisk): Promise<void> {
  const folder = join(vaultPath, names.journal);
  let removed = false;
  for (const name of await namesIn(folder)) {
    if (!/^torn-\d+$/.test(name)) continue;
    const path = join(folder, name);
    if ((await stat(path)).size > MAX_TORN_BYTES) continue;
    // Entries begin with another field: only texts have a hash as their first.
    const bytes = await readFile(path);
    if (!bytes.includes('"salt"') && !bytes.includes('{"hash":')) continue;
    await disk.remove(path);
    removed = true;
  }
  if (removed) await disk.sync(folder);
}
