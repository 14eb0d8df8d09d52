/** Re-hashes everything that is kept and names all that is damaged, missing or extra. Damage is a finding, never a throw. */
import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Fsck } from "@creance/api";
import { isoFromEpochUs } from "@creance/core";
import { isSha256Hex, type JournalEntry, textFits } from "@creance/ledger";
import { appliedPlace } from "./catalogue.ts";
import { textHashesOf } from "./erase-texts.ts";
import { hashFile } from "./hash-file.ts";
import { type JournalPlace, journalStart, scanJournal, scanTexts } from "./journal-scan.ts";
import { keychainName, names, namesIn, originalName } from "./layout.ts";
import { checkLedger } from "./ledger/check-ledger.ts";
import { errnoOf } from "./machine-refused.ts";
import type { Sqlite } from "./sqlite.ts";
import type { Vault } from "./types.ts";

type Finding = Fsck["damaged"][number];
type Progress = NonNullable<NonNullable<Parameters<Vault["fsck"]>[0]>["onProgress"]>;

/** What the journal says is kept. */
interface Known {
  readonly sizes: Map<string, number>;
  /** Newest keychain reply of an original. */
  readonly keychains: Map<string, string>;
  readonly textHashes: Set<string>;
  /** Texts of each original, to be forgotten when it is deleted. */
  readonly textsOf: Map<string, string[]>;
  /** Originals that were deleted and not kept again: when that began, and whether it ended. */
  readonly gone: Map<string, { readonly begunUs: number; readonly ended: boolean }>;
  place: JournalPlace;
}

/** What is wrong with the file of an original or of its keychain. */
interface Problem {
  readonly list: "missing" | "damaged";
  readonly finding: Finding & { readonly sha256: string };
}
/** By path. */
type Problems = Map<string, Problem>;

/** Where names and notes stand. */
const TEXTS_PATH = join(names.journal, names.texts);
/** Findings that are listed before the rest is only counted: a wrong folder must not fill the memory. */
const MAX_FINDINGS = 100_000;

/** Checks a vault. `database` is its open catalogue. */
export async function checkVault(vaultPath: string, database: Sqlite, onProgress: Progress = () => {}): Promise<Fsck> {
  const damaged: Finding[] = [];
  const missing: Finding[] = [];
  const extra: Finding[] = [];
  const add = (list: Finding[], finding: Finding): void => {
    if (list.length < MAX_FINDINGS) list.push(finding);
  };
  const known = await readKnown(vaultPath, (finding) => add(damaged, finding));
  const missingTexts = await checkTexts(vaultPath, known, (finding) => add(damaged, finding));
  const { checked, problems } = await checkOriginals(vaultPath, known, onProgress);
  for (const sha256 of known.keychains.keys()) addProblem(problems, await checkKeychain(vaultPath, known, sha256));
  await lookAgain(vaultPath, known, problems);
  const textsLeft = [...missingTexts].filter((hash) => known.textHashes.has(hash)).length;
  if (textsLeft > 0) add(damaged, missingTextsFinding(textsLeft));
  for (const { list, finding } of problems.values()) add(list === "missing" ? missing : damaged, finding);
  for (const { list, ...finding } of await checkedLedger(vaultPath)) add(list === "missing" ? missing : damaged, finding);
  for (const finding of await findExtra(vaultPath, known)) add(finding.isBack ? damaged : extra, finding.finding);
  for (const finding of await checkCatalogue(vaultPath, database, known)) add(damaged, finding);
  return { checked, damaged, missing, extra };
}

async function checkedLedger(vaultPath: string): ReturnType<typeof checkLedger> {
  try {
    return await checkLedger(vaultPath);
  } catch (error) {
    return [{ list: "damaged", sha256: null, path: names.ledger, sentence: unreadable("The ledger", error) }];
  }
}

