/** DNS over TCP: few connections, each with few bytes in hand, none for long without a question. */

import { createServer, type Socket } from "node:net";
import { frameReply, QuestionFrames } from "@creance/hold";

/** What to answer. */
export interface StreamOptions {
  readonly ip: string;
  readonly port: number;
  /** The answer; `null`: the connection is closed. */
  readonly answer: (message: Uint8Array, client: string) => Uint8Array | null;
  /** A connection was not taken. */
  readonly drop: (client: string) => void;
  readonly onError: (error: Error) => void;
  /** Longest time from one whole question to the next. */
  readonly idleMs: number;
}

/** Connections at a time. */
const MAX_CONNECTIONS = 256;
const MAX_CONNECTIONS_PER_CLIENT = 16;
/** Connections that wait to be accepted. */
const BACKLOG = 64;
const NO_MESSAGE = new Uint8Array(0);

/** Opens it; rejects when the address cannot be had. */
export async function serveQuestionStreams(options: StreamOptions): Promise<{ close(): void; readonly connections: number }> {
  const open = new Set<Socket>();
  const perClient = new Map<string, number>();

  const server = createServer({ noDelay: true }, (socket) => {
    // Whatever happens to one connection concerns no other.
    socket.on("error", () => socket.destroy());
    const client = socket.remoteAddress;
    if (client === undefined) {
      socket.destroy();
      return;
    }
    const before = perClient.get(client) ?? 0;
    if (open.size >= MAX_CONNECTIONS || before >= MAX_CONNECTIONS_PER_CLIENT) {
      options.drop(client);
      socket.destroy();
      return;
    }
    open.add(socket);
    perClient.set(client, before + 1);
    socket.once("close", () => {
      open.delete(socket);
      const left = (perClient.get(client) ?? 1) - 1;
      if (left > 0) perClient.set(client, left);
      else perClient.delete(client);
    });
    serve(socket, client, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: options.ip, port: options.port, backlog: BACKLOG, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", options.onError);
  return {
    get connections() {
      return open.size;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function serve(socket: Socket, client: string, { answer, idleMs }: StreamOptions): void {
  const frames = new QuestionFrames();
  // Not the socket's own time-out: a byte now and then would keep that away for ever.
  const idle = setTimeout(() => socket.destroy(), idleMs);
  socket.once("close", () => clearTimeout(idle));
  socket.on("data", (chunk: Buffer) => {
    for (const message of frames.push(chunk)) {
      const reply = answer(message, client);
      if (reply === null) {
        socket.destroy();
        return;
      }
      idle.refresh();
      // Who asks without reading is not read any more until the answers have gone.
      if (!socket.write(frameReply(reply))) socket.pause();
    }
    if (!frames.isBroken) return;
    // Counted as what it is: bytes that are no question.
    answer(NO_MESSAGE, client);
    socket.destroy();
  });
  socket.on("drain", () => socket.resume());
}
