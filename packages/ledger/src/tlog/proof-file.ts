/** Proof files (C2SP tlog-proof): where an entry stands, the hashes that lead to the root, and the signed checkpoint, in one text. */
import { FormatError, toBase64 } from "@creance/core";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { checkInclusion } from "./proofs.ts";
import { type CheckedSignature, checkNote, type NoteVerifier, parseNote, strictBase64 } from "./signed-note.ts";
import { HASH_BYTES, leafHash, type Sha256 } from "./tree-hash.ts";

const HEAD = "c2sp.org/tlog-proof@v1";
/** More hashes than a proof of a log with less than 2^53 entries has. */
const MAX_HASHES = 54;
/** Longest proof file. */
const MAX_PROOF_BYTES = 1_100_000;

/** What a proof file holds. */
export interface LedgerProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The checkpoint as a signed note. */
  readonly checkpoint: string;
}

/** Writes a proof file. */
export function formatProof({ index, hashes, checkpoint }: LedgerProof): string {
  return `${HEAD}\nindex ${index}\n${hashes.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
}

/** Reads an untrusted proof file. Nothing is checked yet. Throws a `FormatError` (`proof-form`). */
export function parseProof(text: string): LedgerProof {
  if (text.length > MAX_PROOF_BYTES) throw wrong(0, "it is too long");
  const split = text.indexOf("\n\n");
  if (split < 0) throw wrong(0, "no empty line stands before the checkpoint");
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== HEAD) throw wrong(0, `it does not begin with ${HEAD}`);
  // An optional line for whoever made the proof; it proves nothing.
  if (lines[0]?.startsWith("extra ") === true && strictBase64((lines.shift() as string).slice(6)) === undefined)
    throw wrong(HEAD.length + 1, "its extra line is not base64");
  const match = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "");
  const index = match === null ? Number.NaN : Number(match[1]);
  if (!Number.isSafeInteger(index)) throw wrong(HEAD.length + 1, "it names no index");
  if (lines.length > MAX_HASHES) throw wrong(HEAD.length + 1, "it has too many hashes");
  const hashes = lines.map((line) => {
    const hash = strictBase64(line);
    if (hash?.byteLength !== HASH_BYTES) throw wrong(HEAD.length + 1, "a line is no hash in base64");
    return hash;
  });
  return { index, hashes, checkpoint: text.slice(split + 2) };
}

/** What a proof proved. */
export interface ProvenEntry {
  readonly index: number;
  readonly checkpoint: Checkpoint;
  readonly signatures: readonly CheckedSignature[];
}

/**
 * Checks a proof file for an entry's bytes: the signature of the log, its name, the way to the root. Throws a `FormatError` (`proof-form`,
 * `note-*`, `checkpoint-form`, `bad-signature`, `not-signed`, `wrong-origin`, `not-included`).
 */
export function checkProof(
  text: string,
  {
    entry,
    log,
    cosigners = [],
    sha256,
  }: { readonly entry: Uint8Array; readonly log: NoteVerifier; readonly cosigners?: readonly NoteVerifier[]; readonly sha256: Sha256 },
): ProvenEntry {
  const { index, hashes, checkpoint: written } = parseProof(text);
  const note = parseNote(written);
  const signatures = checkNote(note, [log, ...cosigners]);
  if (!signatures.some(({ verifier }) => verifier === log)) throw failed("not-signed", `${log.name} did not sign its checkpoint`);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.name) throw failed("wrong-origin", `its checkpoint is of another log, ${checkpoint.origin}`);
  const { size, rootHash } = checkpoint;
  if (!checkInclusion(sha256, { leaf: leafHash(sha256, entry), index, size, root: rootHash, proof: hashes }))
    throw failed("not-included", "the entry does not lead to the signed root");
  return { index, checkpoint, signatures };
}

function wrong(offset: number, detail: string): FormatError {
  return new FormatError("proof-form", { format: "tlog-proof", offset }, detail);
}

function failed(code: string, detail: string): FormatError {
  return new FormatError(code, { format: "tlog-proof", offset: 0 }, detail);
}
