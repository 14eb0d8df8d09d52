/** Speaks with a running gateway over its control socket (control.ts). */
import { connect, type Socket } from "node:net";
import { UserError, type UserErrorKind } from "@creance/core";
import type { ControlAnswer, HoldControl, HoldEvent, HoldStatus } from "./control.ts";
import { readJsonLines } from "./process/json-lines.ts";

/** Folder of the socket where nothing else is said. */
export const DEFAULT_RUNTIME_FOLDER = "/run/creance-hold";
/** Folder of sessions where nothing else is said. */
export const DEFAULT_STATE_FOLDER = "/var/lib/creance-hold";

/** A request without its number, as `ControlRequest` has it. */
type Ask = { readonly ask: string; readonly [field: string]: unknown };

const MAX_ANSWER_BYTES = 16 * 1_048_576;
/** Longest wait for an answer: a mark waits for the captures to be on the disk. */
const PATIENCE_MS = 60_000;
/** Events that may wait for a reader of `watch`; the oldest are let go. */
const MAX_UNREAD_EVENTS = 20_000;

/**
 * A gateway at the other end of the socket. Opens a connection for each request. Every call throws `UserError`: `hold-not-running`,
 * `hold-no-permission`, `hold-silent`, or what the gateway says.
 */
export function openControl(path: string = `${DEFAULT_RUNTIME_FOLDER}/control.sock`): HoldControl {
  const status = (request: Ask): Promise<HoldStatus> => askOnce(path, request);
  return {
    status: () => status({ ask: "status" }),
    open: (request) => status({ ask: "open", ...request }),
    close: (name, by) => status({ ask: "close", name, by }),
    mark: (mark) => status({ ask: "mark", mark }),
    reload: () => status({ ask: "reload" }),
    end: (by) => askToEnd(path, by),
    watch: (recall, signal) => watch(path, recall, signal),
  };
}

async function askOnce(path: string, request: Ask): Promise<HoldStatus> {
  const socket = await reach(path);
  try {
    return await answerOf(socket, request);
  } finally {
    socket.destroy();
  }
}

/** Returns when the gateway has gone: its socket is closed then. */
async function askToEnd(path: string, by: string): Promise<void> {
  const socket = await reach(path);
  const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  try {
    await answerOf(socket, { ask: "end", by });
    await gone;
  } finally {
    socket.destroy();
  }
}

function answerOf(socket: Socket, request: Ask): Promise<HoldStatus> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(silent()), PATIENCE_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    const reader = readJsonLines({
      maxBytes: MAX_ANSWER_BYTES,
      onValue(value) {
        const answer = value as ControlAnswer;
        if (!answer.ok) settle(() => reject(refusal(answer)));
        else if ("status" in answer) settle(() => resolve(answer.status));
      },
      onFault: (sentence) =>
        settle(() => reject(new UserError("hold-unreadable", "machineRefused", `The gateway's answer cannot be read. ${sentence}`))),
    });
    socket.on("data", (bytes: Buffer) => reader.push(bytes));
    socket.once("error", (error) => settle(() => reject(notReached(error))));
    socket.once("close", () => settle(() => reject(silent())));
    socket.write(`${JSON.stringify({ id: 1, ...request })}\n`);
  });
}

async function* watch(path: string, recall: number, signal: AbortSignal): AsyncGenerator<HoldEvent> {
  const socket = await reach(path);
  const waiting: HoldEvent[] = [];
  let failure: UserError | undefined;
  let isOver = signal.aborted;
  let wake = (): void => {};
  const end = (): void => {
    isOver = true;
    socket.destroy();
    wake();
  };
  const reader = readJsonLines({
    maxBytes: MAX_ANSWER_BYTES,
    onValue(value) {
      const answer = value as ControlAnswer;
      if (!answer.ok) {
        failure = refusal(answer);
        end();
      } else if ("event" in answer) {
        if (waiting.length >= MAX_UNREAD_EVENTS) waiting.shift();
        waiting.push(answer.event);
        wake();
      }
    },
    onFault: end,
  });
  socket.on("data", (bytes: Buffer) => reader.push(bytes));
  socket.on("error", end);
  socket.on("close", end);
  signal.addEventListener("abort", end);
  try {
    if (!isOver) socket.write(`${JSON.stringify({ id: 1, ask: "watch", recall })}\n`);
    for (;;) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else if (failure !== undefined) throw failure;
      else if (isOver) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener("abort", end);
    socket.destroy();
  }
}

function reach(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const failed = (error: Error): void => {
      socket.destroy();
      reject(notReached(error));
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.off("error", failed);
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

function refusal(answer: Extract<ControlAnswer, { ok: false }>): UserError {
  return new UserError(answer.code, (answer.errorKind ?? "conflict") as UserErrorKind, answer.sentence);
}

function silent(): UserError {
  return new UserError(
    "hold-silent",
    "machineRefused",
    "The gateway gave no answer. What was asked may or may not have been done: see `creance hold status`.",
  );
}

function notReached(error: Error): UserError {
  const code = "code" in error ? String(error.code) : "";
  if (code === "EACCES" || code === "EPERM") {
    return new UserError(
      "hold-no-permission",
      "machineRefused",
      "A gateway may be running here, but this account may not speak with it. Use sudo, or add the account to the group creance-hold and log in again.",
      { cause: error },
    );
  }
  if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR") {
    return new UserError("hold-not-running", "notFound", "No gateway is running on this machine. `creance hold up` starts one.", {
      cause: error,
    });
  }
  return new UserError("hold-not-reached", "machineRefused", `The gateway could not be reached: ${error.message}.`, { cause: error });
}