async function readKnown(vaultPath: string, onFinding: (finding: Finding) => void): Promise<Known> {
  const known: Known = {
    sizes: new Map(),
    keychains: new Map(),
    textHashes: new Set(),
    textsOf: new Map(),
    gone: new Map(),
    place: journalStart,
  };
  try {
    const { place } = await scanJournal(vaultPath, {
      from: journalStart,
      onEntry: (entry) => learn(known, entry),
      onProblem: ({ path, sentence }) =>
        onFinding({ sha256: null, path, sentence: `${sentence} Nothing was changed; restore the file from a backup.` }),
    });
    known.place = place;
  } catch (error) {
    onFinding({ sha256: null, path: names.journal, sentence: unreadable("The journal", error) });
  }
  return known;
}

function learn({ sizes, keychains, textHashes, textsOf, gone }: Known, entry: JournalEntry): void {
  switch (entry.kind) {
    case "kept":
      sizes.set(entry.sha256, entry.sizeBytes);
      gone.delete(entry.sha256);
      break;
    case "keychainAdded":
      keychains.set(entry.sha256, entry.replySha256);
      break;
    case "deleting":
      sizes.delete(entry.sha256);
      keychains.delete(entry.sha256);
      for (const hash of textsOf.get(entry.sha256) ?? []) textHashes.delete(hash);
      textsOf.delete(entry.sha256);
      gone.set(entry.sha256, { begunUs: entry.timeUs, ended: false });
      break;
    case "deletionFailed":
    case "deleted": {
      if (!sizes.has(entry.sha256)) {
        // Texts that came after it began went, too.
        for (const hash of textsOf.get(entry.sha256) ?? []) textHashes.delete(hash);
        textsOf.delete(entry.sha256);
      }
      if (entry.kind === "deletionFailed") break;
      const found = gone.get(entry.sha256);
      if (found !== undefined) gone.set(entry.sha256, { ...found, ended: true });
      break;
    }
    case "textErased":
      textHashes.delete(entry.textHash);
      break;
    default:
      break;
  }
  if (!("sha256" in entry) || entry.sha256 === null) return;
  for (const hash of textHashesOf(entry)) {
    textHashes.add(hash);
    textsOf.set(entry.sha256, [...(textsOf.get(entry.sha256) ?? []), hash]);
  }
}

/** Hashes of the texts that are named and not there. */
async function checkTexts(vaultPath: string, { textHashes }: Known, onFinding: (finding: Finding) => void): Promise<ReadonlySet<string>> {
  const left = new Set(textHashes);
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
  let wrong = 0;
  try {
    await scanTexts(vaultPath, {
      onText(text) {
        if (textFits(sha256, text)) left.delete(text.hash);
        else wrong += 1;
      },
      onProblem: ({ sentence }) => onFinding({ sha256: null, path: TEXTS_PATH, sentence: `${sentence} Restore the file from a backup.` }),
    });
  } catch (error) {
    onFinding({ sha256: null, path: TEXTS_PATH, sentence: unreadable("The file of names and notes", error) });
    return new Set();
  }
  if (wrong > 0)
    onFinding({
      sha256: null,
      path: TEXTS_PATH,
      sentence: `${wrong} names or notes do not fit their hash: they were changed. Restore the file from a backup.`,
    });
  return left;
}

function missingTextsFinding(count: number): Finding {
  return {
    sha256: null,
    path: TEXTS_PATH,
    sentence: `${count} names or notes that the journal mentions are not there. The originals are not affected; restore the file from a backup.`,
  };
}

async function checkOriginals(
  vaultPath: string,
  known: Known,
  onProgress: Progress,
): Promise<{ readonly checked: number; readonly problems: Problems }> {
  const totalBytes = [...known.sizes.values()].reduce((sum, size) => sum + size, 0);
  const problems: Problems = new Map();
  let files = 0;
  let bytes = 0;
  for (const [sha256, sizeBytes] of known.sizes) {
    const before = bytes;
    const onBytes = (read: number): void => {
      bytes += read;
      onProgress({ files, bytes, totalBytes });
    };
    addProblem(problems, await checkOriginal(vaultPath, known, sha256, onBytes));
    files += 1;
    bytes = before + sizeBytes;
    onProgress({ files, bytes, totalBytes });
  }
  return { checked: files, problems };
}

function addProblem(problems: Problems, problem: Problem | undefined): void {
  if (problem !== undefined && problems.size < 2 * MAX_FINDINGS) problems.set(problem.finding.path, problem);
}

