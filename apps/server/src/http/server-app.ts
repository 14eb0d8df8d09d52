/** The whole HTTP side as one application: guard first, headers on every answer, then contract, files, maps and the pages. */
import { filePaths } from "@creance/api";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { RouterParts } from "./contract-router.ts";
import { createContractRouter } from "./contract-router.ts";
import { addContractRoutes, methodNotAllowed } from "./contract-routes.ts";
import { addDownloadRoutes } from "./download-routes.ts";
import { errorReply, jsonReply } from "./error-reply.ts";
import { addExposureRoutes } from "./exposure-routes.ts";
import type { Log } from "./log.ts";
import { addMapRoutes } from "./map-files.ts";
import { addMediaRoutes } from "./media-routes.ts";
import { addPublishRoutes } from "./publish-routes.ts";
import { dataPrefixes, programHeader, refusalOf } from "./request-guard.ts";
import { addRequestPaperRoutes } from "./request-paper-routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { addShareRoutes } from "./share-routes.ts";
import { addUploadRoutes, type UploadLimits } from "./upload-routes.ts";
import { webFiles } from "./web-files.ts";

/** What the application is made of. */
export interface ServerAppParts extends RouterParts {
  readonly log: Log;
  readonly webFolder: string;
  readonly uploadLimits: UploadLimits;
  /** Port that the server listens on (known only after it listens). */
  readonly port: () => number;
}

/** Greatest body of everything but uploads: a keychain reply of 4,000,000 characters, JSON around it. */
export const maxJsonBodyBytes = 8 * 2 ** 20;
/** A body that is not an upload must be here by then. */
const jsonBodyMs = 30_000;

/** Builds the application. */
export function createServerApp(parts: ServerAppParts): Hono<{ Bindings: HttpBindings }> {
  const { log } = parts;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const pages = webFiles(parts.webFolder);

  app.use("*", async (context, next) => {
    const refusal = refusalOf(
      {
        method: context.req.method,
        path: context.req.path,
        host: context.env.incoming.headers.host,
        origin: context.req.header("origin"),
        fetchSite: context.req.header("sec-fetch-site"),
        fetchMode: context.req.header("sec-fetch-mode"),
        program: context.req.header(programHeader),
      },
      parts.port(),
    );
    if (refusal === undefined) await next();
    else context.res = jsonReply({ status: refusal.status, body: { code: refusal.code, sentence: refusal.sentence } });
    for (const [name, value] of securityHeaders) context.res.headers.set(name, value);
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
  });

  app.use("*", async (context, next) => {
    const { method } = context.req;
    const isUpload = method === "PUT" && (context.req.path === filePaths.upload || context.req.path === filePaths.requestPaper);
    if (method === "GET" || method === "HEAD" || isUpload) return next();
    const length = Number(context.req.header("content-length") ?? 0);
    const isChunked = context.req.header("transfer-encoding") !== undefined;
    if (isChunked || !(length <= maxJsonBodyBytes)) {
      const sentence = isChunked
        ? "A request needs the header Content-Length; bodies in pieces are not taken here."
        : `A request may be ${maxJsonBodyBytes} bytes long at most; files are sent to ${filePaths.upload}.`;
      return jsonReply({ status: isChunked ? 411 : 413, body: { code: isChunked ? "length-missing" : "body-too-large", sentence } });
    }
    const { incoming } = context.env;
    const late = setTimeout(() => {
      if (!incoming.complete) incoming.destroy();
    }, jsonBodyMs);
    try {
      await next();
    } finally {
      clearTimeout(late);
    }
  });

  addContractRoutes(app, { router: createContractRouter(parts), log, version: parts.version });
  addUploadRoutes(app, { operation: parts.operation, jobs: parts.jobs, limits: parts.uploadLimits });
  addRequestPaperRoutes(app, { operation: parts.operation, limits: parts.uploadLimits });
  addDownloadRoutes(app, parts.operation);
  addPublishRoutes(app, parts.operation);
  addMediaRoutes(app, parts.operation);
  addExposureRoutes(app, parts.operation);
  addShareRoutes(app, parts);
  addMapRoutes(app, parts.maps);

  app.get("/favicon.ico", async (context) => (await pages.reply("/favicon.ico", context.req.raw)) ?? new Response(null, { status: 204 }));

  app.all("*", async (context) => {
    const { method, path } = context.req;
    const allowed = allowedMethods(path);
    if (allowed !== undefined && !allowed.includes(method)) return methodNotAllowed(allowed);
    if (dataPrefixes.some((prefix) => path.startsWith(prefix)))
      return jsonReply({ status: 404, body: { code: "not-found", sentence: "There is nothing at this address." } });
    if (method !== "GET" && method !== "HEAD") return methodNotAllowed(["GET", "HEAD"]);
    const page = await pages.reply(path, context.req.raw);
    if (page !== undefined) return page;
    if (path !== "/") return jsonReply({ status: 404, body: { code: "not-found", sentence: "There is nothing at this address." } });
    return jsonReply({
      status: 404,
      body: {
        code: "web-app-missing",
        sentence: "The web app is not built. Run npm run build, then load this page again; /api answers meanwhile.",
      },
    });
  });

  app.onError((error) => jsonReply(errorReply(error, log)));
  return app;
}

/** Methods of the plain addresses; `undefined` where nothing plain lives. */
function allowedMethods(path: string): string[] | undefined {
  if (path === filePaths.upload || path === filePaths.requestPaper) return ["PUT"];
  if (path === filePaths.publicPage) return ["POST"];
  if (path === filePaths.uploadJob) return ["POST", "DELETE"];
  if (path.startsWith("/rpc/")) return ["GET", "POST"];
  if (path.startsWith(`${filePaths.mediaFilm}/`) && path.endsWith("/film.mp4")) return ["GET", "HEAD", "POST"];
  if (path.startsWith("/files/") || path.startsWith("/basemap/")) return ["GET", "HEAD"];
  return path === "/api/openapi.json" ? ["GET", "HEAD"] : undefined;
}
