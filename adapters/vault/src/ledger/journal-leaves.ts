/** The journal's lines as leaves: their bytes as they stand, damaged ones included. Memory: one chunk and one line. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { MAX_LEAF_BYTES } from "@creance/ledger";
import { journalName, journalNumbers, names } from "../layout.ts";

const CHUNK_BYTES = 1 << 20;

/** A place between two lines of the journal. */
export interface LeafPlace {
  /** Number of the journal file; 0 before the first. */
  readonly file: number;
  readonly offset: number;
}

/** A line. */
export interface JournalLeaf {
  readonly file: number;
  readonly offset: number;
  /** Bytes of the line in the file, without its end. */
  readonly lineBytes: number;
  /** What is hashed: the line, or what stands for one that is too long. */
  readonly bytes: Uint8Array;
}

/** Whole lines after a place, in batches. The bytes of a batch stay as they are. */
export async function* journalLeaves(vaultPath: string, from: LeafPlace): AsyncGenerator<readonly JournalLeaf[]> {
  for (const file of await journalNumbers(vaultPath)) {
    if (file < from.file) continue;
    yield* fileLeaves(vaultPath, file, file === from.file ? from.offset : 0);
  }
}

async function* fileLeaves(vaultPath: string, file: number, start: number): AsyncGenerator<readonly JournalLeaf[]> {
  const handle = await open(join(vaultPath, names.journal, journalName(file)), "r");
  try {
    let position = start;
    let line = new OpenLine(file, start);
    for (;;) {
      // A new buffer each time: whoever takes the batch may keep it.
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      const batch: JournalLeaf[] = [];
      let at = 0;
      while (at < bytesRead) {
        const end = chunk.subarray(0, bytesRead).indexOf(10, at);
        line.add(chunk.subarray(at, end < 0 ? bytesRead : end));
        if (end < 0) break;
        batch.push(line.ended());
        at = end + 1;
        line = new OpenLine(file, position + at);
      }
      position += bytesRead;
      if (batch.length > 0) yield batch;
    }
  } finally {
    await handle.close();
  }
}

/** The bytes of one leaf. `undefined` when the journal does not reach so far any more. */
export async function readLeaf(vaultPath: string, place: LeafPlace & { readonly lineBytes: number }): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(join(vaultPath, names.journal, journalName(place.file)), "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return await leafFrom(handle, place);
  } finally {
    await handle.close();
  }
}

/** The same from an open file. */
export async function leafFrom(
  handle: FileHandle,
  { file, offset, lineBytes }: LeafPlace & { readonly lineBytes: number },
): Promise<Uint8Array | undefined> {
  const line = new OpenLine(file, offset);
  for (let at = 0; at < lineBytes; ) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, lineBytes - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, offset + at);
    if (bytesRead === 0) return undefined;
    line.add(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return line.ended().bytes;
}

/** A line that is being read. One that no leaf can hold is hashed instead of held. */
class OpenLine {
  readonly #file: number;
  readonly #offset: number;
  #parts: Uint8Array[] = [];
  #lineBytes = 0;
  #hash: ReturnType<typeof createHash> | undefined;

  constructor(file: number, offset: number) {
    this.#file = file;
    this.#offset = offset;
  }

  add(part: Uint8Array): void {
    this.#lineBytes += part.byteLength;
    if (this.#lineBytes <= MAX_LEAF_BYTES) {
      this.#parts.push(part);
      return;
    }
    if (this.#hash === undefined) {
      this.#hash = createHash("sha256");
      for (const held of this.#parts) this.#hash.update(held);
      this.#parts = [];
    }
    this.#hash.update(part);
  }

  ended(): JournalLeaf {
    const place = { file: this.#file, offset: this.#offset, lineBytes: this.#lineBytes };
    if (this.#hash !== undefined) {
      const standIn = `{"kind":"lineTooLong","lineBytes":${this.#lineBytes},"lineSha256":"${this.#hash.digest("hex")}"}`;
      return { ...place, bytes: new TextEncoder().encode(standIn) };
    }
    return { ...place, bytes: this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : Buffer.concat(this.#parts) };
  }
}
