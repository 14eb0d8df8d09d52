/** Puts a witness's cosignature under a checkpoint, after checking that it is one of the same text. */
import { FormatError } from "@creance/core";
import { checkNote, formatNote, type NoteVerifier, parseNote } from "../tlog/signed-note.ts";

/** A checkpoint with one cosignature more. */
export interface Cosigned {
  readonly note: string;
  /** When the witness signed, by its own clock. */
  readonly cosignedUs: number;
}

/**
 * Adds the cosignature in `answer` (a note with the checkpoint's text) to a checkpoint; one that this witness gave earlier is replaced. Throws a
 * `FormatError` (`note-*`, `bad-signature`, `other-checkpoint`, `no-cosignature`).
 */
export function addCosignature(checkpoint: string, answer: string, witness: NoteVerifier): Cosigned {
  const ours = parseNote(checkpoint);
  const theirs = parseNote(answer);
  if (theirs.text !== ours.text) throw wrong("other-checkpoint", "it is about another checkpoint");
  const [found] = witness.kind === "cosignature" ? checkNote(theirs, [witness]) : [];
  const isTheirs = ({ name, keyId }: { readonly name: string; readonly keyId: Uint8Array }): boolean =>
    name === witness.name && keyId.every((byte, at) => byte === witness.keyId[at]);
  const signature = theirs.signatures.find(isTheirs);
  if (found === undefined || found.cosignedUs === null || signature === undefined) {
    throw wrong("no-cosignature", `it holds no cosignature of ${witness.name}`);
  }
  const signatures = [...ours.signatures.filter((one) => !isTheirs(one)), signature];
  return { note: formatNote({ text: ours.text, signatures }), cosignedUs: found.cosignedUs };
}

function wrong(code: string, detail: string): FormatError {
  return new FormatError(code, { format: "tlog-cosignature", offset: 0 }, detail);
}
