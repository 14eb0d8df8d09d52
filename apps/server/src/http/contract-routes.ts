/** The contract over HTTP: `/rpc` for the web app, `/api` for everyone, `/api/openapi.json` to read. */
import { contract } from "@creance/api";
import type { HttpBindings } from "@hono/node-server";
import { SmartCoercionPlugin } from "@orpc/json-schema";
import { OpenAPIGenerator } from "@orpc/openapi";
import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { ORPCError } from "@orpc/server";
import { RPCHandler } from "@orpc/server/fetch";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import type { Hono } from "hono";
import type { ContractRouter } from "./contract-router.ts";
import { type ErrorBody, errorReply, jsonReply } from "./error-reply.ts";
import type { Log } from "./log.ts";

/** One route of the contract as HTTP sees it. */
export interface ContractRoute {
  readonly method: string;
  /** Below `/api`, e.g. `/flights/{id}`. */
  readonly path: string;
}

/** Every route of the contract. */
export function contractRoutes(): ContractRoute[] {
  const found: ContractRoute[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const definition = (node as { "~orpc"?: { route?: { method?: string; path?: string } } })["~orpc"];
    if (definition?.route?.path !== undefined) found.push({ method: definition.route.method ?? "POST", path: definition.route.path });
    else for (const child of Object.values(node)) walk(child);
  };
  walk(contract);
  return found;
}

/** Adds `/rpc` and `/api`. Requests that no route takes fall through. */
export function addContractRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { router, log, version }: { readonly router: ContractRouter; readonly log: Log; readonly version: string },
): void {
  const converter = new ZodToJsonSchemaConverter();
  // A new list for each handler: plugins add to it.
  const interceptors = () => [
    async ({ next }: { next: () => Promise<unknown> }): Promise<unknown> => {
      try {
        return await next();
      } catch (error) {
        throw asContractError(error, log);
      }
    },
  ];
  const rpc = new RPCHandler(router, { clientInterceptors: interceptors() });
  const open = new OpenAPIHandler(router, {
    plugins: [new SmartCoercionPlugin({ schemaConverters: [converter] })],
    clientInterceptors: interceptors(),
    customErrorResponseBodyEncoder: (error) => bodyOf(logged(error, log)),
  });

  app.on(["GET", "POST"], "/rpc/*", async (context, next) => {
    const { matched, response } = await rpc.handle(context.req.raw, { prefix: "/rpc", context: {} });
    return matched ? response : next();
  });

  let document: Promise<unknown> | undefined;
  app.get("/api/openapi.json", async (context) => {
    document ??= new OpenAPIGenerator({ schemaConverters: [converter] }).generate(contract, {
      info: { title: "Creance", version, description: "What the server on this machine answers. Unknown is null, never absent." },
      servers: [{ url: "/api" }],
    });
    return context.json((await document) as object);
  });

  const routes = contractRoutes().map((route) => ({ ...route, pattern: patternOf(route.path) }));
  app.all("/api/*", async (context, next) => {
    const path = context.req.path.slice("/api".length);
    const { matched, response } = await open.handle(context.req.raw, { prefix: "/api", context: {} });
    if (matched) return response;
    const methods = routes.filter((route) => route.pattern.test(path)).map((route) => route.method);
    return methods.length === 0 ? next() : methodNotAllowed(methods);
  });
}

/** 405 with what would be allowed. */
export function methodNotAllowed(methods: readonly string[]): Response {
  const allowed = [...new Set(methods)].sort().join(", ");
  return jsonReply({ status: 405, body: { code: "method-not-allowed", sentence: `This address takes ${allowed}.` } }, { allow: allowed });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
}

/** Errors of routes with the status, the code and the sentence that they have everywhere. */
function asContractError(error: unknown, log: Log): unknown {
  if (error instanceof ORPCError) {
    // Output that breaks our own schema comes as an `ORPCError` 500: that is our bug and belongs in the log.
    if (error.status < 500) return error;
    error = error.cause ?? error;
  }
  const { status, body } = errorReply(error, log);
  return new ORPCError(body.code, { status, message: body.sentence, data: body });
}

/** Errors of the protocol itself do not pass the interceptor above. */
function logged(error: ORPCError<string, unknown>, log: Log): ORPCError<string, unknown> {
  if (error.status >= 500 && error.data === undefined) errorReply(error.cause ?? error, log);
  return error;
}

function bodyOf(error: ORPCError<string, unknown>): ErrorBody {
  const data = error.data as Partial<ErrorBody> | undefined;
  if (typeof data?.code === "string" && typeof data.sentence === "string") return { code: data.code, sentence: data.sentence };
  if (error.status === 400)
    return { code: "bad-request", sentence: `The request is not as this address wants it: ${problemsOf(error.data)}.` };
  return { code: error.code.toLowerCase().replaceAll("_", "-"), sentence: error.message };
}

function problemsOf(data: unknown): string {
  const issues = (data as { issues?: { path?: unknown[]; message?: string }[] } | undefined)?.issues ?? [];
  const texts = issues.slice(0, 5).map((issue) => `${(issue.path ?? []).map(String).join(".") || "request"}: ${issue.message ?? "wrong"}`);
  return texts.length === 0 ? "it could not be read" : texts.join("; ").slice(0, 500);
}
