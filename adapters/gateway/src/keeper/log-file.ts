/** A log of the gateway: one JSON object a line, written in order, on the disk at most a second later. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** A log that is open. */
export interface LogFile {
  /** Adds a line. Never throws: what goes wrong later is told to `onFault`. */
  append(line: object): void;
  /** Writes what waits and puts it on the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What a log does when it cannot be written. */
export interface LogOptions {
  /** Once, for the first thing that goes wrong: `disk-full`, `disk-error`. Nothing is written after it. */
  readonly onFault: (code: string, sentence: string) => void;
}

/** Memory that may wait for the disk, characters. */
const MAX_WAITING = 32 * 1_048_576;
const SYNC_MS = 1000;

/** Opens a log for appending; makes the file. Throws what the file system says. */
export async function openLogFile(path: string, { onFault }: LogOptions): Promise<LogFile> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const file: FileHandle = await open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o640);
  let waiting: string[] = [];
  let waitingLength = 0;
  let isBroken = false;
  let isDirty = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  const broken = (error: unknown): void => {
    if (isBroken) return;
    isBroken = true;
    waiting = [];
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    const words = error instanceof Error ? error.message : String(error);
    onFault(isFull ? "disk-full" : "disk-error", `The log ${path} could not be written (${words}).`);
  };
  const writeOut = async (): Promise<void> => {
    while (waiting.length > 0 && !isBroken) {
      const text = waiting.join("");
      waiting = [];
      waitingLength = 0;
      try {
        await file.appendFile(text);
        isDirty = true;
      } catch (error) {
        broken(error);
      }
    }
  };
  const sync = async (): Promise<void> => {
    if (!isDirty || isBroken) return;
    isDirty = false;
    try {
      await file.datasync();
    } catch (error) {
      broken(error);
    }
  };
  /** One after the other, never two at a time. */
  const queue = (step: () => Promise<void>): Promise<void> => {
    last = last.then(step);
    return last;
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return queue(async () => {
      await writeOut();
      await sync();
    });
  };

  return {
    append(line) {
      if (isBroken) return;
      const text = `${JSON.stringify(line)}\n`;
      waiting.push(text);
      waitingLength += text.length;
      if (waitingLength > MAX_WAITING) {
        broken(new Error("the disk does not keep up"));
        return;
      }
      if (waiting.length === 1) void queue(writeOut);
      timer ??= setTimeout(() => void flush(), SYNC_MS).unref();
    },
    flush,
    async close() {
      await flush();
      await queue(() => file.close().catch(broken));
    },
  };
}
