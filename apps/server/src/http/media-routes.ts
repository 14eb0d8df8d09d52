/** What browsers are shown of pictures and clips: thumbnails, views, films. Types are ours, never the file's own word. */
import { filePaths } from "@creance/api";
import { UserError } from "@creance/core";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Operation, ShownFile } from "../operation/types.ts";
import { fileReply } from "./file-reply.ts";

/** Made files may change with a newer program, originals never: browsers ask again and are told "the same" in a moment. */
const cacheControl = "private, max-age=3600";

/** Adds the routes below `filePaths.mediaThumbnail`. */
export function addMediaRoutes(app: Hono<{ Bindings: HttpBindings }>, { media }: Operation): void {
  const path = `${filePaths.mediaThumbnail}/:sha256{[0-9a-f]{64}}` as const;
  app.get(`${path}/thumbnail.webp`, async (context) => shownReply(context.req.raw, await media.thumbnail(context.req.param("sha256"))));
  app.get(`${path}/view.jpg`, async (context) => shownReply(context.req.raw, await media.view(context.req.param("sha256"))));
  app.get(`${path}/film.mp4`, async (context) => shownReply(context.req.raw, await media.film(context.req.param("sha256"))));
  app.post(`${path}/film.mp4`, async (context) => context.json(await media.makeFilm(context.req.param("sha256"))));
}

async function shownReply(request: Request, { path, mediaType, entityTag, bytes }: ShownFile): Promise<Response> {
  if (bytes !== undefined) {
    const headers = { "content-type": mediaType, "cache-control": cacheControl, etag: entityTag };
    return new Response(Uint8Array.from(bytes), { headers });
  }
  const reply = await fileReply(path, {
    request,
    contentType: mediaType,
    entityTag,
    cacheControl,
    headers: { "content-disposition": "inline" },
  });
  if (reply !== undefined) return reply;
  throw new UserError("original-missing", "notFound", "The file to be shown is missing; creance fsck tells more.");
}