/** What is wrong with an original; `undefined` when it is whole, or not kept any more. */
async function checkOriginal(
  vaultPath: string,
  { sizes }: Known,
  sha256: string,
  onBytes?: (bytes: number) => void,
): Promise<Problem | undefined> {
  const sizeBytes = sizes.get(sha256);
  if (sizeBytes === undefined) return undefined;
  const path = originalName(sha256);
  const mend = "Import the file again from where it came, or restore it from a backup.";
  const told = (list: Problem["list"], sentence: string): Problem => ({ list, finding: { sha256, path, sentence } });
  try {
    const found = await lstat(join(vaultPath, path));
    if (!found.isFile()) return told("damaged", `Something that is no file stands where the original was kept. ${mend}`);
    if (found.size !== sizeBytes) return told("damaged", `The original has ${found.size} bytes instead of ${sizeBytes}. ${mend}`);
    const hash = await hashFile(join(vaultPath, path), onBytes);
    return hash === sha256 ? undefined : told("damaged", `The bytes of the original have changed: their hash is now ${hash}. ${mend}`);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error))) return told("missing", `The original is not there any more. ${mend}`);
    return told("damaged", unreadable("The original", error));
  }
}

/** What is wrong with a keychain; `undefined` when it is whole, or not kept any more. */
async function checkKeychain(vaultPath: string, { keychains }: Known, sha256: string): Promise<Problem | undefined> {
  const replySha256 = keychains.get(sha256);
  if (replySha256 === undefined) return undefined;
  const mend = `Add the reply again: \`creance keys add REPLY --for ${sha256}\`.`;
  const path = keychainName(sha256);
  const told = (list: Problem["list"], sentence: string): Problem => ({ list, finding: { sha256, path, sentence } });
  try {
    const found = await lstat(join(vaultPath, path));
    const whole = found.isFile() && (await hashFile(join(vaultPath, path))) === replySha256;
    return whole ? undefined : told("damaged", `The keychain of this original has changed. ${mend}`);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return told("missing", `The keychain of this original is not there any more. ${mend}`);
    return told("damaged", unreadable("The keychain", error));
  }
}

/**
 * Somebody may have been writing while files were hashed: what newer entries are about is looked at again, by what the journal says now, until no
 * newer entry is about a problem.
 */
async function lookAgain(vaultPath: string, known: Known, problems: Problems): Promise<void> {
  for (;;) {
    const newer = await readOn(vaultPath, known);
    const doubtful = [...problems].filter(([, { finding }]) => newer.has(finding.sha256));
    if (doubtful.length === 0) return;
    for (const [path, { finding }] of doubtful) {
      problems.delete(path);
      const check = path === keychainName(finding.sha256) ? checkKeychain : checkOriginal;
      addProblem(problems, await check(vaultPath, known, finding.sha256));
    }
  }
}

/** Files among the originals that no journal entry knows. A running import may have stored but not entered them yet: looked at twice. */
async function findExtra(vaultPath: string, known: Known): Promise<readonly { readonly isBack: boolean; readonly finding: Finding }[]> {
  const found: { readonly sha256: string | null; readonly path: string }[] = [];
  for (const name of await readable(join(vaultPath, names.originals))) {
    const path = join(names.originals, name);
    if (!/^[0-9a-f]{2}$/.test(name)) {
      found.push({ sha256: null, path });
      continue;
    }
    for (const inner of await readable(join(vaultPath, path))) {
      const isOriginal = isSha256Hex(inner) && inner.startsWith(name);
      if (!isOriginal || !known.sizes.has(inner)) found.push({ sha256: isOriginal ? inner : null, path: join(path, inner) });
    }
  }
  if (found.length === 0) return [];
  const later = await readKnown(vaultPath, () => {});
  return found
    .filter(({ path }) => !later.sizes.has(basename(path)))
    .map(({ sha256, path }) => {
      const gone = sha256 === null ? undefined : later.gone.get(sha256);
      return { isBack: gone?.ended === true, finding: { sha256, path, sentence: extraSentence(sha256, gone) } };
    });
}

