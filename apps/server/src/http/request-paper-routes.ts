/** Papers of a request for data come in: each is streamed into the vault and kept as an original. */
import { filePaths, maxRequestPaperBytes } from "@creance/api";
import { formatBytes } from "@creance/core";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Operation } from "../operation/types.ts";
import { bodySource } from "./body-source.ts";
import { uploadLabel } from "./upload-label.ts";
import { announcedBytes, type UploadLimits } from "./upload-routes.ts";

/** Adds the route. */
export function addRequestPaperRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { operation, limits }: { readonly operation: Operation; readonly limits: UploadLimits },
): void {
  app.put(filePaths.requestPaper, async (context) => {
    const sizeBytes = announcedBytes(context.req.header("content-length"), {
      mostBytes: maxRequestPaperBytes,
      tooLarge: `The paper is larger than ${formatBytes(maxRequestPaperBytes)}, the most one may be here; nothing was kept. Use creance requests add --attach instead.`,
    });
    const source = bodySource(context.env.incoming, sizeBytes, limits.bodyIdleMs);
    const name = uploadLabel(context.req.header("x-creance-path")).split("/").at(-1) ?? "paper";
    try {
      return context.json(await operation.requests.keepPaper(source, name));
    } catch (error) {
      throw source.failure ?? error;
    }
  });
}
