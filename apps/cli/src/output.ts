/** Standard output carries the result and nothing else; everything for the eye goes to standard error. */
import { exitStatus } from "./exit-status.table.ts";
import { CONTROLS, printable } from "./text-table.ts";

const NEW_LINE = 10;

/** Writes a line of the result, or several. Control characters in it, which a file may have brought along, become `·`. */
export function printLine(line: string): void {
  process.stdout.write(`${printableLines(line)}\n`);
}

/** Writes one value as a JSON line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`);
}

/** A value as JSON on one line. What a terminal would obey is escaped; the value stays the same. */
export function jsonText(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(CONTROLS, escaped);
}

/** Writes text in pieces, waiting where the reader of the pipe is slower. Memory: the pieces on their way. */
export async function printChunks(chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let waiting = "";
  for await (const chunk of chunks) {
    waiting += chunk;
    if (waiting.length < 65_536) continue;
    await writeOut(waiting);
    waiting = "";
  }
  if (waiting !== "") await writeOut(waiting);
}

/** Bytes of lines that are written at once. */
const WRITTEN_BYTES = 262_144;

/** Writes lines that come as bytes, in parts, and ends each with a line break; waits where the reader of the pipe is slower. */
export async function printLines(lines: Iterable<readonly Buffer[]>): Promise<void> {
  let waiting = Buffer.allocUnsafeSlow(WRITTEN_BYTES);
  let length = 0;
  for (const parts of lines) {
    let size = 1;
    for (const part of parts) size += part.byteLength;
    if (length + size > waiting.byteLength) {
      if (length > 0) await writeOut(waiting.subarray(0, length));
      waiting = Buffer.allocUnsafeSlow(Math.max(WRITTEN_BYTES, size));
      length = 0;
    }
    for (const part of parts) length += part.copy(waiting, length);
    length = waiting.writeUInt8(NEW_LINE, length);
  }
  if (length > 0) await writeOut(waiting.subarray(0, length));
}

/** Tells a person something on standard error. Control characters in it become `·`. */
export function tell(sentence: string): void {
  process.stderr.write(`${printableLines(sentence)}\n`);
}

/** A reader that went away (`creance ... | head`) ends the command quietly; a full disk under the output ends it with a sentence. */
export function endWhenReaderLeaves(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    // The stream is gone, so nothing that runs can report any more: what is kept is on the disk, and the rest is left undone.
    tell(
      `The result could not be written out (${error.code ?? error.message}): what was printed is incomplete. Nothing that is kept is affected.`,
    );
    process.exit(exitStatus.machineRefused);
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

function writeOut(text: string | Buffer): Promise<void> {
  if (process.stdout.write(text)) return Promise.resolve();
  return new Promise((resolve) => process.stdout.once("drain", resolve));
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
