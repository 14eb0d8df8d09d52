/** JSON objects, one a line, over a stream: read with a bound on the line, written with a bound on what waits. */
import type { Writable } from "node:stream";

const NEW_LINE = 10;

/** Takes bytes as they come. */
export interface JsonLineReader {
  /** Hands on every whole line in `bytes`. */
  push(bytes: Uint8Array): void;
}

/** What a reader does with what it read. */
export interface JsonLineSink {
  /** Longest line, bytes, without its end. */
  readonly maxBytes: number;
  readonly onValue: (value: unknown) => void;
  /** A line that is too long or no JSON: nothing is read after it. */
  readonly onFault: (sentence: string) => void;
}

/** Reads lines. Memory: one line. Empty lines are passed over. */
export function readJsonLines({ maxBytes, onValue, onFault }: JsonLineSink): JsonLineReader {
  let parts: Uint8Array[] = [];
  let waitingBytes = 0;
  let isBroken = false;

  const broken = (sentence: string): void => {
    isBroken = true;
    parts = [];
    onFault(sentence);
  };
  const line = (bytes: Uint8Array): void => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
    if (text.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      broken("A line is no JSON.");
      return;
    }
    onValue(value);
  };

  return {
    push(bytes) {
      let start = 0;
      while (!isBroken) {
        const end = bytes.indexOf(NEW_LINE, start);
        const piece = bytes.subarray(start, end === -1 ? bytes.byteLength : end);
        if (waitingBytes + piece.byteLength > maxBytes) {
          broken(`A line is longer than ${maxBytes} bytes.`);
          return;
        }
        if (end === -1) {
          // A stream may use its buffer again: what waits is a copy.
          if (piece.byteLength > 0) parts.push(Uint8Array.from(piece));
          waitingBytes += piece.byteLength;
          return;
        }
        const whole = parts.length === 0 ? piece : Buffer.concat([...parts, piece]);
        parts = [];
        waitingBytes = 0;
        start = end + 1;
        line(whole);
      }
    },
  };
}

/** Writes a value as one line. False: `maxQueuedBytes` wait already, and the line was not written. */
export function writeJsonLine(stream: Writable, value: unknown, maxQueuedBytes: number): boolean {
  if (stream.writableLength > maxQueuedBytes) return false;
  stream.write(`${JSON.stringify(value)}\n`);
  return true;
}
