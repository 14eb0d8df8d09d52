/** Real TLS sessions of Node's own stack, without a network: what both sides wrote, in order, and their key log. */
import { connect as connectHttp2, createSecureServer as createHttp2Server } from "node:http2";
import { Duplex } from "node:stream";
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import type { Said } from "../protocol/watched-flow.ts";
import { selfMadeCertificate } from "./self-made-certificate.ts";

/** A recorded session. */
export interface RecordedSession {
  readonly said: readonly Said[];
  readonly keyLog: string;
  /** IANA name of the suite and the version, as the client's stack says. */
  readonly suite: string;
  readonly version: string | null;
}

/** One end of a wire that writes down what goes over it. */
class WireEnd extends Duplex {
  other: WireEnd | null = null;
  readonly #side: 0 | 1;
  readonly #said: Said[];

  constructor(side: 0 | 1, said: Said[]) {
    super();
    this.#side = side;
    this.#said = said;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#said.push([this.#side, new Uint8Array(chunk)]);
    this.other?.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }
}

function wire(): { readonly client: WireEnd; readonly server: WireEnd; readonly said: Said[] } {
  const said: Said[] = [];
  const client = new WireEnd(0, said);
  const server = new WireEnd(1, said);
  client.other = server;
  server.other = client;
  return { client, server, said };
}

const certificates = { ec: selfMadeCertificate("made.example", "ec"), rsa: selfMadeCertificate("made.example", "rsa") };

/** How a session is made. */
export interface SessionOptions {
  readonly certificate?: "ec" | "rsa";
  readonly server?: TlsOptions;
  readonly client?: ConnectionOptions;
  /** What the client says, piece by piece: each goes after the answer to the one before. */
  readonly requests: readonly string[];
  /** The answer to each request. */
  readonly answer: string;
  /** Called between requests. */
  readonly between?: (server: TLSSocket, client: TLSSocket) => void;
  /** Called before anything is said. */
  readonly onServer?: (server: Server) => void;
  readonly onClient?: (client: TLSSocket) => void;
}

/** Runs a session to its end. */
export async function recordSession(options: SessionOptions): Promise<RecordedSession> {
  const { client: clientEnd, server: serverEnd, said } = wire();
  let keyLog = "";
  const server = createServer({ ...certificates[options.certificate ?? "ec"], ...options.server });
  const answers = new Promise<TLSSocket>((resolve) => {
    server.on("secureConnection", (socket) => {
      socket.on("data", () => socket.write(options.answer));
      resolve(socket);
    });
  });
  server.on("tlsClientError", () => {});
  options.onServer?.(server);
  server.emit("connection", serverEnd);
  const socket = connect({ socket: clientEnd, servername: "made.example", rejectUnauthorized: false, ...options.client });
  options.onClient?.(socket);
  socket.on("keylog", (line: Buffer) => {
    keyLog += line.toString("latin1");
  });
  await once(socket, "secureConnect");
  const serverSocket = await answers;
  for (const request of options.requests) {
    socket.write(request);
    await once(socket, "data");
    options.between?.(serverSocket, socket);
  }
  const { standardName } = socket.getCipher();
  const version = socket.getProtocol();
  socket.end();
  await once(serverSocket, "end");
  server.removeAllListeners();
  return { said, keyLog, suite: standardName, version };
}

/** An HTTP/2 session with one request. */
export async function recordHttp2(authority: string, path: string): Promise<RecordedSession> {
  const { client: clientEnd, server: serverEnd, said } = wire();
  let keyLog = "";
  const server = createHttp2Server(certificates.ec);
  server.on("stream", (stream) => {
    stream.respond({ ":status": 200 });
    stream.end("answered");
  });
  server.emit("connection", serverEnd);
  const socket = connect({ socket: clientEnd, servername: "made.example", rejectUnauthorized: false, ALPNProtocols: ["h2"] });
  socket.on("keylog", (line: Buffer) => {
    keyLog += line.toString("latin1");
  });
  await once(socket, "secureConnect");
  const session = connectHttp2(`https://${authority}`, { createConnection: () => socket });
  const stream = session.request({ ":path": path, ":method": "POST" });
  stream.end("body of the request");
  stream.resume();
  await once(stream, "close");
  const { standardName } = socket.getCipher();
  session.close();
  await once(session, "close");
  return { said, keyLog, suite: standardName, version: socket.getProtocol() };
}

function once(emitter: NodeJS.EventEmitter, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    emitter.once(event, () => resolve());
    emitter.once("error", reject);
  });
}
