/** Checkpoints that are held against the log: the latest one, those in its history, those that somebody kept or a witness saw. */
import { isFormatError } from "@creance/core";
import { type Checkpoint, parseCheckpoint } from "../tlog/checkpoint.ts";
import { type CheckedSignature, checkNote, type NoteVerifier, parseNote } from "../tlog/signed-note.ts";
import type { FindingList, LedgerFailureCode } from "./verdict.ts";

/** A checkpoint that the log signed. */
export interface KnownCheckpoint extends Checkpoint {
  readonly where: string;
  readonly signatures: readonly CheckedSignature[];
}

/** Keys that are believed. */
export interface BelievedKeys {
  /** Of the log. */
  readonly log: readonly NoteVerifier[];
  readonly cosigners: readonly NoteVerifier[];
}

/** Reads a checkpoint and checks who signed it; `undefined` after a finding. */
export function knownCheckpoint(
  note: string,
  { where, keys, failures }: { readonly where: string; readonly keys: BelievedKeys; readonly failures: FindingList<LedgerFailureCode> },
): KnownCheckpoint | undefined {
  try {
    const parsed = parseNote(note);
    const checkpoint = parseCheckpoint(parsed.text);
    if (!keys.log.some(({ name }) => name === checkpoint.origin)) {
      failures.add("wrong-origin", where, `This checkpoint is of the log ${checkpoint.origin}, which none of the given keys belongs to.`);
      return undefined;
    }
    const signatures = checkNote(parsed, [...keys.log, ...keys.cosigners]);
    if (signatures.some(({ verifier }) => keys.log.includes(verifier) && verifier.name === checkpoint.origin))
      return { ...checkpoint, where, signatures };
    failures.add("bad-signature", where, "None of the given keys signed this checkpoint.");
  } catch (error) {
    if (!isFormatError(error)) throw error;
    if (error.code === "bad-signature") failures.add("bad-signature", where, "A signature under this checkpoint does not fit.");
    else failures.add("bad-checkpoint", where, `This checkpoint cannot be read: ${error.message}.`);
  }
  return undefined;
}

/** Notes of a history file: one JSON text a line; a half line at the end is what a crash leaves and counts as none. */
export function historyNotes(
  bytes: Uint8Array,
  failures: FindingList<LedgerFailureCode>,
): readonly { readonly note: string; readonly where: string }[] {
  const lines = new TextDecoder().decode(bytes).split("\n").slice(0, -1);
  return lines.flatMap((line, at) => {
    const where = `checkpoints line ${at + 1}`;
    try {
      const note: unknown = JSON.parse(line);
      if (typeof note === "string") return [{ note, where }];
    } catch {
      // Said below.
    }
    failures.add("bad-checkpoint", where, "This line of the history holds no checkpoint.");
    return [];
  });
}
