/**
 * Real TLS over loopback: Node's own client and server, a relay between them that writes down what passes, and the key log. What the two
 * say is played turn by turn; HTTP/2 is spoken by Node's own client and server as well.
 */
import { once } from "node:events";
import { connect as connectHttp2, createSecureServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Server } from "node:net";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket, type TlsOptions } from "node:tls";
import { selfMadeCertificate } from "../../packages/capture/test/decrypt/self-made-certificate.ts";
import type { Turn } from "./tcp-conversation.ts";

/** Which TLS is spoken. */
export interface TlsChoice {
  readonly version: "1.2" | "1.3";
  /** OpenSSL's name of one suite; absent is what both prefer. */
  readonly suite?: string | undefined;
}

/** What passed the relay. */
export interface Recorded {
  readonly turns: readonly Turn[];
  readonly keyLog: string;
  /** IANA name of the suite. */
  readonly suite: string;
}

/** One request of HTTP/2 and its answer. */
export interface Http2Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
  readonly notBeforeUs?: number | undefined;
}

const certificates = new Map<string, ReturnType<typeof selfMadeCertificate>>();

/** Plays `dialog` over TLS: each turn is sent when the one before has arrived. */
export async function recordTls(host: string, dialog: readonly Turn[], choice: TlsChoice): Promise<Recorded> {
  const server = createTlsServer(serverOptions(host, choice));
  return recorded(server, async (port, tape) => {
    const accepted = once(server, "secureConnection") as Promise<[TLSSocket]>;
    const client = connectTls({ port, host: "127.0.0.1", servername: serverName(host), rejectUnauthorized: false });
    client.on("keylog", tape.keyLog);
    await once(client, "secureConnect");
    const [peer] = await accepted;
    const suite = client.getCipher().standardName;
    const heard = [0, 0];
    const waiting: (() => void)[] = [];
    const hears = (side: 0 | 1) => (bytes: Uint8Array) => {
      heard[side] = (heard[side] ?? 0) + bytes.length;
      for (const wake of waiting.splice(0)) wake();
    };
    peer.on("data", hears(0));
    client.on("data", hears(1));
    const said = [0, 0];
    for (const { side, bytes, notBeforeUs } of dialog) {
      said[side] = (said[side] ?? 0) + bytes.length;
      tape.mark(notBeforeUs);
      (side === 0 ? client : peer).write(bytes);
      while ((heard[side] ?? 0) < (said[side] ?? 0)) await new Promise<void>((resolve) => waiting.push(resolve));
    }
    client.end();
    peer.end();
    await Promise.all([once(client, "close"), once(peer, "close")]);
    return suite;
  });
}

/** One HTTP/2 connection with its requests, one after the other. */
export async function recordHttp2(host: string, exchanges: readonly Http2Exchange[], choice: TlsChoice): Promise<Recorded> {
  const server = createHttp2Server(serverOptions(host, choice));
  let answer = exchanges[0]?.answer;
  server.on("stream", (stream) => {
    stream.resume();
    stream.on("end", () => {
      stream.respond({ ":status": answer?.status ?? 200, ...answer?.headers });
      stream.end(answer?.body);
    });
  });
  return recorded(server, async (port, tape) => {
    const socket = connectTls({ port, host: "127.0.0.1", servername: serverName(host), rejectUnauthorized: false, ALPNProtocols: ["h2"] });
    socket.on("keylog", tape.keyLog);
    await once(socket, "secureConnect");
    const suite = socket.getCipher().standardName;
    const session = connectHttp2(`https://${host}`, { createConnection: () => socket });
    for (const exchange of exchanges) {
      answer = exchange.answer;
      tape.mark(exchange.notBeforeUs);
      const hasNoBody = exchange.body.length === 0;
      const stream = session.request({ ":method": exchange.method, ":path": exchange.path, ...exchange.headers }, { endStream: hasNoBody });
      if (!hasNoBody) stream.end(exchange.body);
      stream.resume();
      await once(stream, "close");
    }
    session.close();
    await once(session, "close");
    return suite;
  });
}

interface Tape {
  /** What passes from now on does not pass before this time. */
  mark(notBeforeUs: number | undefined): void;
  keyLog(line: Buffer): void;
}

async function recorded(server: Server, play: (port: number, tape: Tape) => Promise<string>): Promise<Recorded> {
  const turns: { side: 0 | 1; pieces: Buffer[]; notBeforeUs: number | undefined }[] = [];
  let notBeforeUs: number | undefined;
  let keyLog = "";
  const pass = (side: 0 | 1, bytes: Buffer): void => {
    const last = turns.at(-1);
    if (last?.side === side && last.notBeforeUs === notBeforeUs) last.pieces.push(bytes);
    else turns.push({ side, pieces: [bytes], notBeforeUs });
  };
  await listening(server);
  const relay = createTcpServer((near) => {
    const far = connectTcp((server.address() as AddressInfo).port, "127.0.0.1");
    for (const [side, from, to] of [
      [0, near, far],
      [1, far, near],
    ] as const) {
      from.on("data", (bytes: Buffer) => {
        pass(side, bytes);
        to.write(bytes);
      });
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
    }
  });
  await listening(relay);
  try {
    const suite = await play((relay.address() as AddressInfo).port, {
      mark: (timeUs) => {
        if (timeUs !== undefined) notBeforeUs = timeUs;
      },
      keyLog: (line) => {
        keyLog += line.toString("latin1");
      },
    });
    return {
      turns: turns.map(({ side, pieces, notBeforeUs: timeUs }) => ({
        side,
        bytes: new Uint8Array(Buffer.concat(pieces)),
        ...(timeUs === undefined ? {} : { notBeforeUs: timeUs }),
      })),
      keyLog,
      suite,
    };
  } finally {
    relay.close();
    server.close();
  }
}

async function listening(server: Server): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

function serverOptions(host: string, { version, suite }: TlsChoice): TlsOptions {
  const kind = suite !== undefined && /(^|-)RSA|^AES/.test(suite) ? "rsa" : "ec";
  const key = `${kind} ${host}`;
  const known = certificates.get(key) ?? selfMadeCertificate(host, kind);
  certificates.set(key, known);
  return {
    ...known,
    minVersion: `TLSv${version}`,
    maxVersion: `TLSv${version}`,
    ...(suite === undefined ? {} : { ciphers: `${suite}:@SECLEVEL=0` }),
  };
}

/** Addresses are no server names. */
function serverName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? "" : host;
}
