/** A sorted run of lines on the disk, read in pieces. */
import { closeSync, openSync, readSync } from "node:fs";
import { LINE_HEAD_BYTES, lineBytes } from "./line-batch.ts";

/** A line where it stands: valid until the next one is asked for. */
export interface LineSource {
  readonly bytes: Buffer;
  readonly at: number;
}

/** Bytes that are read at once. */
const READ_BYTES = 65_536;

/** Reads a run line by line. Memory: 64 KiB, or one line that is longer. */
export class LineRun implements Iterable<LineSource> {
  readonly #path: string;
  #file = -1;

  constructor(path: string) {
    this.#path = path;
  }

  *[Symbol.iterator](): Generator<LineSource> {
    this.#file = openSync(this.#path, "r");
    let bytes = Buffer.allocUnsafeSlow(READ_BYTES);
    let at = 0;
    let end = 0;
    for (;;) {
      const isWhole = end - at >= LINE_HEAD_BYTES && end - at >= lineBytes(bytes, at);
      if (isWhole) {
        yield { bytes, at };
        at += lineBytes(bytes, at);
        continue;
      }
      const neededBytes = end - at >= LINE_HEAD_BYTES ? lineBytes(bytes, at) : LINE_HEAD_BYTES;
      const larger = neededBytes > bytes.byteLength ? Buffer.allocUnsafeSlow(neededBytes) : bytes;
      bytes.copy(larger, 0, at, end);
      bytes = larger;
      end -= at;
      at = 0;
      const read = readSync(this.#file, bytes, end, bytes.byteLength - end, null);
      if (read === 0) return;
      end += read;
    }
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
  }
}
