/**
 * A witness (C2SP tlog-witness): it cosigns a checkpoint only when it continues the last one that it saw of this log. Whoever shortens or
 * rewrites a log must then find a witness that never saw it.
 */
import type { Platform } from "@creance/core";
import { type Checkpoint, parseCheckpoint } from "../tlog/checkpoint.ts";
import { checkConsistency } from "../tlog/proofs.ts";
import {
  checkNote,
  cosignedBytes,
  formatNote,
  formatVkey,
  type NoteSigner,
  type NoteVerifier,
  noteVerifier,
  parseNote,
} from "../tlog/signed-note.ts";
import { sameHash } from "../tlog/tree-hash.ts";
import type { WitnessRequest } from "./witness-request.ts";

/** Why a witness did not sign. */
export type WitnessRefusal = "not-signed" | "wrong-log" | "rolled-back" | "forked" | "other-size";

/** What a witness answered. */
export type WitnessAnswer =
  | {
      readonly ok: true;
      /** The checkpoint with the cosignature as its only signature: what the vault takes back. */
      readonly cosignature: string;
      /** To be remembered, durably, before the cosignature is handed out. */
      readonly seen: Checkpoint;
    }
  | { readonly ok: false; readonly code: WitnessRefusal; readonly sentence: string };

/**
 * Decides about a request. `seen`: the last checkpoint of this log that was cosigned; `null`: none. Throws a `FormatError` (`note-*`,
 * `checkpoint-form`, `bad-signature`) for a note that is none.
 */
export function witnessCheckpoint(
  request: WitnessRequest,
  {
    log,
    seen,
    witness,
    timeSeconds,
    platform,
  }: {
    readonly log: NoteVerifier;
    readonly seen: Checkpoint | null;
    readonly witness: NoteSigner;
    readonly timeSeconds: number;
    readonly platform: Pick<Platform, "sha256" | "ed25519Verify">;
  },
): WitnessAnswer {
  const note = parseNote(request.checkpoint);
  if (checkNote(note, [log]).length === 0) return refused("not-signed", `The checkpoint is not signed by ${log.name}.`);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.name) return refused("wrong-log", `The checkpoint is of the log ${checkpoint.origin}, not of ${log.name}.`);
  const { size, rootHash } = checkpoint;
  const oldSize = seen?.size ?? 0;
  if (size < oldSize) {
    return refused("rolled-back", `The checkpoint covers ${size} entries, but this witness saw ${oldSize}: the log was rolled back.`);
  }
  if (seen !== null && size === oldSize && !sameHash(seen.rootHash, rootHash)) {
    return refused("forked", `This witness saw another history of the same ${size} entries: the log was forked.`);
  }
  if (request.oldSize !== oldSize) {
    return refused(
      "other-size",
      `The proof begins at ${request.oldSize} entries, but this witness saw ${oldSize}: ask again from ${oldSize}.`,
    );
  }
  const continues =
    seen === null
      ? request.proof.length === 0
      : checkConsistency(platform.sha256, { oldSize, oldRoot: seen.rootHash, size, root: rootHash, proof: request.proof });
  if (!continues) {
    return refused("forked", `The proof does not show that the ${size} entries begin with the ${oldSize} that this witness saw.`);
  }
  return { ok: true, cosignature: cosigned(note.text, witness, timeSeconds, platform), seen: checkpoint };
}

/** The verifier key of a witness. Throws a `UserError` (`bad-origin`). */
export function witnessVkey(sha256: Platform["sha256"], { name, publicKey }: Pick<NoteSigner, "name" | "publicKey">): string {
  return formatVkey(sha256, { name, publicKey, kind: "cosignature" });
}

function cosigned(text: string, witness: NoteSigner, timeSeconds: number, platform: Pick<Platform, "sha256" | "ed25519Verify">): string {
  const { keyId } = noteVerifier(witnessVkey(platform.sha256, witness), platform);
  const signature = new Uint8Array(72);
  let left = timeSeconds;
  for (let at = 7; at >= 0; at -= 1) {
    signature[at] = left % 256;
    left = Math.floor(left / 256);
  }
  signature.set(witness.sign(cosignedBytes(text, timeSeconds)), 8);
  return formatNote({ text, signatures: [{ name: witness.name, keyId, signature }] });
}

function refused(code: WitnessRefusal, sentence: string): WitnessAnswer {
  return { ok: false, code, sentence };
}
