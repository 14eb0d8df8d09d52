/** Starts the server: loopback only, one port, everything behind it. */

import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@creance/core";
import { watchOutbound } from "@creance/node";
import { getRequestListener } from "@hono/node-server";
import { createImportJobs } from "./http/import-jobs.ts";
import { createLog } from "./http/log.ts";
import { createServerApp } from "./http/server-app.ts";
import { defaultUploadLimits, type UploadLimits } from "./http/upload-routes.ts";
import { creanceVersion } from "./http/version.ts";
import type { Operation } from "./operation/types.ts";

/** Port when none is asked for. */
export const defaultPort = 8787;

/** How to start. */
export interface StartServerOptions {
  /** What is served. The caller opened it and closes it, after the server. */
  readonly operation: Operation;
  /** `127.0.0.1` (default), `localhost` or `::1`; anything else is refused. */
  readonly host?: string;
  /** Default 8787; 0 picks a free one. */
  readonly port?: number;
  /** The built web app; default `dist/web` beside this program. */
  readonly webFolder?: string;
  /** Holds `world.pmtiles`; default `dist/basemap` beside this program. */
  readonly basemapFolder?: string;
  /** Takes the log, a JSON line at a time; default standard error. */
  readonly writeLog?: (line: string) => void;
  readonly uploadLimits?: Partial<UploadLimits>;
}

/** A server that listens. */
export interface RunningServer {
  /** Address to open, e.g. `http://127.0.0.1:8787/`. */
  readonly url: string;
  readonly port: number;
  /** Stops imports, ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

const bindAddresses: Readonly<Record<string, string>> = { "127.0.0.1": "127.0.0.1", localhost: "127.0.0.1", "::1": "::1", "[::1]": "::1" };

/** Starts listening. Throws `UserError` `bind-refused`, `bad-port`, `port-in-use` or `port-refused`. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { operation, host = "127.0.0.1", port = defaultPort } = options;
  const address = bindAddresses[host.toLowerCase()];
  if (address === undefined) {
    throw new UserError(
      "bind-refused",
      "wrongUse",
      `Creance listens on this machine only (127.0.0.1, localhost or ::1), not on ${host}: there are no accounts yet, so anyone who reaches the port could read everything.`,
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UserError("bad-port", "wrongUse", `${port} is not a port: give a number from 1 to 65535, or 0 to pick a free one.`);
  }
  const log = createLog(options.writeLog ?? ((line) => process.stderr.write(`${line}\n`)));
  let listening = 0;
  const outbound = watchOutbound((attempt) => log("outbound", { hook: attempt.hook, target: attempt.target }), {
    isOwnPort: (target) => target === listening && listening !== 0,
  });
  const jobs = createImportJobs(log);
  const app = createServerApp({
    operation,
    jobs,
    log,
    version: creanceVersion,
    webFolder: options.webFolder ?? besideThisProgram("web"),
    maps: { basemapFolder: options.basemapFolder ?? besideThisProgram("basemap"), ownFolder: join(operation.vault.path, "maps") },
    line: () => ({ sinceUs: outbound.sinceUs, outbound: outbound.count, attempts: [...outbound.attempts] }),
    uploadLimits: { ...defaultUploadLimits, ...options.uploadLimits },
    port: () => listening,
  });
  const server = createServer(
    {
      // Uploads may take hours: the whole-request limit is off, and each kind of body has its own (server-app, body-source).
      requestTimeout: 0,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 15_000,
      maxHeaderSize: 32 * 1024,
    },
    getRequestListener(app.fetch, { hostname: "127.0.0.1", overrideGlobalObjects: false }),
  );
  server.maxConnections = 1024;
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    else socket.destroy();
  });
  try {
    listening = await listen(server, port, address);
  } catch (error) {
    outbound.stop();
    throw listenError(error, port);
  }
  operation.flows.loadAhead();
  return {
    url: `http://${address === "::1" ? "[::1]" : address}:${listening}/`,
    port: listening,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await jobs.close();
      server.closeAllConnections();
      await closed;
      outbound.stop();
    },
  };
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: address, exclusive: true }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: unknown, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") {
    return new UserError(
      "port-in-use",
      "machineRefused",
      `Port ${port} is used by another program (perhaps another creance serve); nothing was started. Stop that program, or choose another port with --port N (0 picks a free one).`,
    );
  }
  if (code === "EACCES") {
    return new UserError(
      "port-refused",
      "machineRefused",
      `This machine does not let you listen on port ${port}; nothing was started. Choose a port above 1023 with --port N (0 picks a free one).`,
    );
  }
  return error;
}

/** `dist/NAME`, seen from the bundle (`dist/server/`) or from the source (`apps/server/src/`). */
function besideThisProgram(name: string): string {
  const fromSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(fromSource ? `../../../dist/${name}` : `../${name}`, import.meta.url));
}
