/** What a person looks at before the yes: the very files that would leave, and frames of clips to draw boxes on. */
import { filePaths } from "@creance/api";
import { UserError } from "@creance/core";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { ReadyFile } from "../operation/share/types.ts";
import type { Operation } from "../operation/types.ts";
import { attachmentHeader, fileReply } from "./file-reply.ts";
import type { ShareJobs } from "./share-jobs.ts";
import { lookOf } from "./share-words.ts";

/** Adds the routes. */
export function addShareRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { operation, shareJobs }: { readonly operation: Pick<Operation, "share" | "access">; readonly shareJobs: ShareJobs },
): void {
  const item = `${filePaths.shareOutput}/:job{[0-9a-f-]{36}}/:item{\\d{1,5}}` as const;
  app.get(item, async (context) => {
    const file = await shareJobs.readyFile(context.req.param("job"), Number(context.req.param("item")));
    // Of the list of contents there is no original.
    if (!file.isContents) await operation.access.exported("original", file.sha256, "shared-file");
    return replyOf(context.req.raw, file, { contentType: "application/octet-stream", disposition: attachmentHeader(file.name) });
  });
  app.get(`${item}/look`, async (context) => {
    const file = await shareJobs.readyFile(context.req.param("job"), Number(context.req.param("item")));
    if (lookOf(file.format) === "none") {
      throw new UserError("no-picture", "notFound", "A browser cannot show this file; it can be downloaded.");
    }
    const contentType = file.format === "mp4" ? "video/mp4" : file.format === "png" ? "image/png" : "image/jpeg";
    return replyOf(context.req.raw, file, { contentType, disposition: "inline" });
  });
  app.get(`${filePaths.clipFrame}/:sha256{[0-9a-f]{64}}/:at{\\d{1,8}\\.jpg}`, async (context) => {
    const bytes = await operation.share.frame(context.req.param("sha256"), Number(context.req.param("at").slice(0, -4)));
    return new Response(Uint8Array.from(bytes), { headers: { "content-type": "image/jpeg", "cache-control": "private, max-age=3600" } });
  });
}

async function replyOf(
  request: Request,
  { path, outSha256 }: ReadyFile,
  { contentType, disposition }: { readonly contentType: string; readonly disposition: string },
): Promise<Response> {
  const reply = await fileReply(path, {
    request,
    contentType,
    entityTag: `"${outSha256}"`,
    cacheControl: "private, no-cache",
    headers: { "content-disposition": disposition },
  });
  if (reply !== undefined) return reply;
  throw new UserError("not-ready", "notFound", "The file is gone: the share was sent or thrown away.");
}
