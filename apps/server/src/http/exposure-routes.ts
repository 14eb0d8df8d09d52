/** Exposure reports as files: HTML, PDF, JSON and rows as CSV. */
import { type ExposureRow, exposureRequestSchema, exposureRowSchema, filePaths } from "@creance/api";
import { UserError } from "@creance/core";
import { pageToPdf } from "@creance/pdf";
import { exposureReportPage, pageToHtml } from "@creance/report";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { DrawnExposure } from "../operation/exposure/exposure-reports.ts";
import type { Operation } from "../operation/types.ts";
import { attachmentHeader } from "./file-reply.ts";
import { creanceVersion } from "./version.ts";

const kinds: ReadonlyMap<
  string,
  {
    readonly mediaType: string;
    readonly make: (made: DrawnExposure) => string | Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  }
> = new Map([
  ["html", { mediaType: "text/html; charset=utf-8", make: (made) => pageToHtml(pageOf(made)) }],
  ["pdf", { mediaType: "application/pdf", make: async (made) => Uint8Array.from(await pageToPdf(pageOf(made))) }],
  ["json", { mediaType: "application/json; charset=utf-8", make: ({ report }) => `${JSON.stringify(report, null, 1)}\n` }],
  ["csv", { mediaType: "text/csv; charset=utf-8", make: ({ report }) => csvOf(report.rows) }],
]);

/** Adds the route. */
export function addExposureRoutes(app: Hono<{ Bindings: HttpBindings }>, { exposure, access }: Operation): void {
  // A parameter is a whole part of a path: the name with its ending.
  const [, folder = "", name = ""] = filePaths.exposureExport.split("/");
  app.get(`/${folder}/:name{${name}\\.[a-z]{3,4}}`, async (context) => {
    const format = context.req.param("name").slice(name.length + 1);
    const kind = kinds.get(format);
    if (kind === undefined) {
      throw new UserError("no-such-format", "notFound", `A report can be had as ${[...kinds.keys()].join(", ")}; not as ${format}.`);
    }
    const asked = exposureRequestSchema.safeParse({
      flights: listOf(context.req.query("flights")),
      media: listOf(context.req.query("media")),
      ...optional("withMedia", context.req.query("withMedia")),
      ...optional("nearM", context.req.query("nearM")),
    });
    if (!asked.success) throw new UserError("bad-request", "wrongUse", "The address asks for flights, media or distances that cannot be.");
    const made = await exposure.drawn(asked.data, { signal: context.req.raw.signal });
    await access.exportedReport("exposure", { flights: asked.data.flights, originals: asked.data.media }, format);
    return new Response(await kind.make(made), {
      headers: {
        "content-type": kind.mediaType,
        "content-disposition": attachmentHeader(`exposure.${format}`),
        "cache-control": "no-store",
      },
    });
  });
}

function pageOf({ report, drawing }: DrawnExposure): ReturnType<typeof exposureReportPage> {
  return exposureReportPage(report, drawing, { version: creanceVersion, nearM: report.request.nearM });
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? "").split(",").filter((one) => one !== "");
}

function optional(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined || value === "" ? {} : { [name]: value };
}

/** RFC 4180, one line a row with the row's members in their order; unknown is empty, a region stands as JSON. */
function csvOf(rows: readonly ExposureRow[]): string {
  const names = Object.keys(exposureRowSchema.shape) as (keyof ExposureRow)[];
  const lines = rows.map((row) => names.map((name) => cellOf(row[name])).join(","));
  return [names.join(","), ...lines, ""].join("\r\n");
}

function cellOf(value: ExposureRow[keyof ExposureRow]): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // A file can hold any name: one that a spreadsheet would run as a formula stands behind an apostrophe.
  const text = typeof value === "string" ? value.replace(/^(?=[=+\-@\t\r])/, "'") : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
