/** Standard output carries the result and nothing else; everything for the eye goes to standard error. */
import { CONTROLS, printable } from "./text-table.ts";

/** Writes a line of the result, or several. Control characters in it, which a file may have brought along, become `·`. */
export function printLine(line: string): void {
  process.stdout.write(`${printableLines(line)}\n`);
}

/** Writes one value as a JSON line. What a terminal would obey is escaped; the value stays the same. */
export function printJson(value: unknown): void {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  process.stdout.write(`${JSON.stringify(value).replace(CONTROLS, escaped)}\n`);
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

/** Tells a person something on standard error. Control characters in it become `·`. */
export function tell(sentence: string): void {
  process.stderr.write(`${printableLines(sentence)}\n`);
}

/** A reader that went away (`creance ... | head`) ends the command quietly. */
export function endWhenReaderLeaves(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

function writeOut(text: string): Promise<void> {
  if (process.stdout.write(text)) return Promise.resolve();
  return new Promise((resolve) => process.stdout.once("drain", resolve));
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
