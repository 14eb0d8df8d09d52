/** The control socket of a running gateway (../control.ts): a UNIX socket, for the account and the group of its folder. */
import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { isUserError, UserError } from "@creance/core";
import type { ControlAnswer, ControlRequest, HoldEvent, HoldStatus } from "../control.ts";
import { readJsonLines } from "../process/json-lines.ts";
import type { EventFeed } from "./event-feed.ts";
import { readRequest } from "./read-request.ts";

/** What the server hands on. */
export interface ControlServerOptions {
  readonly path: string;
  readonly feed: EventFeed;
  /** Carries a request out; `watch` is the server's own work. What it throws is told. */
  readonly answer: (request: Exclude<ControlRequest, { ask: "watch" }>) => Promise<HoldStatus>;
}

/** A socket that listens. */
export interface ControlServer {
  close(): Promise<void>;
}

const MAX_REQUEST_BYTES = 16_384;
const MAX_CONNECTIONS = 64;
/** Requests of one connection that may wait. */
const MAX_WAITING = 64;
/** What a slow watcher may leave unread before it is let go. */
const MAX_UNREAD_BYTES = 8 * 1_048_576;

/** Listens. Throws `UserError`: `hold-running` where another gateway answers there, `control-socket` where the machine refuses. */
export async function serveControl({ path, feed, answer }: ControlServerOptions): Promise<ControlServer> {
  if (await answers(path)) {
    throw new UserError(
      "hold-running",
      "conflict",
      "A gateway is running on this machine already. Nothing was changed: see `creance hold status`.",
    );
  }
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    // The oldest goes: nobody can keep others from asking by holding connections.
    if (open.size >= MAX_CONNECTIONS) for (const oldest of [...open].slice(0, 1)) oldest.destroy();
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    talk(socket, feed, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new UserError(
          "control-socket",
          "machineRefused",
          `The control socket ${path} could not be made: ${error.message}. Nothing was changed.`,
          {
            cause: error,
          },
        ),
      );
    });
    server.listen(path, resolve);
  });
  chmodSync(path, 0o660);
  return {
    // Closing takes the name away at once: another gateway may have its own there by the time the last watcher has gone.
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // What was answered last is read before the end.
      for (const socket of open) socket.end();
      const timer = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, 500);
      await closed;
      clearTimeout(timer);
    },
  };
}

function talk(socket: Socket, feed: EventFeed, answer: ControlServerOptions["answer"]): void {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  let isWatching = false;
  const say = (line: ControlAnswer): void => {
    if (socket.destroyed || socket.writableEnded) return;
    if (socket.writableLength > MAX_UNREAD_BYTES) {
      socket.destroy();
      return;
    }
    socket.write(`${JSON.stringify(line)}\n`);
  };
  const watch = (id: number, recall: number): void => {
    isWatching = true;
    const tell = (event: HoldEvent): void => say({ id, ok: true, event });
    for (const event of feed.recall(recall)) tell(event);
    socket.on("close", feed.subscribe(tell));
  };
  const carryOut = async (value: unknown): Promise<void> => {
    let request: ControlRequest | undefined;
    try {
      request = readRequest(value);
      if (request.ask === "watch") {
        if (isWatching) throw new UserError("bad-request", "wrongUse", "This connection watches already.");
        watch(request.id, request.recall);
      } else say({ id: request.id, ok: true, status: await answer(request) });
    } catch (error) {
      const known = isUserError(error) ? error : undefined;
      say({
        id: request?.id ?? idOf(value),
        ok: false,
        code: known?.code ?? "bug",
        errorKind: known?.kind ?? "machineRefused",
        sentence: known?.message ?? `The gateway could not do it: ${error instanceof Error ? error.message : String(error)}.`,
      });
    }
  };
  const reader = readJsonLines({
    maxBytes: MAX_REQUEST_BYTES,
    onValue(value) {
      if (++waiting > MAX_WAITING) {
        socket.destroy();
        return;
      }
      last = last.then(() => carryOut(value)).finally(() => waiting--);
    },
    onFault(sentence) {
      say({ id: 0, ok: false, code: "bad-request", errorKind: "wrongUse", sentence });
      socket.end();
    },
  });
  socket.on("data", (bytes: Buffer) => reader.push(bytes));
  socket.on("error", () => {});
}

function idOf(value: unknown): number {
  const id = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : 0;
  return typeof id === "number" && Number.isSafeInteger(id) ? id : 0;
}

/** Whether somebody listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const over = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", over(true));
    socket.once("error", over(false));
  });
}
