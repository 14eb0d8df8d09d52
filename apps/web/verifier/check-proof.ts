/** Checks a proof file in the browser: the log's signature, the way from the entry to the signed root, and the file that the entry is about. */
import { isFormatError, isoFromEpochUs, isUserError } from "@creance/core";
import {
  checkInclusion,
  entrySentence,
  leafHash,
  noteVerifier,
  parseCheckpoint,
  parseEntry,
  parseNote,
  parseProof,
  sameHash,
} from "@creance/ledger";
import { Sha256 } from "../recipient/sha-256.ts";

/** Longest proof or entry. */
const MAX_TEXT_BYTES = 1_200_000;
const HEAD = "c2sp.org/tlog-proof@v1\n";

/** What was dropped, by what it is. */
export interface DroppedFiles {
  readonly proof: Blob | undefined;
  readonly entry: Blob | undefined;
  /** The original. */
  readonly file: Blob | undefined;
}

/** One thing that was looked at. `unknown`: it could not be, and nothing follows from it. */
export interface Checked {
  readonly result: "holds" | "fails" | "unknown";
  readonly sentence: string;
}

/** Sorts files by what they hold; names do not matter. The last of a kind counts. */
export async function sortFiles(files: readonly Blob[]): Promise<DroppedFiles> {
  const sorted: { proof: Blob | undefined; entry: Blob | undefined; file: Blob | undefined } = {
    proof: undefined,
    entry: undefined,
    file: undefined,
  };
  for (const file of files) {
    const text = file.size <= MAX_TEXT_BYTES ? await file.text() : "";
    if (text.startsWith(HEAD)) sorted.proof = file;
    else if (/^\{[\s\S]*"sequence":\d+/.test(text)) sorted.entry = file;
    else sorted.file = file;
  }
  return sorted;
}

/** Checks. Every step says what it found; the first that fails ends it. */
export async function checkDropped(files: DroppedFiles, vkey: string, subtle: SubtleCrypto = crypto.subtle): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  try {
    await steps(files, vkey.trim(), { subtle, checked });
  } catch (error) {
    if (!isFormatError(error) && !isUserError(error)) throw error;
    checked.push({ result: "fails", sentence: `${error.message}.`.replace(/\.\.$/, ".") });
  }
  return checked;
}

async function steps(
  { proof: proofFile, entry: entryFile, file }: DroppedFiles,
  vkey: string,
  { subtle, checked }: { readonly subtle: SubtleCrypto; readonly checked: Checked[] },
): Promise<void> {
  if (proofFile === undefined || entryFile === undefined) {
    checked.push({ result: "fails", sentence: "A proof (.tlog-proof) and the entry that it is about (.json) are needed." });
    return;
  }
  const proof = parseProof(await proofFile.text());
  const note = parseNote(proof.checkpoint);
  const checkpoint = parseCheckpoint(note.text);
  const key = noteVerifier(vkey, { sha256, ed25519Verify: () => false });
  if (key.kind !== "signature" || checkpoint.origin !== key.name) {
    checked.push({ result: "fails", sentence: `The checkpoint is of the log ${checkpoint.origin}, the key is of ${key.name}.` });
    return;
  }
  const line = note.signatures.find(({ name, keyId }) => name === key.name && sameHash(keyId, key.keyId));
  const signature = line === undefined ? "fails" : await signatureFits(note.text, { vkey, signature: line.signature, subtle });
  checked.push({ result: signature, sentence: signatureSentence(signature, checkpoint.size, key.name) });
  if (signature === "fails") return;
  const entry = new Uint8Array(await entryFile.arrayBuffer());
  const leaf = leafHash(sha256, entry);
  const { index, hashes } = proof;
  const included = checkInclusion(sha256, { leaf, index, size: checkpoint.size, root: checkpoint.rootHash, proof: hashes });
  checked.push(
    included
      ? { result: "holds", sentence: `The entry is number ${index} of the ${checkpoint.size} that the checkpoint covers.` }
      : { result: "fails", sentence: "The entry does not lead to the root of the checkpoint: it is not in this log, or it was changed." },
  );
  if (!included) return;
  const parsed = parseEntry(new TextDecoder().decode(entry));
  if (!parsed.ok) {
    checked.push({ result: "unknown", sentence: `The entry is ${parsed.detail}: what it says cannot be shown.` });
    return;
  }
  const when = isoFromEpochUs(parsed.entry.timeUs) ?? "an unknown time";
  checked.push({ result: "holds", sentence: `It says, at ${when} by the log's own clock: ${withoutWords(parsed.entry)}` });
  if (file !== undefined) checked.push(await fileCheck(file, parsed.entry));
}

async function fileCheck(file: Blob, entry: object): Promise<Checked> {
  const hash = new Sha256();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    hash.update(value);
  }
  const found = hash.hex();
  const fields = Object.entries(entry).filter(([, value]) => value === found);
  return fields.length > 0
    ? { result: "holds", sentence: `The file is the one that the entry names: its SHA-256 is ${found}.` }
    : { result: "fails", sentence: `The entry does not name this file: its SHA-256 is ${found}.` };
}

/** The entry's sentence. Its words are not in the proof: nothing says that they were erased. */
function withoutWords(entry: Parameters<typeof entrySentence>[0]): string {
  return entrySentence(entry, {})
    .replaceAll(/\((\w+) erased\)/g, "($1 not in the proof)")
    .replaceAll("(erased)", "(not in the proof)");
}

/** Ed25519 by the browser, where it has it. */
async function signatureFits(
  text: string,
  { vkey, signature, subtle }: { readonly vkey: string; readonly signature: Uint8Array; readonly subtle: SubtleCrypto },
): Promise<Checked["result"]> {
  const bytes = Uint8Array.from(atob(vkey.split("+").slice(2).join("+")), (character) => character.charCodeAt(0));
  let key: CryptoKey;
  try {
    key = await subtle.importKey("raw", bytes.slice(1), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return "unknown";
  }
  const fits = await subtle.verify({ name: "Ed25519" }, key, Uint8Array.from(signature), new TextEncoder().encode(text));
  return fits ? "holds" : "fails";
}

function signatureSentence(result: Checked["result"], size: number, name: string): string {
  if (result === "holds") return `The checkpoint over ${size} entries is signed by the key of ${name}.`;
  if (result === "fails") return `The checkpoint is not signed by the key of ${name}.`;
  return "This browser has no Ed25519: the signature was NOT checked. Without it nothing below shows who signed. Use verify.sh, or a newer browser.";
}

function sha256(bytes: Uint8Array): Uint8Array {
  const hash = new Sha256();
  hash.update(bytes);
  return Uint8Array.from(hash.hex().match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
