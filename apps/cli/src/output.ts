/** Standard output carries the result and nothing else; everything for the eye goes to standard error. */

/** Writes one line of the result. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes one value as a JSON line. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
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

/** Tells a person something on standard error. */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
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
