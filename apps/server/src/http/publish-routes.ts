/** The public page as one archive: what was looked at, and nothing else. */
import { filePaths, publicPageWriteSchema } from "@creance/api";
import { UserError } from "@creance/core";
import { writeZip } from "@creance/formats";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Operation } from "../operation/types.ts";
import { attachmentHeader } from "./file-reply.ts";
import { settingsOf } from "./publish-router.ts";

/** Adds the route. */
export function addPublishRoutes(app: Hono<{ Bindings: HttpBindings }>, { publish }: Operation): void {
  app.post(filePaths.publicPage, async (context) => {
    const asked = publicPageWriteSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!asked.success) {
      throw new UserError("bad-request", "wrongUse", "The page is asked for with JSON: settings, pageSha256 and by; nothing was written.");
    }
    const { settings, pageSha256, by } = asked.data;
    const { files } = await publish.write(settingsOf(settings), { folder: null, pageSha256, by });
    return new Response(Uint8Array.from(writeZip(files.map(({ name, bytes }) => ({ path: name, bytes })))), {
      headers: {
        "content-type": "application/zip",
        "content-disposition": attachmentHeader("public-page.zip"),
        "cache-control": "no-store",
      },
    });
  });
}
