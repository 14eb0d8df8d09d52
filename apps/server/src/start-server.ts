/** Starts the server: loopback only, one port, everything behind it. */

import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Line } from "@creance/api";
import { watchOutbound } from "@creance/node";
import { getRequestListener } from "@hono/node-server";
import { createDeletionJobs } from "./http/deletion-jobs.ts";
import { createImportJobs } from "./http/import-jobs.ts";
import { createLog } from "./http/log.ts";
import { createServerApp } from "./http/server-app.ts";
import { createShareJobs } from "./http/share-jobs.ts";
import { defaultUploadLimits, type UploadLimits } from "./http/upload-routes.ts";
import { creanceVersion } from "./http/version.ts";
import { lineOf } from "./line-of.ts";
import { type ListenAt, listenOnHandedIn, listenOnLoopback, urlOf } from "./loopback-socket.ts";
import type { Operation } from "./operation/types.ts";
import { startRetentionTimer } from "./retention-timer.ts";
import { createSealedState } from "./sealed/sealed-state.ts";

/** How to start. */
export interface StartServerOptions extends ListenAt {
  /** What is served. The caller opened it and closes it, after the server. */
  readonly operation: Operation;
  /** A listening socket that was handed in; then `host` and `port` say nothing. */
  readonly listenFd?: number;
  /** The server was started where there is no network: it tries to leave when asked, and tells what became of it. */
  readonly sealed?: boolean;
  /** The built web app; default `dist/web` beside this program. */
  readonly webFolder?: string;
  /** Holds `world.pmtiles`; default `dist/basemap` beside this program. */
  readonly basemapFolder?: string;
  /** Takes the log, a JSON line at a time; default standard error. */
  readonly writeLog?: (line: string) => void;
  readonly uploadLimits?: Partial<UploadLimits>;
  /** Deletes what is due while it runs (default: it does not). */
  readonly retentionRun?: boolean;
}

/** A server that listens. */
export interface RunningServer {
  /** Address to open, e.g. `http://127.0.0.1:8787/`. */
  readonly url: string;
  readonly port: number;
  /** What the server says of its seal, tried now; `null` when it was not started sealed. */
  seal(): Promise<Line["sealed"]>;
  /** Stops imports, ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts listening. Throws `UserError` `bind-refused`, `bad-port`, `port-in-use`, `port-refused` or `no-socket`. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { operation, listenFd } = options;
  const log = createLog(options.writeLog ?? ((line) => process.stderr.write(`${line}\n`)));
  let listening = 0;
  const outbound = watchOutbound((attempt) => log("outbound", { hook: attempt.hook, target: attempt.target }), {
    isOwnPort: (target) => target === listening && listening !== 0,
  });
  const seal = options.sealed === true ? createSealedState() : async () => null;
  const jobs = createImportJobs(log);
  const shareJobs = createShareJobs(operation.share, log);
  const deletions = createDeletionJobs(operation.retention, log);
  const app = createServerApp({
    operation,
    jobs,
    shareJobs,
    deletions,
    hasRetentionTimer: options.retentionRun === true,
    log,
    version: creanceVersion,
    webFolder: options.webFolder ?? besideThisProgram("web"),
    maps: { basemapFolder: options.basemapFolder ?? besideThisProgram("basemap"), ownFolder: join(operation.vault.path, "maps") },
    line: async () => ({ ...lineOf(outbound, operation.share.connections()), sealed: await seal() }),
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
  let url: string;
  try {
    const address = listenFd === undefined ? await listenOnLoopback(server, options) : await listenOnHandedIn(server, listenFd);
    listening = address.port;
    url = urlOf(address);
  } catch (error) {
    outbound.stop();
    throw error;
  }
  operation.flows.loadAhead();
  const retention = options.retentionRun === true ? startRetentionTimer(operation.retention, log) : undefined;
  return {
    url,
    port: listening,
    seal,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await retention?.stop();
      await jobs.close();
      await shareJobs.close();
      await deletions.close();
      server.closeAllConnections();
      await closed;
      outbound.stop();
    },
  };
}

/** `dist/NAME`, seen from the bundle (`dist/server/`) or from the source (`apps/server/src/`). */
function besideThisProgram(name: string): string {
  const fromSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(fromSource ? `../../../dist/${name}` : `../${name}`, import.meta.url));
}
