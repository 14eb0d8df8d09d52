/** A listening server over a made operation, and raw requests to it (fetch forbids the headers that matter here). */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StartServerOptions, startServer } from "../../src/start-server.ts";
import { type MadeOperation, makeOperation } from "./made-operation.ts";

/** A running test server. */
export interface TestServer {
  readonly made: MadeOperation;
  readonly folder: string;
  readonly webFolder: string;
  readonly basemapFolder: string;
  readonly url: string;
  readonly port: number;
  readonly log: string[];
  /** Sends one request; headers as given, `Host` is ours unless given. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
}

/** What a request carries. */
export interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): Record<string, unknown>;
}

/** Starts a server on a free port, with a small web app and base maps in a new folder. */
export async function serveMade(options: Partial<StartServerOptions> = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "creance-http-"));
  const webFolder = join(folder, "web");
  const basemapFolder = join(folder, "basemap");
  for (const path of [join(webFolder, "assets"), basemapFolder, join(folder, "vault", "maps")]) mkdirSync(path, { recursive: true });
  writeFileSync(join(webFolder, "index.html"), "<!doctype html><title>creance</title>");
  writeFileSync(join(webFolder, "assets", "main-B3xY9_zQ.js"), "export {};");
  writeFileSync(join(webFolder, "plain.txt"), "plain");
  writeFileSync(join(folder, "secret.txt"), "outside the web folder");
  writeFileSync(join(basemapFolder, "world.pmtiles"), Buffer.from("PMTiles-0123456789"));
  writeFileSync(join(folder, "vault", "maps", "my town.pmtiles"), Buffer.from("PMTiles-own"));
  const made = makeOperation(join(folder, "vault"));
  const log: string[] = [];
  const server = await startServer({
    operation: made.operation,
    port: 0,
    webFolder,
    basemapFolder,
    writeLog: (line) => log.push(line),
    ...options,
  });
  return {
    made,
    folder,
    webFolder,
    basemapFolder,
    url: server.url,
    port: server.port,
    log,
    ask: (method, path, askOptions) => ask(server.port, method, path, askOptions),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends one request to a port of this machine, the path exactly as given. */
export function ask(port: number, method: string, path: string, { headers = {}, body }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length: Record<string, string> = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers: { ...length, ...headers }, agent: false }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => parts.push(part));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes, text, json: () => JSON.parse(text) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Headers of a program that changes something. */
export const program = { "x-creance": "1" };
/** Headers of a program that sends JSON. */
export const programJson = { ...program, "content-type": "application/json" };
