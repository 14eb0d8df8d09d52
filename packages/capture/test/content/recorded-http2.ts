/** HTTP/2 of Node's own stack, without a network and without TLS: what both sides wrote, in order. */
import { connect, createServer, type Http2Server } from "node:http2";
import { Duplex } from "node:stream";
import type { Side } from "../../src/index.ts";

/** A piece that a side wrote. */
export type SaidPiece = readonly [Side, Uint8Array];

class WireEnd extends Duplex {
  other: WireEnd | null = null;
  readonly #side: Side;
  readonly #said: SaidPiece[];

  constructor(side: Side, said: SaidPiece[]) {
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

/** Runs a session: the server answers as `prepare` says, the client does what `run` does. */
export async function recordPlainHttp2(
  prepare: (server: Http2Server) => void,
  run: (session: ReturnType<typeof connect>) => Promise<void>,
): Promise<readonly SaidPiece[]> {
  const said: SaidPiece[] = [];
  const [client, serverEnd] = [new WireEnd(0, said), new WireEnd(1, said)];
  client.other = serverEnd;
  serverEnd.other = client;
  const server = createServer();
  prepare(server);
  server.emit("connection", serverEnd);
  const session = connect("http://cloud.example:8080", { createConnection: () => client });
  await run(session);
  await new Promise<void>((resolve) => session.close(resolve));
  return said;
}
