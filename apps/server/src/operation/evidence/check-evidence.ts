/** Checks an evidence package: files against lists, proofs against the signed checkpoint, words against their hashes. Needs no vault. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { isFormatError, UserError } from "@creance/core";
import {
  checkProof,
  type JournalEntry,
  type NoteVerifier,
  noteVerifier,
  parseCheckpoint,
  parseEntry,
  parseManifest,
  parseNote,
  parseText,
  textFits,
} from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import { custodyFaults, type PackedEntry } from "./check-custody.ts";
import { saltedHashes } from "./kept-words.ts";
import { namesEnding, readBounded, readTextBounded } from "./ledger-folder.ts";
import type { PackageVerdict } from "./types.ts";

/** Longest list that is read. */
const MAX_LIST_BYTES = 64_000_000;
/** Most files of a package. */
const MOST_FILES = 1_000_000;
const TAG_MANIFEST = "tagmanifest-sha256.txt";
const MANIFEST = "manifest-sha256.txt";

/** Collects what was found. */
class Findings {
  readonly checked: string[] = [];
  readonly remarks: string[] = [];
  readonly failures: { code: string; where: string; sentence: string }[] = [];

  add(code: string, where: string, sentence: string): void {
    if (this.failures.length < 1000) this.failures.push({ code, where, sentence });
  }
}

/** Checks it. `vkey`: the log's key, known from elsewhere; without it the package's own is used, which the verdict says. Rejects with `UserError` (`no-such-folder`). */
export async function checkEvidence(path: string, vkey?: string): Promise<PackageVerdict> {
  const folder = resolve(path);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    throw new UserError("no-such-folder", "notFound", `There is no folder ${folder}. A package that is a zip file is unpacked first.`);
  }
  const findings = new Findings();
  const log = await logKey(folder, vkey, findings);
  const originals = await checkFiles(folder, findings);
  const entries = log === undefined ? new Map<number, PackedEntry>() : await checkProofs(folder, log, findings);
  const proven = [...entries.values()].flatMap(({ proven: shown, entry }) => (shown && entry !== undefined ? [entry] : []));
  await checkWords(folder, proven, findings);
  if (log !== undefined) await checkCustody(folder, { originals, entries, findings });
  for (const [file, sha256] of originals) {
    const kept = proven.some((entry) => entry.kind === "kept" && entry.sha256 === sha256);
    if (!kept) findings.add("not-kept", file, "No proven entry says that this file was kept.");
  }
  if (originals.size > 0 && !findings.failures.some(({ code }) => code === "not-kept")) {
    findings.checked.push(`Every one of the ${originals.size} originals was kept, says a proven entry.`);
  }
  const { checked, failures, remarks } = findings;
  return { ok: failures.length === 0 && checked.length > 0, checked, failures, remarks };
}

async function logKey(folder: string, vkey: string | undefined, findings: Findings): Promise<NoteVerifier | undefined> {
  const own = (await readTextBounded(join(folder, "ledger/vkey")))?.split("\n")[0];
  if (vkey === undefined && own === undefined) {
    findings.add("no-key", "ledger/vkey", "The package brings no key, and none was given: nothing signed can be checked.");
    return undefined;
  }
  if (vkey !== undefined) return noteVerifier(vkey, nodePlatform);
  try {
    const log = noteVerifier(own as string, nodePlatform);
    findings.checked.push(`Signatures were checked with the key that the package brings, ${own}: compare it with the one you were given.`);
    return log;
  } catch {
    findings.add("bad-key", "ledger/vkey", "The key that the package brings is none.");
    return undefined;
  }
}

/** Both lists, and that nothing lies beside them. Returns the originals. */
async function checkFiles(folder: string, findings: Findings): Promise<ReadonlyMap<string, string>> {
  const originals = new Map<string, string>();
  const listed = new Set<string>([TAG_MANIFEST]);
  for (const name of [TAG_MANIFEST, MANIFEST]) {
    const text = await readTextBounded(join(folder, name), MAX_LIST_BYTES);
    if (text === undefined) {
      findings.add("list-missing", name, "The list of hashes is missing or too long.");
      continue;
    }
    try {
      let fitting = 0;
      for (const [file, sha256] of parseManifest(text)) {
        listed.add(file);
        if (name === MANIFEST && file.startsWith("data/originals/")) originals.set(file, sha256);
        const found = await hashOf(join(folder, file));
        if (found === undefined) findings.add("file-missing", file, "This file is listed and is not there.");
        else if (found !== sha256) findings.add("file-changed", file, "This file is not the one that was listed.");
        else fitting += 1;
      }
      findings.checked.push(`${fitting} files are as ${name} lists them.`);
    } catch (error) {
      if (!isFormatError(error)) throw error;
      findings.add(error.code, name, error.message);
    }
  }
  if (originals.size === 0) findings.add("no-originals", MANIFEST, "The package lists no original.");
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of names.slice(0, MOST_FILES)) {
    if (entry.isDirectory()) continue;
    const file = relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (!entry.isFile()) findings.add("no-file", file, "This is neither a file nor a folder.");
    else if (!listed.has(file)) findings.add("file-unlisted", file, "This file is in no list.");
  }
  return originals;
}

