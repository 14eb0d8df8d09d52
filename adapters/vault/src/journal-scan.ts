/** Reading the journal: untrusted lines in, entries and findings out. Nothing is changed. */
import { join } from "node:path";
import { type JournalEntry, MAX_ENTRY_BYTES, MAX_TEXT_LINE_BYTES, type PersonalText, parseEntry, parseText } from "@creance/ledger";
import { type FileEnd, readLines } from "./journal-lines.ts";
import { journalName, journalNumbers, names } from "./layout.ts";

/** A place in the journal: everything before it is known. */
export interface JournalPlace {
  /** Number of the journal file; 0 before the first. */
  readonly file: number;
  /** End of the last whole line in that file. */
  readonly offset: number;
  /** Sequence number of the next entry. */
  readonly sequence: number;
}

/** The place before the first entry. */
export const journalStart: JournalPlace = { file: 0, offset: 0, sequence: 0 };

/** A line that is not as it should be. */
export interface JournalProblem {
  /** Path relative to the vault. */
  readonly path: string;
  readonly sentence: string;
}

/** Reads the entries after a place. Returns the place after the last whole line and what follows it there. */
export async function scanJournal(
  vaultPath: string,
  {
    from,
    onEntry,
    onProblem,
  }: {
    readonly from: JournalPlace;
    readonly onEntry: (entry: JournalEntry) => void;
    readonly onProblem?: (problem: JournalProblem) => void;
  },
): Promise<{ readonly place: JournalPlace; readonly tornBytes: number }> {
  let place = from;
  let tornBytes = 0;
  const numbers = (await journalNumbers(vaultPath)).filter((number) => number >= from.file);
  for (const number of numbers) {
    const path = join(names.journal, journalName(number));
    let { sequence } = place;
    const report = (offset: number, what: string): void => onProblem?.({ path, sentence: `The journal line at byte ${offset} ${what}.` });
    if (tornBytes > 0) {
      onProblem?.({
        path: join(names.journal, journalName(place.file)),
        sentence: `The journal file ends inside a line at byte ${place.offset}.`,
      });
    }
    const end: FileEnd = await readLines(join(vaultPath, path), {
      start: number === from.file ? from.offset : 0,
      maxLineBytes: MAX_ENTRY_BYTES,
      onLine({ text, offset }) {
        const parsed = text === undefined ? undefined : parseEntry(text);
        if (parsed?.ok !== true) {
          report(offset, `cannot be used: ${parsed?.detail ?? "too long or not UTF-8"}`);
          // An entry of a newer program has its number all the same: the next one must not have it again.
          if (parsed?.code === "unknown-kind") sequence = Math.max(sequence, numberOf(text) + 1);
          return;
        }
        const { entry } = parsed;
        if (entry.sequence > sequence) report(offset, `has number ${entry.sequence} where ${sequence} should follow: entries are missing`);
        if (entry.sequence < sequence) report(offset, `has number ${entry.sequence} a second time`);
        sequence = Math.max(sequence, entry.sequence + 1);
        onEntry(entry);
      },
    });
    place = { file: number, offset: end.wholeBytes, sequence };
    tornBytes = end.tornBytes;
  }
  return { place, tornBytes };
}

/** Number of an entry whose kind is not known; -1 when it has none. */
function numberOf(line: string | undefined): number {
  const { sequence } = JSON.parse(line ?? "{}") as { readonly sequence?: unknown };
  return typeof sequence === "number" && Number.isSafeInteger(sequence) ? sequence : -1;
}

/** Reads the personal texts. Lines that are none are reported; hashes are checked by the caller. */
export async function scanTexts(
  vaultPath: string,
  { onText, onProblem }: { readonly onText: (text: PersonalText) => void; readonly onProblem?: (problem: JournalProblem) => void },
): Promise<FileEnd> {
  const path = join(names.journal, names.texts);
  return readLines(join(vaultPath, path), {
    start: 0,
    maxLineBytes: MAX_TEXT_LINE_BYTES,
    onLine({ text, offset }) {
      const parsed = text === undefined ? undefined : parseText(text);
      if (parsed === undefined) onProblem?.({ path, sentence: `The line of personal text at byte ${offset} cannot be read.` });
      else onText(parsed);
    },
  });
}
