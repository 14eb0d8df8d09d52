/** Reads a capture from a file or standard input in one go: its bytes go to a `FlowsReading`, and into its SHA-256. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { CaptureReport } from "@creance/capture";
import { UserError } from "@creance/core";
import type { FlowsReading } from "./flows-thread.ts";

/** What reading a capture gave. */
export interface ReadCapture {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly report: CaptureReport;
}

/** Fills a buffer and says how many bytes it got; 0 at the end. */
type Fill = (buffer: ArrayBuffer) => Promise<number>;

/** How to read. */
export interface ReadCaptureOptions {
  /** Number of the capture among those that are read. */
  readonly captureIndex: number;
  readonly reading: FlowsReading;
  /** Hears of bytes as they are read. */
  onBytes(bytes: number): void;
}

/** Reads `path`, `-` for standard input. The next bytes are fetched while the last ones are read. Memory: a few chunks. */
export async function readCapture(path: string, { captureIndex, reading, onBytes }: ReadCaptureOptions): Promise<ReadCapture> {
  const file = path === "-" ? undefined : await openFile(path);
  try {
    const fill = file === undefined ? fillFromStandardInput() : fillFromFile(file, path);
    const hash = createHash("sha256");
    let sizeBytes = 0;
    reading.begin(captureIndex);
    let buffer = await reading.buffer();
    let length = await fill(buffer);
    while (length > 0) {
      const following = reading.buffer().then(async (next) => ({ next, length: await fill(next) }));
      // Whoever awaits it below hears of a failure; until then it must not count as unheard.
      following.catch(() => {});
      hash.update(new Uint8Array(buffer, 0, length));
      sizeBytes += length;
      onBytes(length);
      reading.push(buffer, length);
      const filled = await following;
      buffer = filled.next;
      length = filled.length;
    }
    reading.giveBack(buffer);
    const report = await reading.end();
    return { sha256: hash.digest("hex"), sizeBytes, report };
  } finally {
    await file?.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  return open(path, "r").catch((error: unknown) => {
    throw isMissing(error) ? noSuchFile(path, error) : error;
  });
}

function fillFromFile(file: FileHandle, path: string): Fill {
  return async (buffer) => {
    const { bytesRead } = await file.read(new Uint8Array(buffer), 0, buffer.byteLength, null).catch((error: unknown) => {
      throw isMissing(error) ? noSuchFile(path, error) : error;
    });
    return bytesRead;
  };
}

/** What standard input gives comes in small pieces: they are put together. */
function fillFromStandardInput(): Fill {
  const pieces = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let rest: Uint8Array = new Uint8Array(0);
  return async (buffer) => {
    const bytes = new Uint8Array(buffer);
    let length = 0;
    while (length < bytes.byteLength) {
      if (rest.byteLength === 0) {
        const { done, value } = await pieces.next();
        if (done === true) break;
        rest = value;
      }
      const taken = rest.subarray(0, bytes.byteLength - length);
      bytes.set(taken, length);
      length += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
    }
    return length;
  };
}

function noSuchFile(path: string, cause: unknown): UserError {
  const isFolder = cause instanceof Error && "code" in cause && cause.code === "EISDIR";
  const sentence = isFolder ? `${path} is a folder; name the captures in it.` : `There is no file ${path}.`;
  return new UserError("no-such-file", "notFound", `${sentence} Nothing was read.`, { cause });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR");
}