/** Every entry with its proof; without one only what is newer than every checkpoint in the package may stand there. Returns them by their numbers. */
async function checkProofs(folder: string, log: NoteVerifier, findings: Findings): Promise<ReadonlyMap<number, PackedEntry>> {
  const packed = new Map<number, PackedEntry>();
  let fitting = 0;
  let signed = await signedSize(folder);
  const entries = await namesEnding(join(folder, "ledger/entries"), ".json");
  for (const name of entries) {
    const where = `ledger/entries/${name}`;
    const index = name.slice(0, -".json".length);
    if (!/^(0|[1-9]\d{0,14})$/.test(index)) {
      findings.add("wrong-index", where, "The name of this file is no number of an entry.");
      continue;
    }
    const entry = await readBounded(join(folder, where));
    const proof = await readTextBounded(join(folder, `ledger/proofs/${index}.tlog-proof`));
    if (entry === undefined) findings.add("entry-unreadable", where, "This entry cannot be read.");
    if (entry === undefined) continue;
    const parsed = parseEntry(Buffer.from(entry).toString("utf8"));
    const known = parsed.ok ? parsed.entry : undefined;
    packed.set(Number(index), { proven: false, entry: known });
    if (proof === undefined) continue;
    try {
      const shown = checkProof(proof, { entry, log, sha256: nodePlatform.sha256 });
      if (String(shown.index) !== index) {
        findings.add("wrong-index", where, `The proof is about entry ${shown.index}.`);
        continue;
      }
      fitting += 1;
      signed = Math.max(signed, shown.checkpoint.size);
      packed.set(shown.index, { proven: true, entry: known });
    } catch (error) {
      if (!isFormatError(error)) throw error;
      findings.add(error.code, where, `The proof does not show that this entry is in the log: ${error.message}.`);
    }
  }
  for (const name of await namesEnding(join(folder, "ledger/proofs"), ".tlog-proof")) {
    if (!entries.includes(name.replace(/\.tlog-proof$/, ".json")))
      findings.add("entry-missing", `ledger/proofs/${name}`, "There is a proof without its entry.");
  }
  const bare = [...packed].filter(([, { proven }]) => !proven).map(([index]) => index);
  for (const index of bare.filter((number) => number < signed)) {
    findings.add(
      "not-proven",
      `ledger/entries/${index}.json`,
      `No proof shows that this entry is in the log, and the signed ${signed} entries would hold it.`,
    );
  }
  const newer = bare.filter((number) => number >= signed).length;
  if (newer > 0)
    findings.remarks.push(
      `${newer} entries are newer than the signed ${signed}: nothing shows that they are the log's, or that they are true.`,
    );
  if (fitting > 0)
    findings.checked.push(`${fitting} of ${entries.length} entries are in the log that ${log.name} signed, each by its proof.`);
  return packed;
}

/** Entries that the package's checkpoint says that it covers; 0 without one. Each proof carries a checkpoint of its own. */
async function signedSize(folder: string): Promise<number> {
  const note = await readTextBounded(join(folder, "ledger/checkpoint"));
  if (note === undefined) return 0;
  try {
    return parseCheckpoint(parseNote(note).text).size;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return 0;
  }
}

async function checkCustody(
  folder: string,
  {
    originals,
    entries,
    findings,
  }: { readonly originals: ReadonlyMap<string, string>; readonly entries: ReadonlyMap<number, PackedEntry>; readonly findings: Findings },
): Promise<void> {
  const faults = custodyFaults(await readTextBounded(join(folder, "custody.json"), MAX_LIST_BYTES), { originals, entries });
  for (const { where, sentence } of faults) findings.add("custody-changed", where, sentence);
  if (faults.length === 0) findings.checked.push("custody.json tells the entries of the package with their kinds, times and proofs.");
  findings.remarks.push(
    "The sentences of custody.json, case.jsonld and report.html are retold and not signed: what counts are the entries in ledger/entries with their proofs.",
  );
}

async function checkWords(folder: string, proven: readonly JournalEntry[], findings: Findings): Promise<void> {
  const text = await readTextBounded(join(folder, "ledger/words.jsonl"), MAX_LIST_BYTES);
  const named = new Set(proven.flatMap(saltedHashes));
  let fitting = 0;
  for (const [at, line] of (text ?? "").split("\n").entries()) {
    if (line === "") continue;
    const words = parseText(line);
    const where = `ledger/words.jsonl, line ${at + 1}`;
    if (words === undefined || !textFits(nodePlatform.sha256, words))
      findings.add("words-changed", where, "These words are not those of their hash.");
    else if (named.has(words.hash)) fitting += 1;
  }
  if (fitting > 0) findings.checked.push(`${fitting} names, notes or reasons are those whose hashes the proven entries carry.`);
}

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  return hash.digest("hex");
}