function extraSentence(sha256: string | null, gone: { readonly begunUs: number; readonly ended: boolean } | undefined): string {
  if (sha256 === null) return "This is not an original; Creance did not put it there and leaves it alone.";
  if (gone === undefined) {
    return "No journal entry knows this file: an import was interrupted before it was reported as kept, or one is running; importing the file again, or `creance rebuild`, enters it.";
  }
  const when = (isoFromEpochUs(gone.begunUs) ?? "before").slice(0, 10);
  return gone.ended
    ? `This original was deleted (${when}) and its bytes are here again, as when a backup is restored; \`creance retention run\` deletes them again.`
    : `This original is being deleted since ${when} and its bytes are still here; \`creance retention run\` goes on with it.`;
}

async function readable(path: string): Promise<readonly string[]> {
  try {
    return await namesIn(path);
  } catch {
    // A folder that cannot be listed shows as damaged or missing originals.
    return [];
  }
}

/** Reads on where the journal was read to. Returns the originals that the newer entries are about. */
async function readOn(vaultPath: string, known: Known): Promise<ReadonlySet<string>> {
  const newer = new Set<string>();
  try {
    const { place } = await scanJournal(vaultPath, {
      from: known.place,
      onEntry(entry) {
        learn(known, entry);
        if ("sha256" in entry && entry.sha256 !== null) newer.add(entry.sha256);
      },
    });
    known.place = place;
  } catch {
    return new Set(); // what cannot be read was told before
  }
  return newer;
}

/** Contradictions between catalogue and journal. A catalogue that only lags is none: the next writer brings it up. */
async function checkCatalogue(vaultPath: string, database: Sqlite, known: Known): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const mend = "`creance rebuild` makes it anew.";
  const say = (sentence: string, sha256: string | null = null): void => {
    findings.push({ sha256, path: names.catalogue, sentence });
  };
  try {
    const check = database.all("PRAGMA quick_check(10)").map((row) => String(Object.values(row)[0]));
    if (check[0] !== "ok") {
      say(`The catalogue is damaged. The originals and the journal are files of their own; ${mend}`);
      return findings;
    }
    // Together, since somebody may be writing: the originals listed are those of the entries that the place covers, which were in the journal before.
    const { rows, applied } = database.snapshot(() => ({
      rows: database.all("SELECT sha256, size_bytes FROM original"),
      applied: appliedPlace(database),
    }));
    const inCatalogue = new Map(rows.map((row) => [String(row["sha256"]), Number(row["size_bytes"])]));
    if (applied.sequence > known.place.sequence) await readOn(vaultPath, known);
    const { sizes, gone, place } = known;
    if (applied.sequence > place.sequence && applied.file >= place.file) {
      say(
        `The catalogue knows ${applied.sequence} journal entries, the journal holds ${place.sequence}: the journal lost its end. Restore journal/ from a backup; without one, \`creance rebuild\` enters again what is still there.`,
      );
    }
    for (const [sha256, sizeBytes] of inCatalogue) {
      const known = sizes.get(sha256);
      const isGoneSince = applied.sequence < place.sequence && gone.has(sha256);
      if (known === undefined && applied.sequence <= place.sequence && !isGoneSince)
        say(
          "The catalogue lists an original that the journal does not know. Restore journal/ from a backup, or `creance rebuild` enters it again.",
          sha256,
        );
      if (known !== undefined && known !== sizeBytes) say(`The catalogue says ${sizeBytes} bytes, the journal ${known}. ${mend}`, sha256);
    }
    const unlisted = [...sizes.keys()].filter((sha256) => !inCatalogue.has(sha256)).length;
    if (unlisted > 0 && applied.sequence >= place.sequence)
      say(`${unlisted} originals that the journal knows are not in the catalogue. ${mend}`);
  } catch (error) {
    say(`${unreadable("The catalogue", error)} ${mend}`);
  }
  return findings;
}

function unreadable(what: string, error: unknown): string {
  const code = errnoOf(error);
  return `${what} cannot be read${code === "" ? "" : ` (${code})`}. Check the permissions and the disk, then run \`creance fsck\` again.`;
}
