/** The text of a checkpoint (C2SP tlog-checkpoint): origin, size, root hash, a line each. */
import { FormatError, toBase64 } from "@creance/core";
import { isKeyName, strictBase64 } from "./signed-note.ts";
import { HASH_BYTES } from "./tree-hash.ts";

/** What a checkpoint says. */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  /** Entries it covers. */
  readonly size: number;
  readonly rootHash: Uint8Array;
}

/** The text that is signed; it ends in a line end. */
export function formatCheckpoint({ origin, size, rootHash }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(rootHash)}\n`;
}

/** Reads the text of a checkpoint. Lines after the third are passed over. Throws a `FormatError` (`checkpoint-form`). */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", written = "", root = "", ...rest] = text.split("\n");
  const size = /^(0|[1-9]\d{0,15})$/.test(written) ? Number(written) : Number.NaN;
  const rootHash = strictBase64(root);
  if (!isKeyName(origin) || rest.length === 0 || rest.at(-1) !== "") throw wrong("it is not three lines, of which the first names the log");
  if (!Number.isSafeInteger(size)) throw wrong("its size is no number of entries");
  if (rootHash?.byteLength !== HASH_BYTES) throw wrong("its root hash is not 32 bytes in base64");
  return { origin, size, rootHash };
}

function wrong(detail: string): FormatError {
  return new FormatError("checkpoint-form", { format: "tlog-checkpoint", offset: 0 }, detail);
}
