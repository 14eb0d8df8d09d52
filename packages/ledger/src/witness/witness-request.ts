/** What a witness is handed (C2SP tlog-witness, body of add-checkpoint): the size it saw last, a consistency proof, the new checkpoint. */
import { FormatError, toBase64 } from "@creance/core";
import { strictBase64 } from "../tlog/signed-note.ts";
import { HASH_BYTES } from "../tlog/tree-hash.ts";

/** Most hashes that the format allows. */
const MAX_HASHES = 63;
/** Longest request. */
const MAX_REQUEST_LENGTH = 1_100_000;

/** A request for a cosignature. */
export interface WitnessRequest {
  /** Size of the checkpoint that this witness cosigned last; 0 for the first time. */
  readonly oldSize: number;
  /** Consistency proof from that size to the checkpoint's; empty from 0 and between equal sizes. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint as a signed note. */
  readonly checkpoint: string;
}

/** Writes a request. */
export function formatWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
}

/** Reads an untrusted request. Nothing is checked yet. Throws a `FormatError` (`witness-request`). */
export function parseWitnessRequest(text: string): WitnessRequest {
  if (text.length > MAX_REQUEST_LENGTH) throw wrong("it is too long");
  const split = text.indexOf("\n\n");
  if (split < 0) throw wrong("no empty line stands before the checkpoint");
  const [head = "", ...lines] = text.slice(0, split).split("\n");
  const match = /^old (0|[1-9]\d{0,15})$/.exec(head);
  const oldSize = match === null ? Number.NaN : Number(match[1]);
  if (!Number.isSafeInteger(oldSize)) throw wrong("its first line names no size");
  if (lines.length > MAX_HASHES) throw wrong(`it has more than ${MAX_HASHES} hashes`);
  const proof = lines.map((line) => {
    const hash = strictBase64(line);
    if (hash?.byteLength !== HASH_BYTES) throw wrong("a line is no hash in base64");
    return hash;
  });
  return { oldSize, proof, checkpoint: text.slice(split + 2) };
}

function wrong(detail: string): FormatError {
  return new FormatError("witness-request", { format: "tlog-witness", offset: 0 }, detail);
}
