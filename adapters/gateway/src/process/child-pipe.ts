/**
 * The pipe to the keeper as one of its processes sees it (file descriptor 3, ../messages.ts). The process lives as long as the pipe: it ends
 * when the keeper does, when a line is too long or no JSON, when more waits to be sent than the keeper takes, and when a keeper that gave signs
 * of life gives none any more: one that hangs closes nothing.
 */
import { Socket } from "node:net";
import { type FailMessage, MAX_MESSAGE_BYTES } from "../messages.ts";
import { readJsonLines, writeJsonLine } from "./json-lines.ts";

/** Bytes that may wait for the keeper. */
const MAX_QUEUED_BYTES = 16 * 1_048_576;
const PIPE_DESCRIPTOR = 3;
/** Seconds without a sign of life. Counted, not measured: a machine that slept ends nothing. */
const SILENCE_S = 15;
/** Exit statuses, seen by the keeper only. */
const status = { ended: 0, failed: 1, badPipe: 2 } as const;

/** What a process does with what comes. */
export interface ChildPipeOptions<Command> {
  /** Each message in order; the first is the `start` message. */
  readonly onMessage: (message: Command) => void;
  /** The keeper has gone. At most 500 ms to put things in order (a last flush); then the process ends anyway. */
  readonly onEnd?: () => void | Promise<void>;
}

/** The way back. */
export interface ChildPipe<Report> {
  /** Sends in order. Ends the process where the keeper does not take what was sent. */
  send(report: Report): void;
  /** Bytes that wait: a sender of many lines may hold back. */
  readonly queuedBytes: number;
  /** Says what is wrong, then ends the process; the keeper ends all others. */
  fail(code: string, sentence: string): void;
}

/** Opens it. Call once, at the start of a `*-worker.ts`. */
export function openChildPipe<Command, Report>({ onMessage, onEnd }: ChildPipeOptions<Command>): ChildPipe<Report | FailMessage> {
  const socket = new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true });
  let isEnding = false;
  let silentS = 0;
  let isWatching = false;

  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(status.ended), 500);
    void Promise.resolve(onEnd?.()).finally(() => process.exit(status.ended));
  };
  const reader = readJsonLines({
    maxBytes: MAX_MESSAGE_BYTES,
    onValue: (value) => {
      silentS = 0;
      if (isAlive(value)) {
        if (!isWatching) setInterval(listen, 1000);
        isWatching = true;
      } else if (!isEnding) onMessage(value as Command);
    },
    onFault: () => process.exit(status.badPipe),
  });
  socket.on("data", (bytes: Buffer) => reader.push(bytes));
  socket.on("end", end);
  socket.on("close", end);
  socket.on("error", end);
  // Ctrl-C reaches the whole group: the keeper decides.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
  // Node opens a debugger at it, which asks nobody who he is.
  process.on("SIGUSR1", () => {});

  const fail = (code: string, sentence: string): void => {
    setTimeout(() => process.exit(status.failed), 500);
    socket.end(`${JSON.stringify({ kind: "fail", code, sentence: sentence.slice(0, 2000) } satisfies FailMessage)}\n`, () => {
      process.exit(status.failed);
    });
  };
  const listen = (): void => {
    silentS += 1;
    if (silentS > SILENCE_S) fail("keeper-silent", `The keeper has said nothing for ${SILENCE_S} s.`);
  };
  // A bug, too, is told before the end.
  process.on("uncaughtException", (error) => fail("bug", error.stack ?? error.message));
  process.on("unhandledRejection", (error) => fail("bug", error instanceof Error ? (error.stack ?? error.message) : String(error)));
  return {
    send(report) {
      if (isEnding || socket.destroyed) return;
      if (!writeJsonLine(socket, report, MAX_QUEUED_BYTES)) process.exit(status.badPipe);
    },
    get queuedBytes() {
      return socket.writableLength;
    },
    fail,
  };
}

/** What start-process.ts sends all along; no message to the process. */
function isAlive(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "alive";
}
