/** Bytes of a capture that grows: a file that is written to, a pipe, standard input. */
import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "@creance/core";

/** What came. */
export type Growth =
  /** Bytes, valid until the next. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Nothing new for now. */
  | { readonly kind: "idle" }
  /** Another capture begins: what was read until now is over. */
  | { readonly kind: "another"; readonly sentence: string };

/** How often a file that does not grow is looked at. */
const POLL_MS = 250;
/** What is there already when the stop comes is still read, for as long as this. */
const GRACE_MS = 1_000;
const CHUNK_BYTES = 1_048_576;

/** Follows `path`, `-` for standard input, until `signal` stops it or a pipe ends. Throws `UserError` when there is no such file. */
export function followGrowth(path: string, signal: AbortSignal): AsyncGenerator<Growth> {
  return path === "-" ? followStandardInput(signal) : followPath(path, signal);
}

async function* followPath(path: string, signal: AbortSignal): AsyncGenerator<Growth> {
  let file = await openToFollow(path);
  try {
    const isPipe = (await file.stat()).isFIFO();
    const buffer = new Uint8Array(CHUNK_BYTES);
    const deadline = graceAfter(signal);
    let offset = 0;
    let isReplaced = false;
    while (!deadline.isOver()) {
      const length = await read(file, buffer, isPipe ? null : offset);
      if (length !== undefined && length > 0) {
        offset += length;
        yield { kind: "bytes", bytes: buffer.subarray(0, length) };
        continue;
      }
      // A pipe that was written to and has no writer any more is over; one that nobody has opened yet is not.
      if (signal.aborted || (isPipe && length === 0 && offset > 0)) return;
      if (isReplaced) {
        const next = await openToFollow(path);
        await file.close();
        file = next;
        offset = 0;
        isReplaced = false;
        yield { kind: "another", sentence: "is another file now: that one is followed from its beginning." };
        continue;
      }
      if (!isPipe) {
        const state = await file.stat();
        if (state.size < offset) {
          offset = 0;
          yield { kind: "another", sentence: "was cut short while it was followed: it is read anew from its beginning." };
          continue;
        }
        const named = await stat(path).catch(() => undefined);
        // A file that lost its name may still be written to. One that took its place: the old one once more until its end, then the new one.
        if (named !== undefined && (named.ino !== state.ino || named.dev !== state.dev)) isReplaced = true;
      }
      yield { kind: "idle" };
      if (!isReplaced) await pause(POLL_MS, signal);
    }
  } finally {
    await file.close();
  }
}

async function* followStandardInput(signal: AbortSignal): AsyncGenerator<Growth> {
  const pieces = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const deadline = graceAfter(signal);
  const following = (): Promise<IteratorResult<Uint8Array>> => {
    const next = pieces.next();
    next.catch(() => {});
    return next;
  };
  try {
    for (let next = following(); !deadline.isOver(); ) {
      const came = await Promise.race([next, pause(POLL_MS, undefined)]);
      if (came === undefined) yield { kind: "idle" };
      else if (came.done === true) return;
      else {
        yield { kind: "bytes", bytes: came.value };
        next = following();
      }
    }
  } finally {
    process.stdin.destroy();
  }
}

/** Bytes read; `undefined` where a pipe has none for now. */
async function read(file: FileHandle, buffer: Uint8Array, offset: number | null): Promise<number | undefined> {
  try {
    return (await file.read(buffer, 0, buffer.byteLength, offset)).bytesRead;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return undefined;
    throw error;
  }
}

/** Opens without waiting for a pipe's writer. */
async function openToFollow(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!(await file.stat()).isDirectory()) return file;
    await file.close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))) throw error;
  }
  throw new UserError("no-such-file", "notFound", `There is no file ${path} to follow.`);
}

/** Over some time after the stop. */
function graceAfter(signal: AbortSignal): { isOver(): boolean } {
  let endMs = Number.POSITIVE_INFINITY;
  const begin = (): void => {
    endMs = performance.now() + GRACE_MS;
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return { isOver: () => performance.now() > endMs };
}

/** Waits, not longer than until the stop. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<undefined> {
  await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  return undefined;
}
